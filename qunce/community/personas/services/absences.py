"""Colleagues who are away: what waits for them goes to whoever stands in."""

from django.db import transaction
from django.db.models import F

from qunce.base.accounts.queries import staff_names
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import TaskStateError
from qunce.community.personas import policy, queries
from qunce.community.personas.models import Absence
from qunce.kernel import clock


@transaction.atomic
def away(
    workspace_id: int, staff_id: int, since: int, until: int, stand_in: int | None = None, note: str = ""
) -> Absence:
    """A colleague will be, or is, away in [since, until) (epoch seconds UTC). Their tasks go on when it begins."""
    row = Absence.objects.create(
        workspace_id=workspace_id,
        staff_id=staff_id,
        since=since,
        until=until,
        stand_in=stand_in,
        note=note.strip()[:120],
    )
    _tell(row, "personas.away")
    if since <= clock.timestamp() < until:
        _hand_on(row)
    return row


@transaction.atomic
def back(absence: Absence) -> None:
    """They are here again, or never went. What was handed on stays where it is: somebody may be at it."""
    if Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=clock.timestamp()):
        _tell(absence, "personas.back")


def hand_on_due() -> int:
    """Hand on the tasks of everybody whose absence has begun. Returns how many tasks moved."""
    now = clock.timestamp()
    rows = Absence.objects.filter(handed_at=None, ended_at=None, since__lte=now, until__gt=now)
    return sum(_hand_on(row) for row in rows.order_by("since", "id")[:200])


@transaction.atomic
def _hand_on(absence: Absence) -> int:
    now = clock.timestamp()
    if not Absence.objects.filter(pk=absence.pk, handed_at=None, ended_at=None).update(handed_at=now):
        return 0
    gone = queries.aways(absence.workspace_id, now)
    found = policy.present([absence.staff_id], gone, now)
    heir = None if found is None or found[0] == absence.staff_id else found[0]
    waiting = Task.objects.filter(
        workspace_id=absence.workspace_id, assignee_id=absence.staff_id, state__in=worklist.LIVE
    ).order_by(F("due_at"))
    moved = 0
    for task in waiting:
        try:
            worklist.assign(task, heir)
        except TaskStateError:  # they finished it this very moment
            continue
        moved += 1
    if moved:
        _tell(absence, "personas.handed_on", count=moved)
    return moved


def _tell(absence: Absence, fact: str, **data: int) -> None:
    called = staff_names(absence.workspace_id, [absence.staff_id]).get(absence.staff_id, "")
    new = NewFact(fact, subject=f"staff:{absence.staff_id}", data={"colleague": called, **data})
    journal.record(absence.workspace_id, new)
