"""Where a dialect reads from: a file on disk or bytes in memory, as clean lines of text.

Lines end at LF, CRLF or CR only: U+2028, U+0085 and form feeds are part of what people wrote.
NUL and U+FEFF are dropped wherever they stand; a line longer than the limit is cut to one
character more than the limit, which is how readers see that it was too long. Memory stays
constant: one block and one line.
"""

import codecs
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from qunce.gateway.connectors import ladder
from qunce.gateway.connectors.reasons import BAD_CHARACTERS, problem
from qunce.kernel.records import Problem

MAX_LINE = 1 << 20
_BLOCK = 1 << 18


_COUNTING = "qunce-counting-replace"
_seen = threading.local()


def _replace_and_count(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _seen.damage = getattr(_seen, "damage", 0) + 1
    return "\ufffd", error.end


codecs.register_error(_COUNTING, _replace_and_count)


class Source:
    """A file or bytes with its encoding. ``consumed`` and ``size`` (bytes) give progress.

    ``damage`` counts byte sequences that the encoding could not read; ``damaged_line`` is the
    number of the first line that holds one (0: none so far).
    """

    def __init__(self, data: Path | bytes, *, filename: str = "", encoding: str = "") -> None:
        self._data = data
        self.filename = filename or (data.name if isinstance(data, Path) else "")
        self.size = data.stat().st_size if isinstance(data, Path) else len(data)
        self.consumed = 0
        self.damage = 0
        self.damaged_line = 0
        self._encoding = encoding

    @property
    def told_encoding(self) -> str:
        """The encoding the text was read in; "" while no text was read (workbooks)."""
        return self._encoding

    @property
    def suffix(self) -> str:
        return Path(self.filename).suffix.lower()

    @property
    def encoding(self) -> str:
        if not self._encoding:
            with self.open() as file:
                self._encoding = ladder.guess_stream(file, ladder.HEAD)[0]
        return self._encoding

    def open(self) -> BinaryIO:
        """The raw bytes, from the start."""
        return self._data.open("rb") if isinstance(self._data, Path) else io.BytesIO(self._data)

    def head(self, size: int) -> str:
        """The first ``size`` bytes as text."""
        with self.open() as file:
            data = file.read(size)
        return ladder.decode(data, self.encoding, whole=len(data) == self.size)

    def blocks(self) -> Iterator[str]:
        """Decoded text in pieces, newlines as LF, without NUL and BOM."""

        decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(self.encoding)(_COUNTING),
            translate=True,
        )
        self.consumed = 0
        with self.open() as file:
            data = b"more"
            while data:
                data = file.read(_BLOCK)
                self.consumed += len(data)
                before = getattr(_seen, "damage", 0)
                text = decoder.decode(data, final=not data)
                self.damage += getattr(_seen, "damage", 0) - before
                yield _clean(text)

    def lines(self) -> Iterator[list[str]]:
        """Lines without their ends, many at a time; numbering starts at 1 with the first."""
        carry, dropping, before = "", False, 0
        for block in self.blocks():
            if dropping:
                cut = block.find("\n")
                if cut < 0:
                    continue
                block, dropping = block[cut:], False
            parts = (carry + block).split("\n")
            if self.damage and not self.damaged_line:
                self._locate(parts, before)
            carry = parts.pop()
            if len(carry) > MAX_LINE:
                carry, dropping = carry[: MAX_LINE + 1], True
            before += len(parts)
            if parts:
                yield parts
        if carry:
            yield [carry]

    def damage_report(self) -> Iterator[Problem]:
        """One Problem at the first line that the encoding could not read, if there is any."""
        if self.damage:
            yield problem(self.damaged_line, "", BAD_CHARACTERS, encoding=self.encoding.upper())

    def _locate(self, parts: list[str], before: int) -> None:
        for number, line in enumerate(parts, before + 1):
            if "\ufffd" in line:
                self.damaged_line = number
                return


def _clean(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "")
    if "\ufeff" in text:
        text = text.replace("\ufeff", "")
    return text
