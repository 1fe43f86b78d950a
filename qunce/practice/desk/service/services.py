"""The clock's book: written by the judging of questions, ticked by people. One row per run: nothing counts twice.

Judging a span again replaces what it said of that span and no more; a message that goes with its import takes its
rows along. What people said outlives every judging: ticks and what was set aside stand on the row, an overturned
judgement is asked of the verdicts anew (call ``keep`` after they are stored).
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from qunce.base.tenancy.rows import upsert
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community import queries as community
from qunce.community.charter.queries import effective
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.hours import ReplyClock, reply_clock
from qunce.practice.desk.policy import Outcome
from qunce.practice.desk.policy.outcome import KIND
from qunce.practice.desk.policy.turns import Turn as Measured
from qunce.practice.desk.service.models import Turn

_PART = 300
_FIELDS = [
    "question_id", "asked_at", "at", "day", "due_at", "end_id", "end_at", "seconds", "by", "by_staff", "account_id",
    "how", "approximate", "exact_to", "in_time", "struck",
]  # fmt: skip
_COLUMNS = ["by_id" if name == "by" else name for name in _FIELDS]


def keep(group: Group, outcomes: Sequence[Outcome], first: int, until: int | None = None) -> None:
    """Write what the clock measured of the questions asked in [first, until); the rest of that span goes.

    In short transactions, and only what changed: begun again, it ends in the same state.
    """
    span = Turn.objects.filter(group=group, asked_at__gte=first)
    span = span if until is None else span.filter(asked_at__lt=until)
    rows = {(row.kind, row.message_id): row for row in span}
    known, wrong = _known(group, outcomes), _overturned(group, first)
    zone, hours = group.workspace.zone, reply_clock(effective(group.workspace, group.pk).charter.service_hours)
    fresh: list[Turn] = []
    changed: list[Turn] = []
    for one in outcomes:
        for measured in one.turns:
            row = rows.pop((measured.kind, measured.message_id), None) or Turn(
                workspace_id=group.workspace_id, group=group, kind=measured.kind, message_id=measured.message_id
            )
            before = _state(row)
            row.question_id, row.asked_at = one.message_id, one.asked_at
            row.day, row.struck = clock.day_number(measured.at, zone), str(one.message_id) in wrong
            _tick(_fill(row, measured, known), hours)
            if row._state.adding:
                fresh.append(row)
            elif _state(row) != before:
                changed.append(row)
    gone = [row.pk for row in rows.values()]
    for start in range(0, len(gone), _PART):
        Turn.objects.filter(pk__in=gone[start : start + _PART]).delete()
    for start in range(0, len(changed), _PART):
        Turn.objects.bulk_update(changed[start : start + _PART], _FIELDS)
    for start in range(0, len(fresh), _PART):
        with transaction.atomic():
            upsert(fresh[start : start + _PART], unique=["group", "kind", "message_id"], update=_FIELDS)


def _state(row: Turn) -> list[object]:
    return [getattr(row, name) for name in _COLUMNS]


def _overturned(group: Group, first: int) -> Collection[str]:
    """The questions whose judgement a person found wrong."""
    rows = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, state=StoredVerdict.State.OVERTURNED, at__gte=first
    )
    return set(rows.values_list("subject_ref", flat=True))


def forget(group: Group) -> None:
    """Nothing is heard in the group any more."""
    Turn.objects.filter(group=group).delete()


def _known(group: Group, outcomes: Sequence[Outcome]) -> Collection[int]:
    wanted = sorted({one.by for outcome in outcomes for one in outcome.turns if one.by})
    known: set[int] = set()
    for start in range(0, len(wanted), _PART):
        people = community.people_by_id(group.workspace_id, wanted[start : start + _PART]).values()
        known.update(person.pk for person in people if person.erased_at is None)
    return known


def _fill(row: Turn, one: Measured, known: Collection[int]) -> Turn:
    row.at, row.due_at, row.end_id, row.end_at = one.at, one.due_at, one.end_id, one.end_at
    row.by_id, row.by_staff, row.account_id = one.by if one.by in known else None, one.by_staff, None
    row.seconds, row.how, row.approximate = one.seconds, one.how, one.approximate
    row.exact_to, row.in_time = one.exact_to, one.in_time
    return row


def _tick(row: Turn, hours: ReplyClock) -> Turn:
    """A tick stands for the reply where none was heard; when the reply came exactly, a tick does not know."""
    if row.end_at is not None or row.ticked_at is None or row.ticked_at < row.at:
        return row
    row.end_at, row.account_id, row.how, row.approximate = row.ticked_at, row.ticked_by, "tick", True
    row.by_staff, row.seconds = True, hours.between(row.at, row.ticked_at)
    if row.kind != Turn.Kind.RESOLUTION and row.due_at is not None:
        row.in_time = row.ticked_at <= row.due_at + (row.exact_to if row.exact_to > 1 else 0)
    return row


def _untick(row: Turn, as_of: int) -> Turn:
    """As the talk says it, as of what was heard."""
    if row.how == "tick":
        row.end_at, row.account_id, row.how, row.approximate = None, None, "", False
        row.by_staff, row.seconds = False, None
        late = row.due_at is not None and as_of > row.due_at + (row.exact_to if row.exact_to > 1 else 0)
        row.in_time = False if late else None
    row.ticked_at, row.ticked_by = None, None
    return row


# --- what people say on the worklist and on the judgement


@transaction.atomic
def on_finished(task: Task) -> None:
    """ "Replied": it stops what still runs for the questions of the task, and closes them."""
    group = Group.objects.select_related("workspace").filter(pk=task.group_id or 0).first()
    if group is None:
        return
    hours = reply_clock(effective(group.workspace, group.pk).charter.service_hours)
    rows = list(_of(group.pk, task.source_ids).filter(end_at=None))
    for row in rows:
        row.ticked_at, row.ticked_by = task.closed_at, task.closed_by
        _tick(row, hours)
    Turn.objects.bulk_update(rows, _TICKED)


def on_dismissed(task: Task) -> None:
    """ "Not needed": nobody owed an answer."""
    _of(task.group_id or 0, task.source_ids).filter(end_at=None).update(set_aside=True)


@transaction.atomic
def on_reopened(task: Task) -> None:
    heard = Group.objects.filter(pk=task.group_id or 0).values_list("heard_until", flat=True).first()
    rows = list(_of(task.group_id or 0, task.source_ids))
    for row in rows:
        _untick(row, min(heard or 0, clock.timestamp())).set_aside = False
    Turn.objects.bulk_update(rows, [*_TICKED, "set_aside"])


_TICKED = ["end_at", "account_id", "how", "approximate", "by_staff", "seconds", "in_time", "ticked_at", "ticked_by"]


def _of(group_id: int, questions: Iterable[int]) -> "QuerySet[Turn]":
    return Turn.objects.filter(group_id=group_id, question_id__in=list(questions)[:_PART])


def strike(verdict: StoredVerdict) -> None:
    """A person found that the judgement on a question was wrong: what the clock measured by it counts nowhere."""
    _of(verdict.group_id or 0, [int(verdict.subject_ref)]).update(struck=True)


def unstrike(verdict: StoredVerdict) -> None:
    _of(verdict.group_id or 0, [int(verdict.subject_ref)]).update(struck=False)


def erase(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """An eraser of the community: the figures stay, who replied goes."""
    ids = list(message_ids)
    for start in range(0, len(ids), _PART):
        Turn.objects.filter(workspace_id=workspace_id, end_id__in=ids[start : start + _PART]).update(by=None)
