"""Train the weights of repeated questions on faq_epidemic's train.csv and write ``weights.py``.

    python bench/train_desk_repeats.py

Pairs are the neighbours that ``likeness.Space`` finds, in the texts with paraphrases and again with
the labelled near-misses among them. Two logistic regressions: on the measures of a pair, and on
the pair's standing among its neighbours. dev.csv is never read here.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import faq_data
from qunce.practice.desk.repeats import likeness, weights
from qunce.practice.desk.repeats.wording import Wording, read_all

TARGET = Path(likeness.__file__).with_name("weights.py")


def main() -> None:
    samples = [_sample(near_misses) for near_misses in (False, True)]
    measures = np.vstack([m[k] for m, _, k, *_ in samples])
    same = np.concatenate([s[k] for _, s, k, *_ in samples])
    weights.MEANS, weights.SPREADS = tuple(measures.mean(0)), tuple(measures.std(0))
    scaled = (measures - weights.MEANS) / weights.SPREADS
    weights.FIRST, weights.FIRST_BASE = _regress(scaled, same, loss=0.3)
    seen = np.vstack(
        [
            likeness.standing(twins, row, column, likeness.measure_weighing(m))[keep]
            for m, _, keep, twins, row, column in samples
        ]
    )
    weights.SECOND, weights.SECOND_BASE = _regress(seen, same, loss=1.0)
    TARGET.write_text(_source(len(same)), encoding="utf-8")


def _regress(columns, same, *, loss: float) -> tuple[tuple[float, ...], float]:
    """Logistic regression with a little ridge: ``loss`` weighs the data against small weights."""
    sign = np.where(same, 1.0, -1.0)
    data = np.asarray(columns, np.float64)

    def cost(point):
        margin = sign * (data @ point[:-1] + point[-1])
        slope = -sign / (1 + np.exp(margin))
        gradient = np.append(loss * (data.T @ slope) + point[:-1], loss * slope.sum())
        return loss * np.logaddexp(0, -margin).sum() + 0.5 * point[:-1] @ point[:-1], gradient

    best = minimize(cost, np.zeros(data.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 5000}).x
    return tuple(best[:-1]), float(best[-1])


def _sample(near_misses: bool):
    """Measures, same or not, which pairs have a known answer, and the pairs themselves.

    Wordings with equal keys are one, as in the product; they may belong to several groups.
    """
    texts, gold = faq_data.universe(faq_data.rows("train"), near_misses=near_misses)
    wordings = read_all(texts)
    numbers: dict[object, int] = {}
    unit = [numbers.setdefault(w.key, len(numbers)) for w in wordings]
    groups: list[set[int]] = [set() for _ in numbers]
    firsts: list[Wording] = []
    for wording, number, group in zip(wordings, unit, gold):
        if number == len(firsts):
            firsts.append(wording)
        groups[number].add(group)
    space = likeness.Space(firsts)
    row, column = space.neighbours()
    same = np.array([not groups[a].isdisjoint(groups[b]) for a, b in zip(row, column)])
    unknown = np.array([max(g) < 0 for g in groups])
    known = ~(unknown[row] & unknown[column])
    return space.measures(row, column), same, known, np.bincount(unit) > 1, row, column


def _source(pairs: int) -> str:
    def numbers(values: tuple[float, ...]) -> str:
        lines = [
            f"    {float(value):.4f},  # {name}"
            for name, value in zip(likeness.MEASURES if len(values) > 3 else STANDING, values)
        ]
        return "(\n" + "\n".join(lines) + "\n)"

    return f'''"""Weights of ``likeness``, written by ``bench/train_desk_repeats.py``: do not edit.

Trained on {pairs:,} neighbouring pairs of faq_epidemic's train.csv. The data is not part of Qunce;
these are the {len(likeness.MEASURES)} + {len(STANDING)} weights of two logistic regressions, nothing of its text.
"""

# What a measure is on average and how far it spreads: taken off before weighing.
MEANS = {numbers(weights.MEANS)}
SPREADS = {numbers(weights.SPREADS)}
# Step one: the pair by itself.
FIRST = {numbers(weights.FIRST)}
FIRST_BASE = {weights.FIRST_BASE:.4f}
# Step two: the pair among its neighbours.
SECOND = {numbers(weights.SECOND)}
SECOND_BASE = {weights.SECOND_BASE:.4f}
'''


STANDING = ("log-odds of step one", "behind the better side's best", "behind the other side's best")

if __name__ == "__main__":
    main()
