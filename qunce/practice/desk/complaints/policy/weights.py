"""Reading and writing the weights of ``likely.py``: numbers only, so that what is read can run nothing.

``weights.json`` beside this file ships with Qunce and is written by ``python -m bench.train_complaints``.
"""

import base64
import binascii
import json
import zlib
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from qunce.practice.desk.complaints.policy.likely import FLAGS, SIZE, Model

SHIPPED: Final = Path(__file__).with_name("weights.json")
_LINE: Final = 100


@cache
def shipped() -> Model:
    """The weights that Qunce comes with."""
    return loads(SHIPPED.read_text(encoding="utf-8"))


def dumps(model: Model) -> str:
    """As JSON: the flags by name, the hashed runs in 255 steps between the least and the greatest."""
    most = float(np.abs(model.grams).max(initial=0.0)) or 1.0
    steps = np.rint(127 * model.grams / most).astype(np.int8)
    packed = base64.b64encode(zlib.compress(steps.tobytes(), 9)).decode()
    return json.dumps(
        {
            "examples": model.examples,
            "mark": round(model.mark, 3),
            "bias": round(model.bias, 4),
            "flags": {name: round(float(weight), 4) for name, weight in zip(FLAGS, model.flags, strict=True)},
            "most": round(most, 5),
            "runs": [packed[at : at + _LINE] for at in range(0, len(packed), _LINE)],
        },
        indent=0,
    )


def loads(text: str) -> Model:
    """The model of ``dumps``; flags that are new since then weigh nothing. Raises ValueError on anything else."""
    try:
        kept = json.loads(text)
        inflate = zlib.decompressobj()
        packed = base64.b64decode("".join(kept["runs"]), validate=True)
        steps = np.frombuffer(inflate.decompress(packed, SIZE + 1), np.int8)
        if len(steps) != SIZE:
            raise ValueError("made for another size")
        unit = float(kept["most"]) / 127
        flags = tuple(float(kept["flags"].get(name, 0.0)) for name in FLAGS)
        grams = (unit * steps).astype(np.float32)
        return Model(float(kept["bias"]), flags, grams, float(kept["mark"]), int(kept["examples"]))
    except (KeyError, TypeError, AttributeError, OverflowError, zlib.error, binascii.Error) as error:
        raise ValueError("no weights") from error
