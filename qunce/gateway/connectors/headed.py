"""Tables whose header is fixed by the tool that wrote them: found by name, read by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

from qunce.gateway.connectors.api import Options, Sample
from qunce.gateway.connectors.cells import as_text
from qunce.gateway.connectors.reasons import NO_TABLE, TOO_FEW_COLUMNS, TOO_MANY_COLUMNS, damaged, problem
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.tables import Table, sample_rows
from qunce.kernel.records import Problem, Record

Columns = Mapping[str, int]
RowReader = Callable[[int, Sequence[str]], Record | None]
RowReaderOf = Callable[[Columns], RowReader]
"""Knows where the columns stand once; then each row costs only its own work."""

_SCAN = 20


def find_header(rows: Sequence[Sequence[str]], needed: Sequence[str]) -> tuple[int, Columns] | None:
    """(1-based row, column name → place) of the first row that holds all ``needed`` names."""
    for number, row in enumerate(rows[:_SCAN], 1):
        names = [cell.strip() for cell in row]
        if all(name in names for name in needed):
            return number, {name: place for place, name in reversed(list(enumerate(names))) if name}
    return None


def has_header(sample: Sample, *signatures: Sequence[str]) -> bool:
    """Whether the sample is a table with one of these headers."""
    return any(find_header(sample_rows(sample), signature) for signature in signatures)


def read_headed(source: Source, options: Options, needed: Sequence[str], reader: RowReaderOf) -> Iterator[Record]:
    """Each row below the header through what ``reader`` gives for its columns; damaged rows as Problems."""
    table = Table(source, options)
    found = find_header(table.head(), needed)
    if found is None:
        yield problem(1, "", NO_TABLE)
        return
    header_row, columns = found
    read = reader(columns)
    width, least = max(columns.values()) + 1, max(columns[name] for name in needed)
    for row, cells in table.rows():
        if row <= header_row:
            continue
        if isinstance(cells, Problem):
            yield cells
            continue
        texts = list(map(as_text, cells)) if table.is_workbook else cast(Sequence[str], cells)
        if not any(texts):
            continue
        if len(texts) <= least:
            yield damaged(row, texts, TOO_FEW_COLUMNS, got=str(len(texts)), expected=str(width))
        elif len(texts) > width and any(text.strip() for text in texts[width + 1 :]):
            yield damaged(row, texts, TOO_MANY_COLUMNS, got=str(len(texts)), expected=str(width))
        else:
            record = read(row, texts)
            if record is not None:
                yield record
    yield from source.damage_report()
