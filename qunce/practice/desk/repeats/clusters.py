"""Groups of like questions: average linkage on the pairs that are neighbours (E1).

Single linkage would chain strangers through a common friend; here two groups come together only
when their questions are alike on average, pairs that are no neighbours counting as strangers.
"""

import heapq
from typing import Final

from qunce.practice.desk.repeats.likeness import Pairs

TOGETHER: Final = 0.2  # average probability from which two groups are one; tuned on faq_epidemic's train.csv
STRANGERS: Final = 0.02  # what a pair counts that is not among the neighbours


def cluster(count: int, pairs: Pairs) -> list[int]:
    """The group of each of ``count`` questions, named by one of its members."""
    links: list[dict[int, float]] = [{} for _ in range(count)]
    heap: list[tuple[float, int, int, int, int]] = []
    for a, b, probability in zip(pairs.row.tolist(), pairs.column.tolist(), pairs.probability.tolist()):
        links[a][b] = links[b][a] = probability - STRANGERS
        if probability >= TOGETHER:
            heap.append((-probability, a, b, 0, 0))
    heapq.heapify(heap)
    parent, size, age = list(range(count)), [1] * count, [0] * count
    while heap:
        _, a, b, age_a, age_b = heapq.heappop(heap)
        if age[a] != age_a or age[b] != age_b or parent[a] != a or parent[b] != b:
            continue  # one of the two has grown or gone since
        if len(links[a]) < len(links[b]):
            a, b = b, a
        _merge(a, b, links)
        parent[b] = a
        size[a] += size[b]
        age[a] += 1
        for other, sum_of_links in links[a].items():
            average = sum_of_links / (size[a] * size[other]) + STRANGERS
            if average >= TOGETHER:
                heapq.heappush(heap, (-average, a, other, age[a], age[other]))
    return [_root(parent, index) for index in range(count)]


def _merge(a: int, b: int, links: list[dict[int, float]]) -> None:
    mine = links[a]
    mine.pop(b, None)
    for other, link in links[b].items():
        if other == a:
            continue
        mine[other] = mine.get(other, 0.0) + link
        theirs = links[other]
        theirs.pop(b, None)
        theirs[a] = mine[other]
    links[b] = {}


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        index = parent[index]
    return index
