"""A line that may complain is put before a person, who says yes or no (E7)."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask, TaskStateError
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.desk.complaints.models import Complaint
from qunce.practice.desk.complaints.policy.following import Thing
from qunce.practice.desk.complaints.services import stepping
from qunce.practice.desk.complaints.services.stepping import FRESH, LOOK

MOST = 5  # asked of a group at once: those that most members said, then the likeliest
LIKELIER = N_("Others are likelier.")
State = Complaint.State


def ask(group: Group, found: Sequence[tuple[Complaint, Thing]], verdict_ids: Mapping[str, int]) -> None:
    """Have on the worklist which of a group's lines may complain. Running it again changes nothing."""
    since = clock.timestamp() - FRESH
    open_ones = [(row, thing) for row, thing in found if row.state == State.PERHAPS and row.last_at >= since]
    ranked = sorted(open_ones, key=lambda one: (-len(one[1].people), -_strength(one[1]), -one[0].at))
    asked = ranked[:MOST]
    worklist.open_tasks(
        group.workspace_id,
        [
            NewTask(
                kind=LOOK,
                key=str(row.pk),
                due_at=row.last_at + DAY,
                title={
                    "msgid": N_("Is this a complaint? %(name)s wrote something that reads like one"),
                    "params": {"name": next(iter(stepping.names_of(row)), "")},
                },
                value=float(len(thing.people)),
                group_id=row.group_id,
                person_id=thing.head.person_id or None,
                verdict_id=verdict_ids.get(f"message:{row.head_id}"),
                data={"complaint": row.pk},
                sources=[voice.message_id for voice in thing.voices],
            )
            for row, thing in asked
        ],
    )
    rest = [str(row.pk) for row, _ in found if row.pk not in {one.pk for one, _ in asked}]
    worklist.withdraw(group.workspace_id, LOOK, rest, LIKELIER)


def _strength(thing: Thing) -> float:
    return max((voice.found.strength for voice in thing.voices if voice.found), default=0.0)


# --- the worklist tells


def _of(task: Task) -> Complaint | None:
    rows = Complaint.objects.filter(workspace_id=task.workspace_id, pk=task.data.get("complaint") or 0)
    return rows.select_for_update().first()


def on_yes(task: Task) -> None:
    """Ticked: it is a complaint."""
    if (row := _of(task)) is not None and row.state == State.PERHAPS:
        stepping.confirm(row, task.closed_by or 0)


def on_no(task: Task) -> None:
    """Set aside: it is none."""
    if (row := _of(task)) is not None and row.state == State.PERHAPS:
        stepping.strike(row, task.closed_by or 0)


@transaction.atomic
def on_reopened(task: Task) -> None:
    """The answer is taken back, as long as nothing was done since. Raises TaskStateError."""
    row = _of(task)
    if row is None or row.state not in (State.OPEN, State.NONE):
        return
    if row.steps.exists():
        raise TaskStateError(task.pk)
    stepping.withdraw_proposed(row, stepping.BACK)
    Complaint.objects.filter(pk=row.pk).update(state=State.PERHAPS, decided_by=None)
