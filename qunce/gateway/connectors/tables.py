"""A table, whatever it came in: rows of a .csv, of pasted columns or of a workbook."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

from qunce.gateway.connectors import csv_rows
from qunce.gateway.connectors.api import WORKBOOK_MAGIC, Options, Sample
from qunce.gateway.connectors.cells import Cell, as_text
from qunce.gateway.connectors.columns import Proposal, TableKind, propose
from qunce.gateway.connectors.ladder import HEAD
from qunce.gateway.connectors.source import Source
from qunce.kernel.records import Problem

Row = tuple[int, Sequence[Cell] | Problem]

_HEAD_ROWS = 250


class Table:
    """One reading of one table. ``rows`` gives (row number, cells or the Problem of a broken row).

    Row numbers are those a spreadsheet shows: the first record of a file is row 1.
    """

    def __init__(self, source: Source, options: Options) -> None:
        self._source = source
        self._options = options
        self.is_workbook = _is_workbook(source)
        self.date1904 = bool(options.date1904)

    def rows(self) -> Iterator[Row]:
        """All rows in order; raises guard.RefusedError for a workbook that must not be read."""
        return self._sheet_rows() if self.is_workbook else iter(self._csv_rows())

    def head(self) -> list[Sequence[str]]:
        """The first rows as text, for finding the header."""
        found: list[Sequence[str]] = []
        for _, cells in islice(self.rows(), _HEAD_ROWS):
            found.append(() if isinstance(cells, Problem) else tuple(map(as_text, cells)))
        return found

    def _csv_rows(self) -> csv_rows.CsvRows:
        lines = self._source.head(HEAD).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return csv_rows.CsvRows(self._source, csv_rows.delimiter(lines))

    def _sheet_rows(self) -> Iterator[Row]:
        from qunce.gateway.connectors import workbook

        sheet = workbook.open_sheet(self._source, self._options.sheet)
        if self._options.date1904 is None:
            self.date1904 = workbook.counts_from_1904(self._source)
        if sheet is not None:
            yield from workbook.rows(sheet)


def _is_workbook(source: Source) -> bool:
    with source.open() as file:
        return file.read(4) == WORKBOOK_MAGIC


def sample_rows(sample: Sample) -> list[tuple[str, ...]]:
    """The first rows of a sample, be it a workbook's or a .csv's; damaged ones are left out."""
    if sample.rows:
        return list(sample.rows)
    lines = sample.lines if sample.whole else sample.lines[:-1]
    delim = csv_rows.delimiter(lines)
    found: list[tuple[str, ...]] = []
    try:
        found.extend(map(tuple, islice(csv.reader((line + "\n" for line in lines), delimiter=delim), _HEAD_ROWS)))
    except csv.Error:
        pass
    return found


def propose_for(sample: Sample, table: TableKind) -> Proposal | None:
    """The mapping we would set for a sample; None when it does not look like such a table."""
    return propose(sample_rows(sample), table)
