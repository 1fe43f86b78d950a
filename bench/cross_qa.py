"""Top-1 and top-3 of the Q&A on the baseline's own setting, with weights that never saw the question's group.

All 1,866 first questions of faq_epidemic are entries, train and dev together, and all their paraphrases are asked, as
the stated baselines do. Weights are trained as ``train_qa`` does, five times on four fifths of the groups, and measured
on the other fifth (cross-fitting by group: a group's paraphrases are all on one side). So nothing is measured on what
trained it, and nothing is left out. What ships is trained on train.csv alone.
"""

import numpy as np
from numpy.typing import NDArray

from bench import faq_data
from bench.train_qa import _listwise
from qunce.practice.desk.qa.policy import Index, embedding, measures

FOLDS = 5
WEIGHTS = (0, 6, 10, 14, 18, 22, 26)
_NONE = 99  # the entry is not among those that BM25 finds


class Asked:
    """A question with what BM25 finds for it: entry numbers, measures and sides of each, the right one's place."""

    def __init__(self, group: int, text: str, keys: list[int], index: Index, seen: list[measures.View]) -> None:
        asked = measures.views([text])[0]
        self.group, self.text, self.keys = group, text, keys
        self.values = [measures.measures(asked, seen[key], index.idf) for key in keys]
        self.apart = [measures.is_apart(asked, seen[key]) for key in keys]
        self.twin = np.array([asked.wording.key == seen[key].wording.key for key in keys]) & ~np.array(self.apart)
        self.gold = keys.index(group) if group in keys else -1

    def ranks(self, weights: NDArray[np.float64], off: float) -> NDArray[np.float64]:
        return np.array(self.values) @ weights - off * np.array(self.apart) + measures._TWIN * self.twin


def _world() -> tuple[list[str], list[Asked]]:
    groups: dict[str, list[str]] = {}
    for part in ("train", "dev"):
        groups |= faq_data.groups(faq_data.rows(part))
    entries, index = list(groups), Index()
    index.put((number, [text]) for number, text in enumerate(entries))
    seen = measures.views(entries)
    asked = [
        Asked(number, text, [key for key, _ in index.nearest(text)], index, seen)
        for number, others in enumerate(groups.values())
        for text in dict.fromkeys(others)
    ]
    return entries, asked


def _fitted(asked: list[Asked]) -> list[NDArray[np.float64]]:
    """The ranks of each question's wordings, by weights trained on the other folds."""
    found = [np.zeros(0)] * len(asked)
    for fold in range(FOLDS):
        learnt = [one for one in asked if one.group % FOLDS != fold and one.gold >= 0]
        weights, off = _listwise([a.values for a in learnt], [a.apart for a in learnt], [a.gold for a in learnt])
        for number, one in enumerate(asked):
            if one.group % FOLDS == fold:
                found[number] = one.ranks(weights, off)
    return found


def _place(one: Asked, rank: NDArray[np.float64]) -> int:
    """How many entries stand before the right one; of equals the older entry comes first, as in the product."""
    if one.gold < 0:
        return _NONE
    mine, keys = rank[one.gold], np.array(one.keys)
    equal = np.abs(rank - mine) <= 1e-9
    return int(((rank > mine) & ~equal).sum() + (equal & (keys < one.group)).sum())


def _tops(asked: list[Asked], ranks: list[NDArray[np.float64]]) -> dict[str, float]:
    places = np.array([_place(one, rank) for one, rank in zip(asked, ranks, strict=True)])
    return {
        "top1": round(100 * float((places < 1).mean()), 1),
        "top3": round(100 * float((places < 3).mean()), 1),
        "questions": len(places),
    }


def crossed() -> dict[str, object]:
    """Ours, cross-fitted, beside BM25 on the same questions; with the vectors of the optional wheel where it is."""
    entries, asked = _world()
    ranks = _fitted(asked)
    report: dict[str, object] = {
        "entries": len(entries),
        "folds": FOLDS,
        "bm25": _tops(asked, [-np.arange(len(one.keys), dtype=float) for one in asked]),
        "ours": _tops(asked, ranks),
    }
    if not embedding.available():
        return report | {"with_vectors": "the extra 'embedding' is not installed"}
    meant = embedding.vectors(entries)
    near = [
        meant[one.keys] @ vector for one, vector in zip(asked, embedding.vectors([a.text for a in asked]), strict=True)
    ]
    for weight in sorted({*WEIGHTS, int(embedding.WEIGHT)}):
        joined = [rank + weight * close for rank, close in zip(ranks, near, strict=True)]
        name = "with_vectors" if weight == embedding.WEIGHT else f"with_vectors_at_{weight}"
        report[name] = _tops(asked, joined)
    return report
