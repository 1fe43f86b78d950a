"""Makes the weights of ``policy/likely.py``, and teaches them what a workspace decided (E7).

One logistic regression; a weight that should only speak one way is held to it (``likely.FOR``, ``AGAINST``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from qunce.practice.desk.complaints.policy import likely
from qunce.practice.desk.complaints.policy.likely import FLAGS, SIZE, Model

Floats = NDArray[np.float64]
_STEPS = 150
_DECIDED = 4.0  # what a decision weighs against an ordinary line


def columns(texts: Sequence[str]) -> csr_matrix:
    """One row a text: its flags, then its hashed runs."""
    ends, places, values = [0], list[int](), list[float]()
    for text in texts:
        folded = likely.plain(text)
        flags, runs = likely.read(folded).flags, likely.grams(folded)
        places += flags
        values += [1.0] * len(flags)
        places += (len(FLAGS) + runs.astype(np.int64)).tolist()
        values += [likely.gram_value(len(runs))] * len(runs)
        ends.append(len(places))
    return csr_matrix((values, np.asarray(places, np.int64), np.asarray(ends)), shape=(len(texts), len(FLAGS) + SIZE))


def fit(
    data: csr_matrix, wanted: Floats, weigh: Floats, *, start: Model | None = None, ridge_flags: float = 1.0,
    ridge_runs: float = 1.0, move_bias: bool = True,
) -> tuple[float, Floats]:  # fmt: skip
    """Bias and weights of least loss, near to those of ``start`` (None: near to nothing)."""
    used = np.union1d(np.arange(len(FLAGS)), np.unique(data.indices))
    narrow = data[:, used].tocsr()
    origin = vector(start)[used] if start else np.zeros(len(used))
    pull = np.where(used < len(FLAGS), ridge_flags, ridge_runs)
    bounds = [_bound(FLAGS[at]) if at < len(FLAGS) else (None, None) for at in used] + [
        (None, None) if move_bias or start is None else (start.bias, start.bias)
    ]

    def loss(point: Floats) -> tuple[float, Floats]:
        weights, bias = point[:-1], point[-1]
        margin = narrow @ weights + bias
        away = weights - origin
        value = float(weigh @ (np.logaddexp(0, margin) - wanted * margin) + away @ (pull * away) / 2)
        slope = weigh * (expit(margin) - wanted)
        return value, np.append(narrow.T @ slope + pull * away, slope.sum())

    begin = np.append(origin, start.bias if start else -3.0)
    best = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _STEPS}).x
    weights = vector(start) if start else np.zeros(len(FLAGS) + SIZE)
    weights[used] = best[:-1]
    return float(best[-1]), weights


def _bound(name: str) -> tuple[float | None, float | None]:
    return (0.0 if name in likely.FOR else None), (0.0 if name in likely.AGAINST else None)


def vector(model: Model) -> Floats:
    return np.concatenate([np.asarray(model.flags, float), np.asarray(model.grams, float)])


def model_of(bias: float, weights: Floats, mark: float, examples: int) -> Model:
    return Model(bias, tuple(weights[: len(FLAGS)]), weights[len(FLAGS) :].astype(np.float32), mark, examples)


def teach(model: Model, decided: Sequence[tuple[str, bool]], remember: Sequence[str]) -> Model:
    """The model after what people decided, as near to what it was as that allows.

    remember: ordinary lines that it must go on scoring as it does, so that false alarms do not grow by what is taught.
    """
    data = columns([*(text for text, _ in decided), *remember])
    was = expit(data[len(decided) :] @ vector(model) + model.bias)
    wanted = np.concatenate([np.array([float(label) for _, label in decided]), was])
    weigh = np.concatenate([np.full(len(decided), _DECIDED), np.ones(len(remember))])
    bias, made = fit(data, wanted, weigh, start=model, move_bias=False)
    return model_of(bias, made, model.mark, model.examples + len(decided))
