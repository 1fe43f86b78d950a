"""What a view is, the registry of them, and the views that are one table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from qunce.kernel.registry import Registry
from qunce.kernel.text.bulk import PAYS_FROM, BulkTable
from qunce.kernel.text.fold import Folded, Table, Tracer


class View(Protocol):
    """One way to read a text. Originals and keywords are read alike, so that both meet.

    key      stable name; kept in evidence
    coarser  keys of views whose every match is a match here too: a screen that asks this view
             need not ask those
    """

    @property
    def key(self) -> str: ...

    @property
    def coarser(self) -> frozenset[str]: ...

    def apply(self, text: str) -> Folded:
        """The text as this view reads it, with offsets."""

    def read(self, text: str) -> str:
        """The reading alone: ``apply(text).text``."""

    def admits(self, keyword: str) -> bool:
        """Whether this keyword, seen by this view alone, says anything."""

    def confirms(self, original: str, keyword: str) -> bool:
        """Whether a matched piece of an original is this keyword, disguised as this view undoes it."""


def _always(_keyword: str) -> bool:
    return True


def _any_writing(_original: str, _keyword: str) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class TableView:
    """A view that is one ``str.translate`` table, built on first use."""

    key: str
    build: Callable[[], Table]
    coarser: frozenset[str] = frozenset()
    telling: Callable[[str], bool] = _always
    disguised: Callable[[str, str], bool] = _any_writing

    @cached_property
    def table(self) -> Table:
        return self.build()

    @cached_property
    def _bulk(self) -> BulkTable:
        return BulkTable(self.table)

    @cached_property
    def _tracer(self) -> Tracer:
        return Tracer(self.table)

    def apply(self, text: str) -> Folded:
        return Folded(text, text.translate(self.table), self._tracer)

    def read(self, text: str) -> str:
        return self._bulk.read(text) if len(text) >= PAYS_FROM else text.translate(self.table)

    def admits(self, keyword: str) -> bool:
        return bool(self.read(keyword)) and self.telling(keyword)

    def confirms(self, original: str, keyword: str) -> bool:
        return self.disguised(original, keyword)


VIEWS: Registry[View] = Registry("text views")
