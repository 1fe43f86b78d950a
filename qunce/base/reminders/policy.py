"""Whom to remind of what, when it may ring, and when to give up: pure decisions.

What is mine or nobody's is worth a reminder before its deadline and once after it; what a colleague hands over, at
once. In quiet hours nothing rings: it waits for the morning, together. One channel rings at most every ten minutes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from qunce.kernel.clock import DAY, day_start, local, local_day
from qunce.kernel.i18n import N_

HANDED, SOON, LATE, DIGEST = "handed", "soon", "late", "digest"
EVENTS: Final[Mapping[str, str]] = {
    HANDED: N_("A colleague hands me something"),
    SOON: N_("Something of mine is due within half an hour"),
    LATE: N_("A deadline has passed"),
    DIGEST: N_("The day's digest"),
}
DEFAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    HANDED: ("push",),
    SOON: ("push",),
    LATE: ("push",),
    DIGEST: ("email",),
}
LEAD = 30 * 60
LOOK_BACK = DAY  # what is later than that stands in the digest, and rings no more
BETWEEN = 10 * 60
QUIET: Final = ((21 * 60 + 30, 8 * 60 + 30),)
MORNING: Final = 8 * 60 + 30
PATIENCE = 3 * DAY
PAUSES: Final = (30, 2 * 60, 10 * 60, 30 * 60, 2 * 3600, 6 * 3600)

Spans = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Due:
    """An open task. round: when its deadline is, so that a new deadline is a new occasion."""

    task_id: int
    due_at: int
    assignee: int | None
    group_id: int | None
    rank: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may be told. staff None: a hook of the workspace, which hears of everything in ``events``."""

    key: str
    staff: int | None
    rank: int
    groups: frozenset[int] | None = None
    events: frozenset[str] = frozenset(EVENTS)

    def hears(self, task: Due) -> bool:
        """Whether the task is theirs, or nobody's and theirs to do."""
        if self.staff is None:
            return True
        if task.assignee is not None:
            return task.assignee == self.staff
        return self.rank >= task.rank and (self.groups is None or task.group_id in self.groups)


def tell(
    readers: Iterable[Reader], tasks: Sequence[Due], told: Collection[tuple[str, str, int, int]], now: int
) -> list[tuple[str, str, Due]]:
    """(reader, event, task) of all that is new at a moment; told: (reader, event, task, round) of what is not."""
    found = []
    for reader in readers:
        for task in tasks:
            event = event_of(task, now)
            if event is None or event not in reader.events or not reader.hears(task):
                continue
            if (reader.key, event, task.task_id, task.due_at) not in told:
                found.append((reader.key, event, task))
    return found


def event_of(task: Due, now: int) -> str | None:
    """What a task is worth saying now: due soon, late, or nothing."""
    if now - LOOK_BACK < task.due_at <= now:
        return LATE
    return SOON if now < task.due_at <= now + LEAD else None


def rings_at(now: int, quiet: Spans, tz: str) -> int:
    """The first moment, from now on, outside the quiet hours (epoch seconds UTC)."""
    at = now
    for _ in range(len(quiet) + 1):
        end = _quiet_until(at, quiet, tz)
        if end is None:
            return at
        at = end
    return at


def _quiet_until(at: int, quiet: Spans, tz: str) -> int | None:
    """When the quiet around a moment ends; None where there is none."""
    moment = local(at, tz)
    minute, today = moment.hour * 60 + moment.minute, day_start(moment.date(), tz)
    for start, end in quiet:
        if start == end:
            continue
        if start < end and start <= minute < end:
            return today + end * 60
        if start > end and minute >= start:
            return day_start(moment.date() + timedelta(days=1), tz) + end * 60
        if start > end and minute < end:
            return today + end * 60
    return None


def digest_due(now: int, minute: int | None, last_day: str, tz: str) -> str | None:
    """The local day whose digest is due now, or None."""
    if minute is None:
        return None
    today = local_day(now, tz)
    moment = local(now, tz)
    if today.isoformat() == last_day or moment.hour * 60 + moment.minute < minute:
        return None
    return today.isoformat()


def pause(attempts: int, asked: int | None = None) -> int:
    """Seconds until the next attempt after so many; at least what the other side asked for, up to six hours."""
    usual = PAUSES[min(attempts, len(PAUSES)) - 1] if attempts else PAUSES[0]
    return max(usual, min(asked or 0, PAUSES[-1]))


def given_up(first_at: int, now: int) -> bool:
    return now - first_at >= PATIENCE
