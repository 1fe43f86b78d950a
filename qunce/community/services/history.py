"""Recent talk and the years before it: where one ends, and walking the other span by span.

What is recent is judged at once and makes the worklist. History makes figures; it is judged after everything else,
in spans small enough for memory and for short transactions.
"""

from collections.abc import Callable, Iterator

from django.db import transaction

from qunce.base.jobs.running import Running
from qunce.community.activity import queries as activity
from qunce.community.models import Group
from qunce.kernel import clock

RECENT = 56 * clock.DAY  # two periods of health: everything that anybody judges lies in them
SPAN_DAYS = 28
SETTLES = 3 * clock.DAY  # how much later talk may still change what was judged


def edge(group: Group) -> int:
    """Where history ends, epoch seconds: the start of the local day that lies RECENT before the last talk."""
    if group.heard_until is None:
        return 0
    return _start(group, clock.day_number(group.heard_until - RECENT, group.workspace.zone))


def spans(group: Group, since: int) -> Iterator[tuple[int, int]]:
    """The spans of history that a change since then touches, latest first: [start, end) in epoch seconds, whole
    local days. Days that hold figures but no talk any more are in them.
    """
    zone = group.workspace.zone
    heard = clock.day_number(group.heard_from, zone) if group.heard_from is not None else None
    known = [day for day in (activity.first_day(group.pk), heard) if day is not None]
    if not known:
        return
    first = max(min(known), clock.day_number(max(since - SETTLES, 0), zone))
    end = clock.day_number(edge(group), zone)
    while end > first:
        yield _start(group, end - SPAN_DAYS), _start(group, end)
        end -= SPAN_DAYS


def walk(job: Running, group: Group, since: int, judge: Callable[[int, int], object]) -> None:
    """Judge the spans [start, end) that a change since then touches; killed or paused, it goes on where it was."""
    wanted = list(spans(group, since))
    before: int | None = job.cursor.get("before")
    for done, (start, end) in enumerate(wanted, 1):
        if before is not None and start >= before:
            continue
        job.check()
        judge(start, end)
        with transaction.atomic():
            job.advance(done, len(wanted), {"before": start})


def _start(group: Group, day: int) -> int:
    return clock.day_start(clock.date_of(day), group.workspace.zone)
