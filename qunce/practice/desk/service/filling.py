"""Talk that was judged before the clock kept a book: what of it is missing there, and writing it.

What one version judged without measuring is in the verdicts and not in the book. ``gaps`` sees that by the first
question of each, ``fill`` measures it span by span, the latest first; killed or paused it goes on where it was.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import BigIntegerField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from qunce.base.jobs import queries as jobs
from qunce.base.jobs import services as enqueueing
from qunce.base.jobs.running import Running
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.practice.desk.policy.outcome import KIND
from qunce.practice.desk.service import services
from qunce.practice.desk.service.models import Turn

JOB: Final = "desk.fill_book"
WINDOW: Final = 56 * clock.DAY  # verdicts and runs are kept of what was asked so long before the last thing heard
SPAN: Final = 7 * clock.DAY
MEASURED: Final = ("answered", "answered_late", "unanswered", "waiting")  # decisions that always have a run
_REPLY: Final = "desk.reply"
_NEVER: Final = 1 << 62  # later than any moment
_TASKS: Final = 200


class Begins(NamedTuple):
    """Where the figures begin. day: a local date, None where no group has any; ``running``: being filled."""

    day: date | None
    running: bool


def gaps(groups: "QuerySet[Group]", since: int = 0) -> "QuerySet[Group]":
    """Those of the groups where something was asked from ``since`` on, before the book's first question.

    One step into an index per group and decision, however much was said.
    """
    kept = StoredVerdict.objects.filter(
        group_id=OuterRef("pk"), kind=KIND, state=StoredVerdict.State.STANDING, at__gte=since
    ).filter(at__gte=OuterRef("heard_until") - WINDOW)
    asked = {
        f"first_{decision}": Coalesce(
            Subquery(kept.filter(decision=decision).order_by("at").values("at")[:1], output_field=BigIntegerField()),
            _NEVER,
        )
        for decision in MEASURED
    }
    book = Turn.objects.filter(group_id=OuterRef("pk")).order_by("asked_at").values("asked_at")[:1]
    rows = groups.exclude(heard_until=None).annotate(begins=Coalesce(Subquery(book), _NEVER), **asked)
    missing = Q()
    for name in asked:
        missing |= Q(**{f"{name}__lt": F("begins")})
    return rows.filter(missing)


def begins(groups: "QuerySet[Group]", workspace: Workspace, days: int) -> Begins | None:
    """From when on the figures of the last ``days`` days are whole; None where nothing is missing in them."""
    today = clock.day_number(clock.timestamp(), workspace.zone)
    since = clock.day_start(clock.date_of(today - days + 1), workspace.zone)
    first = gaps(groups.filter(heard_until__gte=since), since).aggregate(last=Max("begins"))["last"]
    if first is None:
        return None
    day = None if first >= _NEVER else clock.local_day(first, workspace.zone)
    return Begins(day, jobs.unfinished(workspace.pk, JOB).exists())


@transaction.atomic
def ask(workspace: Workspace) -> bool:
    """Have everything measured that is missing. False when nothing is, or it is under way."""
    if jobs.unfinished(workspace.pk, JOB).exists() or not gaps(Group.objects.filter(workspace=workspace)).exists():
        return False
    journal.record(workspace, NewFact("service.fill_asked", subject=f"workspace:{workspace.pk}"))
    enqueueing.enqueue_once(workspace.pk, JOB)
    return True


def fill(job: Running, workspace: Workspace, write: Callable[[Group, int, int], None]) -> dict[str, Any]:
    """Measure, group by group, what is missing. ``write(group, start, end)`` keeps a span's rows, as often as it is
    called; the cursor is the group at work and the start of the last span that is written.
    """
    at, before = job.cursor.get("group", 0), job.cursor.get("before")
    waiting = list(
        gaps(Group.objects.filter(workspace=workspace, pk__gte=at)).order_by("pk").values_list("pk", flat=True)
    )
    done = job.cursor.get("groups", 0)
    for pk in waiting:
        group = Group.objects.select_related("workspace").filter(pk=pk).first()
        if group is None or group.heard_until is None:
            continue
        for start, end in _spans(group, before if pk == at else None):
            job.check()
            write(group, start, end)
            with transaction.atomic():
                job.advance(done, done + len(waiting), {"group": pk, "before": start, "groups": done})
        _say_again(group)
        done += 1
    return {"groups": done}


def _spans(group: Group, before: int | None) -> list[tuple[int, int]]:
    """[start, end) in epoch seconds, whole local days, the latest first; the first one starts where the window does."""
    zone, heard = group.workspace.zone, group.heard_until or 0
    floor = heard - WINDOW
    end = clock.day_start(clock.date_of(clock.day_number(heard, zone) + 1), zone)
    found = []
    while end > floor:
        start = max(floor, clock.day_start(clock.date_of(clock.day_number(end - SPAN, zone)), zone))
        if before is None or start < before:
            found.append((start, end))
        end = start
    return found


def _say_again(group: Group) -> None:
    """What colleagues said on the worklist while there was no book: ticked off, or not needed."""
    said = {Task.State.DONE: services.on_finished, Task.State.NOT_NEEDED: services.on_dismissed}
    rows = Task.objects.filter(
        group_id=group.pk, kind=_REPLY, state__in=said, closed_at__gte=(group.heard_until or 0) - WINDOW
    )
    for task in rows.order_by("closed_at", "pk").iterator(_TASKS):
        said[Task.State(task.state)](task)
