"""Whether two postings are one advert: a sketch of the words as they sound, tolerant of what evades (D3, D4).

Words are read as toneless syllables (pinyin spelled out and characters taken apart become the same), Latin words and
numbers are one sign each.
The signs and the unordered pairs of neighbours are sketched by min-hashing: a respelled sign, another account or a
text written from behind changes little of it. Short texts are one only when every sign is the same. No words are kept.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.clock import DAY
from qunce.kernel.text import SEPARATED
from qunce.kernel.text.chaizi import everyday, spellings_apart
from qunce.kernel.text.lenses.spoken import split_syllables
from qunce.kernel.text.views.sounds import canon, readings

WINDOW: Final = 3 * DAY  # between the first posting of a case and its copies
HARMLESS_FOR: Final = 90 * DAY  # what was ruled harmless stays so for the same person
ALIKE: Final = 0.55  # estimated share of signs and pairs in common
VERY_ALIKE: Final = 0.9
_SHORT = 8  # signs: below, only the very same
_FEWEST = 3
_MOST = 1_000
_BANDS, _ROWS = 32, 3
_SIZE = _BANDS * _ROWS
_RUN = re.compile(r"[a-z]+|[0-9]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sketch:
    """signature: 4 × 96 bytes, or a hash of 8 for a short text. bands: signed 64-bit, any of which copies share."""

    signature: bytes
    bands: tuple[int, ...]


def sketch(text: str) -> Sketch | None:
    """None where there are too few words to tell anything."""
    signs = _signs(text)
    if len(signs) < _FEWEST:
        return None
    if len(signs) < _SHORT:
        whole = _hash("\0".join(signs).encode())
        return Sketch(whole.to_bytes(8, "big", signed=True), (whole,))
    pairs = {"\0".join(sorted(pair)) for pair in pairwise(signs)}
    hashes = np.array([_hash(sign.encode()) for sign in sorted({*signs, *pairs})], dtype=np.int64).astype(np.uint64)
    factors, shifts = _family()
    mixed = (hashes[:, None] * factors[None, :] + shifts[None, :]) >> np.uint64(32)
    signature: NDArray[np.uint32] = mixed.min(axis=0).astype(np.uint32)
    bands = (_hash(bytes([i]) + signature[i * _ROWS : (i + 1) * _ROWS].tobytes()) for i in range(_BANDS))
    return Sketch(signature.tobytes(), tuple(bands))


def likeness(one: bytes, other: bytes) -> float:
    """Estimated share of signs and pairs that two texts have in common, 0..1, from their signatures."""
    if len(one) != len(other) or len(one) != 4 * _SIZE:
        return 1.0 if one == other else 0.0
    return float((np.frombuffer(one, np.uint32) == np.frombuffer(other, np.uint32)).mean())


def _signs(text: str) -> list[str]:
    signs: list[str] = []
    joined, table = _joined()
    whole = joined.sub(lambda match: table[match[0]], SEPARATED.read(text[: 4 * _MOST]))
    for match in _RUN.finditer(whole):
        run = match[0]
        if run.isascii() and run.isalpha():
            spelled = split_syllables(run) if 1 < len(run) <= 60 else []
            signs += [canon(one) for one in spelled] if "".join(spelled) == run else [run]
        else:
            heard = readings().get(ord(run)) if len(run) == 1 else None
            signs.append(canon(heard[0]) if heard else run)
        if len(signs) >= _MOST:
            break
    return signs


@lru_cache(maxsize=1)
def _joined() -> tuple[re.Pattern[str], dict[str, str]]:
    """Two or three characters that are one taken apart. Ordinary words may be, too: then they are so in every copy."""
    table = {SEPARATED.read(apart): char for char in sorted(everyday()) for apart in sorted(spellings_apart(char))}
    longest_first = sorted((apart for apart in table if len(apart) > 1), key=lambda apart: (-len(apart), apart))
    return re.compile("|".join(map(re.escape, longest_first))), table


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


@lru_cache(maxsize=1)
def _family() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The hash functions, the same in every process and release: sketches are stored."""
    drawn: Sequence[int] = [_hash(f"qunce copies {i}".encode()) & (2**64 - 1) for i in range(2 * _SIZE)]
    numbers = np.array(drawn, dtype=np.uint64)
    return numbers[:_SIZE] | np.uint64(1), numbers[_SIZE:]
