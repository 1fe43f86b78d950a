"""Which texts ask the same (E1): texts in, the group of each out. numpy and scipy inside, so it is loaded late."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from qunce.practice.desk.repeats.clusters import cluster
from qunce.practice.desk.repeats.likeness import Pairs, alike_pairs
from qunce.practice.desk.repeats.wording import Wording, read_all


def group_texts(texts: Sequence[str]) -> list[int]:
    """The group of every text, by number; the clustering alone, as the evaluation measures it."""
    units, firsts = _units(read_all(texts))
    group = cluster(len(firsts), alike_pairs(firsts, _twins(units)))
    return [group[unit] for unit in units]


def group_distinct(texts: Sequence[str]) -> list[tuple[int, float]]:
    """The group of each of these distinct texts and how sure it is (0..1); exact repetitions are folded first."""
    wordings = read_all(texts)
    same_full: dict[str, int] = {}
    exact = [same_full.setdefault(w.full, len(same_full)) for w in wordings]
    first_of: dict[int, Wording] = {}
    for wording, number in zip(wordings, exact):
        first_of.setdefault(number, wording)
    units, firsts = _units(list(first_of.values()))
    pairs = alike_pairs(firsts, _twins(units))
    group = cluster(len(firsts), pairs)
    confidence = _confidence(group, pairs)
    groups = (group[units[number]] for number in exact)
    return [(found, confidence.get(found, 1.0)) for found in groups]


def _units(wordings: Sequence[Wording]) -> tuple[list[int], list[Wording]]:
    """Wordings of equal key are one unit: its number for each text, and its first wording."""
    numbers: dict[object, int] = {}
    firsts: list[Wording] = []
    units: list[int] = []
    for wording in wordings:
        number = numbers.setdefault(wording.key, len(firsts))
        if number == len(firsts):
            firsts.append(wording)
        units.append(number)
    return units, firsts


def _twins(units: Sequence[int]) -> list[bool]:
    return [count > 1 for _, count in sorted(Counter(units).items())]


def _confidence(group: Sequence[int], pairs: Pairs) -> dict[int, float]:
    """Mean probability of the pairs inside each group; groups of one unit are exact and missing here."""
    sums: dict[int, float] = defaultdict(float)
    counts: Counter[int] = Counter()
    for a, b, probability in zip(pairs.row.tolist(), pairs.column.tolist(), pairs.probability.tolist()):
        if group[a] == group[b]:
            sums[group[a]] += probability
            counts[group[a]] += 1
    return {key: 0.5 + 0.5 * sums[key] / counts[key] for key in counts}
