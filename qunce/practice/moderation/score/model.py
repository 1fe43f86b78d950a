"""Logistic regression over hashed character n-grams of a message's plain and sounding readings.

Own code on numpy and scipy, which are here anyway: one more library would bring nothing but its weight. Readings
are folded and bare of punctuation, so that marks and width, by which labelled corpora leak, say nothing.
"""

import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.text import SEPARATED, SOUNDS

BUCKETS = 1 << 18
LIKELY = 0.3  # from here on a message reads like an advert: the mark at which the score is measured
_LONGEST = 400  # characters read of a message
_SIZES = (1, 2, 3)
_PULL = 1.0  # towards what was known: how slowly it learns
_NEW = 8.0  # what one taught example weighs against one of the training set
_STEPS = 60

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """weights over ``BUCKETS`` hashed n-grams; examples: how many it was made from."""

    weights: Floats
    bias: float
    examples: int

    def scores(self, texts: Sequence[str]) -> list[float]:
        """How much each reads like an advert, 0..1."""
        return [float(value) for value in _logistic(_features(texts) @ self.weights + self.bias)] if texts else []

    def dumps(self) -> bytes:
        """Only numbers, no code: what is read back can run nothing."""
        out = io.BytesIO()
        places = np.flatnonzero(self.weights)
        np.savez_compressed(
            out, places=places, weights=self.weights[places], bias=self.bias, examples=self.examples, buckets=BUCKETS
        )
        return out.getvalue()


def loads(data: bytes) -> Model:
    """The model of ``dumps``. Raises ValueError on anything else."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            if int(kept["buckets"]) != BUCKETS:
                raise ValueError("made for another size")
            weights = np.zeros(BUCKETS)
            weights[kept["places"]] = kept["weights"]
            return Model(weights, float(kept["bias"]), int(kept["examples"]))
    except (KeyError, OSError, EOFError, IndexError, zlib.error) as error:
        raise ValueError("no model") from error
    except Exception as error:
        if type(error).__name__ == "BadZipFile":
            raise ValueError("no model") from error
        raise


def train(texts: Sequence[str], labels: Sequence[bool], *, ridge: float = 1.0) -> Model:
    """From labelled messages. Raises ValueError unless both labels are there."""
    if not (any(labels) and not all(labels)):
        raise ValueError("needs adverts and ordinary messages")
    features, wanted = _features(texts), np.asarray(labels, dtype=float)
    # Each side counts as much as the other, however many there are of it.
    share = wanted.mean()
    weigh = np.where(wanted > 0, 0.5 / share, 0.5 / (1 - share))
    weights, bias = _fit(features, wanted, weigh, np.zeros(BUCKETS), 0.0, ridge)
    return Model(weights, bias, len(texts))


def teach(model: Model, texts: Sequence[str], labels: Sequence[bool], remember: Sequence[str] = ()) -> Model:
    """The model after a few more labelled examples, as near to what it was as they allow.

    remember: ordinary messages that it must go on scoring as it does (false alarms do not grow by what is taught).
    """
    if not texts:
        return model
    features = _features([*texts, *remember])
    was = _logistic(features[len(texts) :] @ model.weights + model.bias) if remember else np.zeros(0)
    wanted = np.concatenate([np.asarray(labels, dtype=float), was])
    weigh = np.concatenate([np.full(len(texts), _NEW), np.ones(len(remember))])
    weights, _ = _fit(features, wanted, weigh, model.weights, model.bias, _PULL, move_bias=False)
    return Model(weights, model.bias, model.examples + len(texts))


def _fit(
    features: "csr_matrix", wanted: Floats, weigh: Floats, start: Floats, bias: float, ridge: float, *,
    move_bias: bool = True,
) -> tuple[Floats, float]:  # fmt: skip
    """Weights and bias of least logistic loss plus ridge/2 · |weights − start|², over the buckets that occur."""
    from scipy.optimize import minimize  # here, not above: 0.8 s that every start would pay

    used = np.unique(features.indices)
    narrow = features[:, used]
    origin = start[used]

    def loss(point: Floats) -> tuple[float, Floats]:
        weights, offset = point[:-1], point[-1] if move_bias else bias
        margin = narrow @ weights + offset
        away = weights - origin
        value = float(weigh @ (np.logaddexp(0, margin) - wanted * margin) + ridge / 2 * away @ away)
        slope = weigh * (_logistic(margin) - wanted)
        return value, np.concatenate([narrow.T @ slope + ridge * away, [slope.sum() if move_bias else 0.0]])

    found = minimize(loss, np.append(origin, bias), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    weights = start.copy()
    weights[used] = found[:-1]
    return weights, float(found[-1]) if move_bias else bias


def _logistic(margin: Floats) -> Floats:
    return 0.5 * (1.0 + np.tanh(0.5 * margin))


def _features(texts: Sequence[str]) -> "csr_matrix":
    """One row a text: its n-grams, each once, in rows of length one."""
    from scipy.sparse import csr_matrix  # see _fit

    ends, places = [0], []
    for text in texts:
        places += sorted(set(_buckets(text[:_LONGEST])))
        ends.append(len(places))
    lengths = np.diff(ends)
    values = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths) * 3.0
    return csr_matrix((values, np.asarray(places, dtype=np.int64), np.asarray(ends)), shape=(len(texts), BUCKETS))


def _buckets(text: str) -> Iterable[int]:
    for mark, read in (("c", SEPARATED.read(text)), ("s", SOUNDS.read(text))):
        read = f"\x02{read}\x03"
        for size in _SIZES:
            for at in range(len(read) - size + 1):
                yield zlib.crc32(f"{mark}{read[at : at + size]}".encode("utf-8", "surrogatepass")) % BUCKETS
