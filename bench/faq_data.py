"""faq_epidemic as the desk's evaluation reads it: groups of paraphrases, and labelled near-misses."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

SHARED = Path(os.environ.get("QUNCE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
Row = dict[str, str]


def rows(part: str) -> list[Row]:
    with (SHARED / "faq_epidemic" / f"{part}.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def groups(pairs: Sequence[Row]) -> dict[str, list[str]]:
    """query1 with its true paraphrases; only those that have one."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in pairs:
        if row["label"] == "1":
            found[row["query1"]].append(row["query2"])
    return found


def universe(pairs: Sequence[Row], *, near_misses: bool) -> tuple[list[str], list[int]]:
    """Distinct texts and the group of each; a text that stands in two groups keeps its first.

    near_misses adds the labelled non-paraphrases, each as a group of its own (negative numbers).
    """
    owner: dict[str, int] = {}
    for number, (first, others) in enumerate(groups(pairs).items()):
        for text in (first, *others):
            owner.setdefault(text, number)
    if near_misses:
        for row in pairs:
            for text in (row["query1"], row["query2"]):
                owner.setdefault(text, -1 - len(owner))
    return list(owner), list(owner.values())


def pairwise(labels: Sequence[int], gold: Sequence[int]) -> dict[str, float]:
    """Precision, recall and F1 over pairs of texts; pairs of two near-misses (unknown) do not count."""
    known = [(label, group) for label, group in zip(labels, gold)]
    true = sum(_pairs(n) for (_, group), n in Counter(known).items() if group >= 0)
    wanted = sum(_pairs(n) for group, n in Counter(gold).items() if group >= 0)
    said = sum(_pairs(n) for n in Counter(labels).values())
    unknown = sum(_pairs(n) for n in Counter(label for label, group in known if group < 0).values())
    precision = true / max(1, said - unknown)
    recall = true / max(1, wanted)
    return {
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
    }


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
