"""Rows of an .xlsx. Call only after ``guard.check`` and, for files, inside the limited child."""

import re
import zipfile
from collections.abc import Iterator
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from qunce.gateway.connectors.cells import Cell, as_text
from qunce.gateway.connectors.guard import BROKEN_ARCHIVE, ENCRYPTED, UNPACKS_TOO_BIG, RefusedError, check
from qunce.gateway.connectors.source import Source

_HEAD_ROWS = 40
_HEAD_COLUMNS = 200
_PLAIN_COLUMNS = 50
_PLAIN_CELL = 8_000  # characters: whoever asks for plain rows allows less and says so
_PLAIN_TOTAL = 8 << 20
_DATE1904 = re.compile(rb"""<workbookPr[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""", re.IGNORECASE)


def open_sheet(source: Source, name: str = "") -> CalamineSheet | None:
    """The named sheet, else the first that is not empty; None when all are. Raises RefusedError."""
    check(source)
    try:
        with source.open() as file:
            book = CalamineWorkbook.from_filelike(file)
            names = [name] if name in book.sheet_names else book.sheet_names
            for each in names:
                sheet = book.get_sheet_by_name(each)
                if sheet.height:
                    return sheet
    except (CalamineError, OSError, ValueError) as error:
        why = ENCRYPTED if "assword" in str(error) else BROKEN_ARCHIVE
        raise RefusedError(why) from error
    return None


def rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    """(row number as the spreadsheet shows it, cells)."""
    return enumerate(sheet.iter_rows(), 1)


def plain_rows(source: Source, most: int) -> list[tuple[int, list[str]]]:
    """The first ``most`` rows that hold anything, as text; a formula is what it last gave. Raises RefusedError."""
    sheet = open_sheet(source)
    found: list[tuple[int, list[str]]] = []
    total = 0
    for number, cells in rows(sheet) if sheet else ():
        texts = [as_text(cell)[:_PLAIN_CELL] for cell in cells[:_PLAIN_COLUMNS]]
        size = sum(map(len, texts))
        total += size
        if total > _PLAIN_TOTAL:
            raise RefusedError(UNPACKS_TOO_BIG)
        if size:
            found.append((number, texts))
        if len(found) >= most:
            break
    return found


def look(source: Source, name: str = "") -> tuple[tuple[str, ...], str, tuple[tuple[str, ...], ...]]:
    """(names of all sheets, the one that would be read, its first rows as text)."""
    sheet = open_sheet(source, name)
    with source.open() as file:
        names = tuple(CalamineWorkbook.from_filelike(file).sheet_names)
    if sheet is None:
        return names, "", ()
    return (
        names,
        sheet.name,
        tuple(tuple(map(as_text, cells[:_HEAD_COLUMNS])) for _, cells in islice(rows(sheet), _HEAD_ROWS)),
    )


def counts_from_1904(source: Source) -> bool:
    """Whether the workbook's serial dates count from 1904 (old Macs)."""
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive, archive.open("xl/workbook.xml") as part:
            return bool(_DATE1904.search(part.read(1 << 16)))
    except (KeyError, zipfile.BadZipFile, OSError):
        return False
