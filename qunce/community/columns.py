"""Columns and filters that practices add to the lists of groups and people without the lists knowing them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell. ``kind``: "badge" (tone), "number", "share" (text is already worded), "text".

    text   already translated, or a number as text; sort and export use ``value``
    sub    a second, quieter line: what stands behind the text
    href   where a click leads, "" for nowhere
    """

    text: str
    kind: str = "text"
    tone: str = ""
    href: str = ""
    value: float | str | None = None
    sub: str = ""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column somebody else's room fills, for a page of rows at a time.

    label  English msgid
    load   (workspace id, row ids) → row id → cell; rows without an entry show a dash
    phone  False: not shown on a phone
    """

    label: str
    load: Callable[[int, Collection[int]], Mapping[int, Cell]]
    order: int = 100
    number: bool = False
    phone: bool = True


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A filter somebody else's room knows how to apply.

    label    English msgid
    options  (value, English msgid) pairs
    apply    (rows, workspace id, value) → narrowed rows
    """

    label: str
    options: Sequence[tuple[str, str]]
    apply: Callable[[QuerySet, int, str], QuerySet]  # type: ignore[type-arg]
    order: int = 100


group_columns: Registry[ListColumn] = Registry("columns of the group list")
group_filters: Registry[ListFilter] = Registry("filters of the group list")
person_columns: Registry[ListColumn] = Registry("columns of the people list")
person_filters: Registry[ListFilter] = Registry("filters of the people list")


def ordered(registry: Registry[ListColumn]) -> list[tuple[str, ListColumn]]:
    return sorted(registry.items(), key=lambda item: item[1].order)
