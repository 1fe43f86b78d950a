"""Rows of a .csv of unknown making: delimiter told from its head, damage confined to its row.

A quote that is opened and never closed would swallow the rest of the file. We follow the quoting
line by line, so that such a row is reported alone and the next one that begins like its
neighbours is read again.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from qunce.gateway.connectors.reasons import OPEN_QUOTE, TOO_LONG, problem
from qunce.gateway.connectors.source import MAX_LINE, Source
from qunce.kernel.records import Problem

DELIMITERS = ",\t;|"
_MAX_JOINED = 2_000  # lines that one cell may span
_LEARN_AT = (3, 10, 50)  # rows seen
_MOSTLY = 0.6
_SHAPES = (
    re.compile(r"""["']?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]\d{1,2}:\d{2}"""),
    re.compile(r"""["']?\d+["']?$"""),
)
csv.field_size_limit(2 * MAX_LINE)


def delimiter(lines: list[str]) -> str:
    """The delimiter of a table's first lines; "," when nothing tells."""
    for line in lines:
        if line.lower().startswith("sep=") and len(line) == 5:
            return line[4]
        if line.strip():
            head = re.sub(r'"(?:[^"]|"")*"', "", line[:4096])
            return max(DELIMITERS, key=lambda d: (head.count(d), -DELIMITERS.index(d)))
    return ","


def is_open(line: str, delim: str, *, inside: bool) -> bool:
    """Whether a quoted cell is still open at the end of ``line``; ``inside`` = it was before it."""
    at = 0
    while True:
        if not inside and line.startswith('"', at):
            at, inside = at + 1, True
        while inside:
            quote = line.find('"', at)
            if quote < 0:
                return True
            if line.startswith('"', quote + 1):
                at = quote + 2
            else:
                at, inside = quote + 1, False
        following = line.find(delim, at)
        if following < 0:
            return False
        at = following + 1


class CsvRows:
    """Iterates (row number, cells or Problem). Row 1 is the first record, as a spreadsheet counts."""

    def __init__(self, source: Source, delim: str) -> None:
        self._source = source
        self._delim = delim
        self._shape: re.Pattern[str] | None = None
        self._width = 0
        self._firsts: list[str] = []
        self._widths: Counter[int] = Counter()

    def __iter__(self) -> Iterator[tuple[int, list[str] | Problem]]:
        row = 0
        delim = self._delim
        for record in self._records():
            row += 1
            if isinstance(record, Problem):
                yield row, Problem(row, record.raw, record.reason, record.suggestion, record.params)
                continue
            quoted = '"' in record
            cells = next(csv.reader((record,), delimiter=delim)) if quoted else record.split(delim)
            if len(self._firsts) < _LEARN_AT[-1]:
                self._learn(cells)
            yield row, cells

    def _records(self) -> Iterator[str | Problem]:
        """Logical lines: a quoted cell's line ends stay inside."""
        parts: list[str] = []
        size = 0
        for lines in self._source.lines():
            for line in lines:
                if not parts:
                    if '"' not in line or not is_open(line, self._delim, inside=False):
                        yield (line if len(line) <= MAX_LINE else problem(0, line, TOO_LONG, limit=str(MAX_LINE)))
                    elif len(line) > MAX_LINE:
                        yield problem(0, line, TOO_LONG, limit=str(MAX_LINE))
                    else:
                        parts, size = [line], len(line)
                    continue
                if self._fresh(line):
                    yield from self._give_up(parts)
                    parts = []
                    if '"' in line and is_open(line, self._delim, inside=False):
                        parts, size = [line], len(line)
                    else:
                        yield line
                    continue
                parts.append(line)
                size += len(line) + 1
                if '"' in line and not is_open(line, self._delim, inside=True):
                    whole = "\n".join(parts)
                    yield whole if size <= MAX_LINE else problem(0, whole, TOO_LONG, limit=str(MAX_LINE))
                    parts = []
                elif len(parts) > _MAX_JOINED or size > MAX_LINE:
                    yield from self._give_up(parts)
                    parts = []
        if parts:
            yield from self._give_up(parts)

    def _give_up(self, parts: list[str]) -> Iterator[str | Problem]:
        """The first line's quote never closes: it alone is lost, the others are rows again."""
        yield problem(0, parts[0], OPEN_QUOTE)
        for line in parts[1:]:
            if len(line) > MAX_LINE:
                yield problem(0, line, TOO_LONG, limit=str(MAX_LINE))
            elif is_open(line, self._delim, inside=False):
                yield problem(0, line, OPEN_QUOTE)
            else:
                yield line

    def _learn(self, cells: list[str]) -> None:
        """What rows mostly begin with and how wide they are, once enough have been seen."""
        self._firsts.append(cells[0])
        self._widths[len(cells)] += 1
        if len(self._firsts) in _LEARN_AT:
            self._width = self._widths.most_common(1)[0][0]
            enough = _MOSTLY * (len(self._firsts) - 1)  # the first one is the header
            for shape in _SHAPES:
                if sum(1 for first in self._firsts[1:] if shape.match(first)) >= enough:
                    self._shape = shape
                    return
            self._shape = None

    def _fresh(self, line: str) -> bool:
        """A line inside an open cell that begins and divides like a row of its own."""
        if self._shape is None or line.count(self._delim) < self._width - 1:
            return False
        first = line.partition(self._delim)[0]
        return bool(self._shape.match(first))
