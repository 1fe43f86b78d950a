"""One cell of a table to a typed value: text, moment, money in 分, phone, count, tags.

Cells of a .csv are text; those of a workbook may be numbers, dates or truth values. Damage that
a spreadsheet program does silently (1.38E+10, lost digits) is an error with a hint, never a value.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from qunce.gateway.connectors.reasons import (
    BAD_MONEY,
    BAD_NUMBER,
    BAD_TIME,
    DAMAGED_NUMBER,
    NO_TIME,
    Fault,
)
from qunce.gateway.connectors.times import DAY, MINUTE, SECOND, TimeReader, UnreadableTimeError

Cell = str | float | bool | datetime | date | time | timedelta

_EXACT = 10**15  # beyond this a spreadsheet's number has lost digits
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONEY = re.compile(
    r"(?:人民币|RMB|CNY|[¥￥])?\s*(?P<n>\d[\d,，]*(?:\.\d+)?|\.\d+)\s*(?P<wan>万)?\s*(?:元|块|圆)?", re.I
)
_NOTHING = frozenset(("", "-", "--", "—", "——", "/", "无", "n/a", "na", "null", "none", "nan"))
_PHONE_NOISE = re.compile(r"[\s\-‐‑–—()（）.]")
_TAGS = re.compile(r"[,，;；、|/\n\t]+")
_MAX_MONEY = Decimal(10) ** 12


class CellError(ValueError):
    """A cell that cannot be taken; ``fault`` says why."""

    def __init__(self, fault: Fault, value: str) -> None:
        super().__init__(value)
        self.fault = fault
        self.value = value


def as_text(cell: Cell) -> str:
    """A cell as a spreadsheet would show it, whole numbers without ``.0``."""
    if type(cell) is str:
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return str(cell)


def as_moment(cell: Cell, times: TimeReader, *, date1904: bool = False) -> tuple[int, int]:
    """(epoch seconds, precision); raises CellError. Numbers are serial dates or epochs."""
    try:
        if isinstance(cell, str):
            return _text_moment(cell, times, date1904=date1904)
        if isinstance(cell, datetime):
            seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
            return times.at(cell.date(), seconds), SECOND
        if isinstance(cell, date):
            return times.at(cell, 0), DAY
        if isinstance(cell, float):
            return times.serial(cell, date1904=date1904) if cell < 100_000 else (times.epoch(cell), SECOND)
        if isinstance(cell, time):
            return times.read(cell.strftime("%H:%M:%S"))
    except UnreadableTimeError as error:
        raise CellError(error.fault, error.value) from None
    raise CellError(BAD_TIME, as_text(cell))


def _text_moment(text: str, times: TimeReader, *, date1904: bool) -> tuple[int, int]:
    try:
        return times.read(text)
    except UnreadableTimeError:
        plain = unicodedata.normalize("NFKC", text).strip()
        if not plain:
            raise CellError(NO_TIME, "") from None
        if _SERIAL.fullmatch(plain):
            return times.serial(float(plain), date1904=date1904)
        if plain != text:
            return times.read(plain)
        raise


def join_moment(day: Cell, clock: Cell, times: TimeReader, *, date1904: bool = False) -> tuple[int, int]:
    """(epoch seconds, precision) of a table with one column for the day and one for the hour."""
    if isinstance(day, datetime):
        day = day.date()
    text = as_text(clock).strip()
    if isinstance(clock, float) and 0 <= clock < 1:
        text = str(timedelta(seconds=round(clock * DAY)))
    elif isinstance(clock, datetime):
        text = clock.strftime("%H:%M:%S")
    if not isinstance(day, date):
        at, _ = as_moment(day, times, date1904=date1904)
        try:
            day = times.day_of(at)
        except (OverflowError, ValueError):
            raise CellError(BAD_TIME, as_text(day)) from None
    if not text:
        return times.at(day, 0), DAY
    found, precision = as_moment(f"{day.isoformat()} {text}", times)
    return found, min(precision, MINUTE)


def as_id(cell: Cell) -> str:
    """An id or number kept as text; raises CellError when a spreadsheet has eaten digits."""
    if isinstance(cell, float) and abs(cell) >= _EXACT:
        raise CellError(DAMAGED_NUMBER, repr(cell))
    text = unicodedata.normalize("NFKC", as_text(cell)).strip().lstrip("'")
    if _SCIENTIFIC.fullmatch(text):
        raise CellError(DAMAGED_NUMBER, text)
    return "" if text.lower() in _NOTHING else text


def as_phone(cell: Cell) -> str:
    """Digits of a phone number, +86 dropped; other countries keep their +; raises CellError."""
    text = _PHONE_NOISE.sub("", as_id(cell))
    digits = text.removeprefix("+86").removeprefix("0086")
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if text and not digits.lstrip("+").isdigit():
        raise CellError(BAD_NUMBER, text)
    return digits


def as_fen(cell: Cell) -> int | None:
    """Yuan as people write it to 分, 四舍五入; None when empty; raises CellError."""
    text = unicodedata.normalize("NFKC", repr(cell) if isinstance(cell, float) else as_text(cell)).strip()
    if text.lower() in _NOTHING:
        return None
    match = _MONEY.fullmatch(text)
    if match is None:
        raise CellError(BAD_MONEY, text)
    try:
        yuan = Decimal(match["n"].replace(",", "").replace("，", "")) * (10_000 if match["wan"] else 1)
    except InvalidOperation:
        raise CellError(BAD_MONEY, text) from None
    if yuan > _MAX_MONEY:
        raise CellError(BAD_MONEY, text)
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def as_count(cell: Cell) -> int | None:
    """A whole number ≥ 0; None when empty; raises CellError."""
    text = unicodedata.normalize("NFKC", as_text(cell)).strip().replace(",", "").removesuffix("次").removesuffix("单")
    if text.lower() in _NOTHING:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise CellError(BAD_NUMBER, text)
    return int(text)


def as_tags(cell: Cell) -> list[str]:
    """Tags between commas, semicolons, 、 or bars; order kept, doubles dropped."""
    return list(dict.fromkeys(tag for tag in (part.strip() for part in _TAGS.split(as_text(cell))) if tag))
