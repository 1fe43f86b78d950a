"""A translation table over a long text at once: what ``str.translate`` gives, several times as fast.

``str.translate`` asks a dictionary for each character; here code points are looked up in arrays. It pays from a
few hundred characters on: the readings of a whole batch of messages, joined.
"""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

PAYS_FROM = 400  # characters; below, the dictionary is faster

_PLANES = 0x20000  # code points with a place in the arrays; the few texts with others go through the dictionary
_BEYOND = re.compile("([\U00020000-\U0010ffff]+)")
_ENCODING = "utf-32-le"
_ALSO_HALVES = "surrogatepass"  # half a pair is a character too, to Python


class BulkTable:
    """One table, laid out flat (1.2 MB).

    table  code point → code point, string, or None (dropped), as for ``str.translate``
    """

    __slots__ = ("_first", "_flat", "_one", "_table", "_widths")

    def __init__(self, table: Mapping[int, int | str | None]) -> None:
        self._table = table
        self._one = np.arange(_PLANES, dtype=np.uint32)
        self._widths = np.ones(_PLANES, dtype=np.uint8)
        self._first = np.zeros(_PLANES, dtype=np.uint32)
        written = {
            point: chr(to) if isinstance(to, int) else to or "" for point, to in table.items() if point < _PLANES
        }
        points, texts = np.fromiter(written, np.intp, len(written)), list(written.values())
        widths = np.fromiter(map(len, texts), np.uint8, len(texts))
        self._widths[points] = widths
        self._one[points[widths == 1]] = _codes("".join([text for text in texts if len(text) == 1]))
        longer = widths > 1
        self._flat = _codes("".join([text for text in texts if len(text) > 1]))
        self._first[points[longer]] = np.cumsum(widths[longer], dtype=np.uint32) - widths[longer]

    def read(self, text: str) -> str:
        """``text.translate(table)``."""
        codes = _codes(text)
        if not codes.size:
            return ""
        if codes.max() < _PLANES:
            return self._looked_up(codes)
        return "".join(
            piece.translate(self._table) if _BEYOND.match(piece) else self._looked_up(_codes(piece))
            for piece in _BEYOND.split(text)
        )

    def _looked_up(self, codes: Codes) -> str:
        read, widths = self._one.take(codes), self._widths.take(codes)
        wide = np.flatnonzero(widths > 1)
        if wide.size:
            read = self._laid_out(codes, read, widths, wide)
        elif not widths.all():
            read = read[widths > 0]
        return read.tobytes().decode(_ENCODING, _ALSO_HALVES)

    def _laid_out(self, codes: Codes, read: Codes, widths: NDArray[np.uint8], wide: NDArray[np.intp]) -> Codes:
        """What was looked up, without what vanishes, and with all of what becomes several characters."""
        laid, ends = np.repeat(read, widths), np.cumsum(widths, dtype=np.int64)
        for point in np.unique(codes[wide]):
            width, first = int(self._widths[point]), int(self._first[point])
            at = ends[wide[codes[wide] == point]] - width
            laid[at[:, None] + np.arange(width)] = self._flat[first : first + width]
        return laid


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode(_ENCODING, _ALSO_HALVES), dtype="<u4")
