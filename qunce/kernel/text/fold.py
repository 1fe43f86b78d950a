"""Folding: one spelling for the many ways to write the same thing, without losing the way back.

Members write 加微信 with invisible characters in it, in full-width or mathematical letters, in
Traditional characters. ``fold`` takes all of that away in one pass over one table, and the
``Folded`` it gives back knows where every remaining character stood, so that a verdict marks the
original writing and not our reading of it. Sources: issue 2 §5 (Breaches), quality §6.1.

The table is one dictionary for ``str.translate``: code point → code point, string, or None
(dropped). It is built once per process from the Unicode data of Python and from OpenCC.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from opencc import OpenCC

from qunce.kernel.text.bulk import PAYS_FROM, BulkTable

Table = Mapping[int, int | str | None]

# What may fold to something else: all but unified ideographs, Hangul, private use and the scripts
# of plane 1 below its symbols. Other code points fold to themselves, or to their Simplified form.
_DOMAIN = (
    range(0x3400),
    range(0x4DC0, 0x4E00),
    range(0xA000, 0xAC00),
    range(0xD7A4, 0xE000),
    range(0xF900, 0x10000),
    range(0x1D000, 0x20000),
    range(0x2F800, 0x2FA20),
    range(0xE0000, 0xE01F0),
)
_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2EBE1))
# Looking up a missing key costs str.translate an exception: the common characters stand in the
# table as themselves, which makes ordinary Chinese a third faster.
_COMMON = (range(0x20, 0x7F), range(0x3000, 0x3100), range(0x4E00, 0xA000), range(0xFF00, 0xFFF0))

# Letters by category, yet they show as nothing: Hangul fillers, the blank Braille cell.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Numerals of cheques. 伍 陆 零 拾 are left alone: 队伍, 大陆, 零食 and 收拾 are everyday words.
_CHEQUE_DIGITS = dict(zip("壹弌贰弍叁弎肆柒捌玖〇", "11223347890", strict=True))
_PLUS = frozenset("➕✚✛✜✙🞡╋┼╬")
_LETTER_NAME = re.compile(
    r"(?:(?:CROSSED )?NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER|LATIN LETTER SMALL CAPITAL) ([A-Z])$"
)
_BRACKETED = re.compile(r"\((.+)\)$")
# Text that holds this character itself is folded alone, never in a batch.
_BATCH_SEPARATOR = "\x1e"


class Folded:
    """A text as a view reads it, with the way back to the original.

    text     what to match on
    source   the original
    offsets  offsets[i] is the index in ``source`` (code points) of the character that text[i]
             came from; non-decreasing. Worked out on first use: most messages match nothing.
    """

    __slots__ = ("_offsets", "_trace", "source", "text")

    def __init__(self, source: str, text: str, trace: Callable[[str], Sequence[int]]) -> None:
        self.source = source
        self.text = text
        self._trace = trace
        self._offsets: Sequence[int] | None = None

    @property
    def offsets(self) -> Sequence[int]:
        if self._offsets is None:
            self._offsets = self._trace(self.source)
        return self._offsets

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original [start, end) that text[start:end] stands for.

        Everything dropped in between lies inside; marks that hang on the last character (a
        strike-through, a zero-width joiner) come along. Raises ValueError on an empty range.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no characters in [{start}, {end}) of {len(self.text)}")
        offsets = self.offsets
        first, last = offsets[start], offsets[end - 1] + 1
        source, table = self.source, fold_table()
        while last < len(source) and table.get(ord(source[last]), "") is None:
            last += 1
        return first, last


def fold(text: str) -> Folded:
    """The plain reading of a text: what ``fold_text`` gives, with offsets."""
    return Folded(text, fold_text(text), fold_tracer())


def fold_text(text: str) -> str:
    """The plain reading alone, for keys and searches."""
    if text.isascii() and text.isprintable():
        return text.lower()  # all the table does to them, twenty times as fast
    return text.translate(fold_table())


def fold_texts(texts: Sequence[str]) -> list[str]:
    """``fold_text`` of each, with one pass over all that is not plain ASCII."""
    folded = [text.lower() if text.isascii() and text.isprintable() else "" for text in texts]
    rest = [index for index, text in enumerate(texts) if text and not folded[index]]
    joined = _BATCH_SEPARATOR.join([texts[index] for index in rest])
    read = _bulk().read(joined) if len(joined) >= PAYS_FROM else joined.translate(fold_table())
    pieces = read.split(_BATCH_SEPARATOR)
    if rest and len(pieces) != len(rest):  # a text holds the separator itself
        pieces = [fold_text(texts[index]) for index in rest]
    for index, piece in zip(rest, pieces, strict=False):
        folded[index] = piece
    return folded


class Tracer:
    """Offsets of ``source.translate(table)``: for each character given, where it came from."""

    __slots__ = ("_widths",)

    def __init__(self, table: Table) -> None:
        # Only what is dropped or becomes several characters; all else keeps its place.
        self._widths = {
            chr(point): 0 if to is None else len(to)
            for point, to in table.items()
            if to is None or (isinstance(to, str) and len(to) != 1)
        }

    def __call__(self, source: str) -> Sequence[int]:
        widths = self._widths
        if widths.keys().isdisjoint(source):
            return range(len(source))
        offsets: list[int] = []
        for index, char in enumerate(source):
            if char not in widths:
                offsets.append(index)
            elif width := widths[char]:
                offsets.extend([index] * width)
        return offsets


@lru_cache(maxsize=1)
def fold_tracer() -> Tracer:
    return Tracer(fold_table())


@lru_cache(maxsize=1)
def _bulk() -> BulkTable:
    return BulkTable(fold_table())


def is_dropped(char: str) -> bool:
    """Whether a character is invisible to every view: zero-width, combining, a selector."""
    return fold_table().get(ord(char), char) is None


@lru_cache(maxsize=1)
def fold_table() -> Table:
    """The plain table (about 30,000 entries, built in a quarter of a second, then shared)."""
    simplified = _simplified()
    table: dict[int, int | str | None] = {}
    for points in _COMMON:
        table.update(zip(points, points, strict=True))
    table.update(simplified)
    for points in _DOMAIN:
        for point in points:
            char = chr(point)
            to = _fold_char(char)
            if to is None:
                table[point] = None
            elif to != char:
                table[point] = to.translate(simplified)
    table.update({ord(char): digit for char, digit in _CHEQUE_DIGITS.items()})
    table[ord(_BATCH_SEPARATOR)] = _BATCH_SEPARATOR
    return _closed(table)


def _closed(table: dict[int, int | str | None]) -> Table:
    """Fold what the entries give until nothing changes, so that folding twice is folding once."""
    for point, to in table.items():
        while isinstance(to, str) and (again := to.translate(table)) != to:
            to = table[point] = again or None
    return table


def compose(first: Table, second: Table, also: Iterable[int] = ()) -> Table:
    """One table that does ``first`` and then ``second``.

    ``also`` are the code points that only ``second`` changes.
    """
    table: dict[int, int | str | None] = {}
    for point in {*first, *second, *also}:
        to = first.get(point, point)
        if isinstance(to, int):  # nearly all of them, and a lookup costs a quarter of a translation
            to = second.get(to, to)
            table[point] = chr(to) if isinstance(to, int) else to or None
        else:
            table[point] = to.translate(second) or None if to is not None else None
    return table


def _fold_char(char: str) -> str | None:
    """NFKC, styled letters and digits, casefold; None when nothing of the character shows."""
    if char.isascii() and char.isprintable():
        return char.lower()
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me") or char in _BLANK:
        return None
    if category in ("Zs", "Zl", "Zp") or char in "\t\v\f":
        return " "
    if category in ("Cc", "Cs"):
        return char if char in "\n\r" else None
    if char in _PLUS:
        return "+"
    return _styled(char).casefold()


def _styled(char: str) -> str:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    named = _LETTER_NAME.match(unicodedata.name(char, ""))
    if named:
        return named[1]
    compatible = unicodedata.normalize("NFKC", char)
    bare = unicodedata.normalize("NFKD", compatible)
    if bare != compatible and bare[0].isascii() and bare[0].isalpha():
        # An accent on a Latin letter is a disguise or a tone mark (wéi xìn), never another word here.
        compatible = "".join(c for c in bare if not unicodedata.combining(c))
    bracketed = _BRACKETED.match(compatible)
    return bracketed[1] if bracketed else compatible


def _simplified() -> dict[int, int | str | None]:
    """Traditional → Simplified for single characters, phrases kept out by the line breaks."""
    chars = [chr(point) for points in _IDEOGRAPHS for point in points]
    converted = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {ord(old): new for old, new in zip(chars, converted, strict=True) if old != new}
