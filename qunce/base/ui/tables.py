"""Lists: columns, sorting and paging as plain data for ``ui.table`` and ``ui.pager``.

A page of a list costs the same at ten million rows: sorting is by the columns named here only,
and a total may be unknown (None) where counting would cost more than it tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

T = TypeVar("T")
PAGE_SIZE = 50
MAX_OFFSET_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    key      also the value of ``?sort=`` (with ``-`` for descending)
    label    translated
    order    what the database sorts by (``-`` is put before it); empty: cannot be sorted
    number   right-aligned with tabular digits
    wide     takes the room that is left
    phone    False: not shown on a phone
    """

    key: str
    label: str
    order: str = ""
    number: bool = False
    wide: bool = False
    phone: bool = True


@dataclass(frozen=True, slots=True)
class Sorting:
    """How the list is sorted now."""

    key: str
    descending: bool

    @property
    def param(self) -> str:
        return f"-{self.key}" if self.descending else self.key

    def next_for(self, column: Column) -> str:
        """The ``?sort=`` that a click on this column's head asks for."""
        if self.key != column.key:
            return f"-{column.key}" if column.number else column.key
        return column.key if self.descending else f"-{column.key}"

    def aria(self, column: Column) -> str:
        if self.key != column.key:
            return "none"
        return "descending" if self.descending else "ascending"


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of a list.

    total  how many in all; None when nobody counted
    """

    items: Sequence[T]
    page: int
    size: int
    total: int | None
    has_next: bool

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        return (self.page - 1) * self.size + len(self.items)

    @property
    def pages(self) -> int | None:
        return None if self.total is None else max(1, -(-self.total // self.size))

    def numbers(self) -> list[int | None]:
        """Page numbers to offer, None for a gap."""
        if self.pages is None:
            return []
        near = {1, self.pages, *range(self.page - 1, self.page + 2)}
        shown: list[int | None] = []
        for number in sorted(n for n in near if 1 <= n <= self.pages):
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(None)
            shown.append(number)
        return shown


def sorting(request: HttpRequest, columns: Sequence[Column], default: str) -> Sorting:
    """The sorting asked for, if a column offers it; else ``default`` (``"-value"``)."""
    offered = {column.key for column in columns if column.order}
    asked = request.GET.get("sort", "")
    chosen = asked if asked.removeprefix("-") in offered else default
    return Sorting(chosen.removeprefix("-"), chosen.startswith("-"))


def order_by(columns: Sequence[Column], chosen: Sorting) -> list[str]:
    """Arguments for ``QuerySet.order_by``, with the id last so that pages never overlap."""
    by_key = {column.key: column.order for column in columns}
    field = by_key.get(chosen.key) or ""
    if not field:
        return ["pk"]
    sign = "-" if chosen.descending else ""
    return [f"{sign}{field}", f"{sign}pk"]


def page_number(request: HttpRequest) -> int:
    """``?page=``, between 1 and the last page that an offset can reach."""
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), MAX_OFFSET_PAGE) if asked.isascii() and asked.isdigit() else 1


def listing(request: HttpRequest, rows: Any, *, size: int = PAGE_SIZE, total: int | None = None) -> Listing[Any]:
    """One page of ``rows`` (a queryset or a sequence), reading one row more to know of a next page.

    total  pass the count where it is cheap; a sequence counts itself
    """
    page = page_number(request)
    if total is None and isinstance(rows, Sequence):
        total = len(rows)
    if total is not None:
        page = min(page, max(1, -(-total // size)))
    start = (page - 1) * size
    window = list(rows[start : start + size + 1])
    return Listing(window[:size], page, size, total, len(window) > size)
