"""The index of each workspace's Q&A, kept in this process and brought up to date by what changed since (E1)."""

import datetime as dt
import threading
from collections.abc import Iterator
from typing import NamedTuple

from qunce.kernel import clock
from qunce.practice.desk.qa.models import Entry
from qunce.practice.desk.qa.policy import Index, Match, embedding

MOST_WORKSPACES = 20
_OVERLAP = 20  # revisions looked at again: on PostgreSQL a change may come to light after a later one


class Terms(NamedTuple):
    """When and where an entry holds. groups: ids; empty: everywhere."""

    starts_on: dt.date | None
    ends_on: dt.date | None
    groups: frozenset[int]

    def hold(self, day: dt.date, group_id: int | None) -> bool:
        """On that day, in that group (None: in one without terms of its own)."""
        if (self.starts_on and day < self.starts_on) or (self.ends_on and day > self.ends_on):
            return False
        return not self.groups or group_id in self.groups


class Shelf:
    """One workspace's index with the terms of its entries."""

    def __init__(self, workspace_id: int) -> None:
        self._workspace_id = workspace_id
        self._lock = threading.Lock()
        self._index = Index(embedding.vectors if embedding.available() else None)
        self._terms: dict[int, Terms] = {}
        self._seen: dict[int, int] = {}
        self._revision = 0

    def refresh(self) -> None:
        """Take in what changed: one query when nothing did."""
        with self._lock:
            rows = Entry.objects.filter(workspace_id=self._workspace_id, revision__gt=self._revision - _OVERLAP)
            changed = dict(rows.order_by("revision").values_list("pk", "revision"))
            fresh = [pk for pk, revision in changed.items() if self._seen.get(pk) != revision]
            for start in range(0, len(fresh), 500):
                self._take(fresh[start : start + 500])
            self._revision = max([self._revision, *changed.values()])

    def _take(self, pks: list[int]) -> None:
        rows = Entry.objects.filter(pk__in=pks).prefetch_related("groups")
        live: list[tuple[int, list[str]]] = []
        for row in rows:
            self._seen[row.pk] = row.revision
            self._terms[row.pk] = Terms(row.starts_on, row.ends_on, frozenset(group.pk for group in row.groups.all()))
            if row.state == Entry.State.LIVE and row.answer.strip():
                live.append((row.pk, [row.question, *(one["text"] for one in row.variants)]))
            else:
                self._index.remove(row.pk)
        self._index.put(live)

    def find(self, text: str, group_id: int | None, day: dt.date, most: int) -> list[Match]:
        return self._index.lookup(text, most, lambda key: self._terms[key].hold(day, group_id))


_shelves: dict[int, Shelf] = {}
_lock = threading.Lock()


def find(workspace_id: int, zone: str, text: str, group_id: int | None, most: int = 3) -> list[Match]:
    """The entries that likeliest answer a question asked in a group today, best first."""
    if not text.strip():
        return []
    with _lock:
        shelf = _shelves.pop(workspace_id, None) or Shelf(workspace_id)
        _shelves[workspace_id] = shelf  # the one used last stays longest
        for oldest in list(_oldest()):
            del _shelves[oldest]
    shelf.refresh()
    return shelf.find(text, group_id, clock.local_day(clock.timestamp(), zone), most)


def _oldest() -> Iterator[int]:
    yield from list(_shelves)[: max(0, len(_shelves) - MOST_WORKSPACES)]


def forget() -> None:
    """Start anew: for tests, whose database is emptied beneath."""
    with _lock:
        _shelves.clear()
