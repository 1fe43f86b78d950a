"""Train the weights of the Q&A's candidates on faq_epidemic's train.csv and write ``policy/weights.py``.

    python -m bench.train_qa [embedding]

RANK is a conditional logit over the wordings that BM25 finds for a paraphrase, SAME a logistic regression on the
labelled pairs. dev.csv is never read here.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from bench import faq_data
from qunce.practice.desk.qa.policy import Index, embedding, measures, weights

TARGET = Path(weights.__file__)
RIDGE = 3.0
EVERY = 3  # groups of train.csv that fit the weight of the vectors
# More of these never speaks for a pair; more of the others never against it. Without that, measures that overlap would
# get weights of either sign, and what no training pair holds (the very same words) would be judged at random.
AGAINST = {
    "less_missing", "more_missing", "other_kind", "other_number", "half_number", "denial", "apart", "half_side",
    "length",
}  # fmt: skip
BOUNDS = [(None, 0.0) if name in AGAINST else (0.0, None) for name in measures.MEASURES]


def main() -> None:
    rows = faq_data.rows("train")
    index, entries = Index(), list(faq_data.groups(rows))
    index.put((number, [text]) for number, text in enumerate(entries))
    seen = dict(zip(entries, measures.views(entries), strict=True))
    lists, golds, apart = [], [], []
    for number, others in enumerate(faq_data.groups(rows).values()):
        for text in dict.fromkeys(others):
            found = index.nearest(text)
            keys = [key for key, _ in found]
            if number not in keys:
                continue
            asked = measures.views([text])[0]
            lists.append([measures.measures(asked, seen[entries[key]], index.idf) for key in keys])
            apart.append([measures.is_apart(asked, seen[entries[key]]) for key in keys])
            golds.append(keys.index(number))
    rank, off = _listwise(lists, apart, golds)
    pairs, same = _pairs(rows, index)
    weighed = _logistic(pairs, same)
    TARGET.write_text(_source(rank, off, weighed, len(golds), len(same)), encoding="utf-8")


def fit_embedding() -> None:
    """Print the weight of the vectors that puts most train questions right, ``RANK`` standing as it is."""
    groups = faq_data.groups(faq_data.rows("train"))
    entries, index = list(groups), Index()
    index.put((number, [text]) for number, text in enumerate(entries))
    seen, meant = measures.views(entries), embedding.vectors(entries)
    ranks, nears, golds = [], [], []
    for number, others in list(enumerate(groups.values()))[::EVERY]:
        asked = list(dict.fromkeys(others))
        for text, view, vector in zip(asked, measures.views(asked), embedding.vectors(asked), strict=True):
            keys = [key for key, _ in index.nearest(text)]
            ranks.append([measures.judge(view, seen[key], index.idf).rank for key in keys])
            nears.append((meant[keys] @ vector).tolist())
            golds.append([key == number for key in keys])
    for weight in (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0):
        right = sum(
            max(zip([r + weight * n for r, n in zip(rank, near, strict=True)], gold, strict=True))[1]
            for rank, near, gold in zip(ranks, nears, golds, strict=True)
        )
        sys.stdout.write(f"{weight}: {right / len(golds):.4f} of {len(golds)}\n")


def _pairs(rows, index):
    texts = sorted({row[side] for row in rows for side in ("query1", "query2")})
    seen = dict(zip(texts, measures.views(texts), strict=True))
    values = []
    for row in rows:
        asked, entry = seen[row["query2"]], seen[row["query1"]]
        values.append(measures.measures(asked, entry, index.idf))
    return np.array(values), np.array([row["label"] == "1" for row in rows])


def _listwise(lists, apart, golds):
    size = len(measures.MEASURES)
    longest = max(map(len, lists))
    data = np.zeros((len(lists), longest, size + 1))
    there = np.zeros((len(lists), longest), bool)
    for n, (one, sides) in enumerate(zip(lists, apart, strict=True)):
        data[n, : len(one), :size] = one
        data[n, : len(one), size] = sides
        there[n, : len(one)] = True
    scale = data[there].std(0) + 1e-6
    data /= scale
    at, gold = np.arange(len(golds)), np.array(golds)

    def cost(point):
        scores = np.where(there, data @ point, -1e9)
        likely = np.exp(scores - scores.max(1, keepdims=True))
        likely /= likely.sum(1, keepdims=True)
        value = -np.log(likely[at, gold] + 1e-12).sum() + RIDGE / 2 * point @ point
        likely[at, gold] -= 1
        return value, np.einsum("ij,ijk->k", likely, data, optimize=True) + RIDGE * point

    best = minimize(cost, np.zeros(size + 1), jac=True, method="L-BFGS-B", bounds=[*BOUNDS, (None, 0)]).x / scale
    return best[:size], max(0.0, -best[size])


def _logistic(values, same):
    mean, scale = values.mean(0), values.std(0) + 1e-6
    data = np.c_[(values - mean) / scale, np.ones(len(same))]
    sign = np.where(same, 1.0, -1.0)

    def cost(point):
        margin = sign * (data @ point)
        slope = -sign / (1 + np.exp(margin))
        return (
            np.logaddexp(0, -margin).sum() + RIDGE / 2 * point[:-1] @ point[:-1],
            data.T @ slope + RIDGE * np.r_[point[:-1], 0],
        )

    best = minimize(cost, np.zeros(data.shape[1]), jac=True, method="L-BFGS-B", bounds=[*BOUNDS, (None, None)]).x
    plain = best[:-1] / scale
    return plain, best[-1] - plain @ mean


def _source(rank, off, weighed, questions: int, pairs: int) -> str:
    same, base = weighed

    def numbers(values) -> str:
        lines = [f"    {value:.4f},  # {name}" for name, value in zip(measures.MEASURES, values, strict=True)]
        return "(\n" + "\n".join(lines) + "\n)"

    return f'''"""Weights of ``measures``, written by ``bench/train_qa.py``: do not edit.

Trained on {questions:,} questions and {pairs:,} labelled pairs of faq_epidemic's train.csv. The data is not part of
Qunce; these are the weights of two regressions, nothing of its text.
"""

# Which of the wordings found for a question is nearest.
RANK = {numbers(rank)}
# Taken off the rank of a pair that a rule keeps apart.
APART = {off:.4f}
# Whether a pair asks the same.
SAME = {numbers(same)}
SAME_BASE = {base:.4f}
'''


if __name__ == "__main__":
    if sys.argv[1:] == ["embedding"]:
        fit_embedding()
    else:
        main()
