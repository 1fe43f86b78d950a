"""The person as executor: the tasks that stand for an action, and how each follows the other.

A task is opened by the action's state and by nothing else: ``APPROVE`` while it is proposed, the kind's own while it is
handed, ``DECIDE`` while it is unknown. Whoever moves first, the other follows in the same transaction; the one that
is already there is left alone, which is what keeps the two from chasing each other.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse

from qunce.base.journal import services as journal
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask, TaskStateError
from qunce.gateway.outbox import queries
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import Move, State, may
from qunce.gateway.outbox.registry import PERSON, action_kinds, on_duty
from qunce.gateway.outbox.services import moving
from qunce.gateway.outbox.services.moving import ActionStateError
from qunce.kernel import clock
from qunce.kernel.i18n import N_

APPROVE, DECIDE = "outbox.approve", "outbox.decide"
OVERTAKEN = N_("Settled on the action's own page.")
SEEN = N_("It was seen to have happened.")
_MOVED_ON = N_("The action has moved on.")


def kind_of_task(action: Action) -> str:
    """The kind of the task by which a person moves the action now; "" where it waits for nobody."""
    if action.state == State.PROPOSED and action.executor == PERSON:
        return action.kind  # approved by doing it
    return {State.PROPOSED: APPROVE, State.HANDED: action.kind, State.UNKNOWN: DECIDE}.get(State(action.state), "")


def key_of_task(action: Action) -> str:
    return f"{action.pk}.{action.round}"


def task_of(action: Action) -> Task | None:
    """The live task of an action."""
    kind = kind_of_task(action)
    rows = Task.objects.filter(workspace_id=action.workspace_id, kind=kind, key=key_of_task(action))
    return rows.filter(state__in=worklist.LIVE).first() if kind else None


def open_task(action: Action) -> None:
    """Put what the action waits for on the worklist. A colleague on duty gets it, where the workspace knows one."""
    new = NewTask(
        kind=kind_of_task(action),
        key=key_of_task(action),
        due_at=action.due_at,
        title=action.title,
        value=action.data.get("value", 0.0),
        sources=action.data.get("sources", []),
        words=[{"msgid": "%(words)s", "params": {"words": action.words}}] if action.words else [],
        group_id=action.group_id,
        person_id=action.person_id,
        verdict_id=None if action.state == State.UNKNOWN else action.verdict_id,  # true or not, whatever was judged
        data={"action": action.pk, **({"verdicts": seen} if (seen := action.data.get("verdicts")) else {})},
        assignee_id=on_duty(action),
    )
    worklist.open_tasks(action.workspace_id, [new])


def close_tasks(action: Action, reason: str = _MOVED_ON) -> None:
    """Withdraw every live task of an action that has moved on without them."""
    for kind in (APPROVE, action.kind, DECIDE):
        worklist.withdraw(action.workspace_id, kind, [key_of_task(action)], reason)


def hand(action: Action) -> None:
    """Give a planned action to a person."""
    moving.move(action, Move.HAND)
    open_task(action)


# The worklist tells: what a person did to the task. Called in its transaction.


def action_of(task: Task, *states: State) -> Action | None:
    """The action that a task stands for, when it waits in one of these states for this very task."""
    pk = task.data.get("action")
    action = Action.objects.filter(workspace_id=task.workspace_id, pk=pk).first() if isinstance(pk, int) else None
    if action is None or action.state not in states or task.key != key_of_task(action):
        return None
    return action


def on_done(task: Task) -> None:
    if action := _in_hand(task):
        take_up(action)
        moving.move(action, Move.CONFIRM)


def on_not_needed(task: Task) -> None:
    if action := _in_hand(task):
        moving.move(action, Move.CANCEL, reason=task.reason)


def _in_hand(task: Task) -> Action | None:
    action = action_of(task, State.HANDED, State.PROPOSED)
    return action if action is not None and task.kind == kind_of_task(action) else None


def take_up(action: Action) -> None:
    """Who does a proposed action that is approved by doing has said yes: it is theirs from here on."""
    if action.state == State.PROPOSED and action.executor == PERSON:
        moving.move(action, Move.APPROVE, approved_at=clock.timestamp(), approved_by=journal.current().actor)
        moving.move(action, Move.PLAN)
        moving.move(action, Move.HAND)


def on_withdrawn(tasks: Sequence[Task]) -> None:
    """What the action rested on is gone: a verdict was overturned, an import taken back, a person erased."""
    for task in tasks:
        action = action_of(task, State.HANDED, State.PROPOSED)
        if action and task.kind == kind_of_task(action):
            moving.move(action, Move.CANCEL, reason=task.reason)


def on_reopened(task: Task) -> None:
    """The tick, the "not needed" or the "could not be done" is taken back. Raises TaskStateError."""
    _take_back(task, Move.UNDO)


def on_it_happened(task: Task) -> None:
    if action := action_of(task, State.UNKNOWN):
        moving.move(action, Move.CONFIRM)


def on_it_did_not(task: Task) -> None:
    if action := action_of(task, State.UNKNOWN):
        moving.move(action, Move.FAIL, reason=task.reason)


def on_doubt(task: Task) -> None:
    _take_back(task, Move.DOUBT)


def _take_back(task: Task, step: Move) -> None:
    action = action_of(task, *State)
    # Only what this task settled: an action that a machine, or a later round, has settled since is not reopened.
    if action is None or not may(State(action.state), step) or queries.quarantine(action.workspace_id):
        raise TaskStateError(task.pk)
    if (step == Move.UNDO) != (action.executor == PERSON and action.attempted_at is None):
        raise TaskStateError(task.pk)
    _reopen(action, step)


def _reopen(action: Action, step: Move) -> None:
    """Back to where it was before the tick; a yes that was said by doing goes with it."""
    by_doing = step == Move.UNDO and action_kinds.get(action.kind).by_doing
    blank: dict[str, Any] = {"reason": "", "proof": "", "closed_at": None, "settled_by": ""}
    if by_doing and action.approved_at is None:
        moving.move(action, Move.RECONSIDER, **blank)
        return
    moving.move(action, step, **blank)
    if by_doing and not _goes_alone(action):
        moving.move(action, Move.UNAPPROVE, approved_at=None, approved_by="")


def _goes_alone(action: Action) -> bool:
    alone = action_kinds.get(action.kind).alone
    return alone is not None and alone(action)


def asks_first(action: Action) -> bool:
    """Whether a proposed action waits for somebody's yes."""
    return action_kinds.get(action.kind).needs_approval and not _goes_alone(action)


@transaction.atomic
def prove(action: Action, proof: str, at: int) -> None:
    """An event of this moment (epoch seconds UTC) shows that what waits for a person has happened; ``proof`` says
    which, as a msgid. Raises ActionStateError.
    """
    action.refresh_from_db()
    take_up(action)
    if action.state != State.HANDED:
        raise ActionStateError(f"proof of action {action.pk}")
    moving.move(action, Move.CONFIRM, proof=proof.strip()[:300], closed_at=at)
    close_tasks(action, SEEN)


@transaction.atomic
def take_back(action: Action) -> None:
    """It did not happen after all, whoever said so: it waits for a person again. Raises ActionStateError."""
    action.refresh_from_db()
    if action.state != State.CONFIRMED or action.executor != PERSON or action.attempted_at is not None:
        raise ActionStateError(f"take back action {action.pk}")
    key = key_of_task(action)
    ticked = Task.objects.filter(workspace_id=action.workspace_id, kind=action.kind, key=key, state=Task.State.DONE)
    if (task := ticked.first()) is not None:
        worklist.reopen(task)
        action.refresh_from_db()
    else:
        _reopen(action, Move.UNDO)
        open_task(action)


# What a person does on the action's own page; the task follows.


@transaction.atomic
def tick(action: Action, staff_id: int, note: str = "") -> None:
    """The person did it; ``note`` says how one can see that. Raises ActionStateError."""
    _settle(action, State.HANDED, Move.CONFIRM, staff_id, proof=note.strip()[:300])


@transaction.atomic
def could_not(action: Action, staff_id: int, reason: str) -> None:
    """The person tried or looked, and it cannot be done. Raises ActionStateError."""
    if not reason.strip():
        raise ValueError("what could not be done has a reason")
    _settle(action, State.HANDED, Move.FAIL, staff_id, reason=reason.strip()[:300])


@transaction.atomic
def it_happened(action: Action, staff_id: int, note: str = "") -> None:
    """A person found out that an unknown action did happen. Raises ActionStateError."""
    _settle(action, State.UNKNOWN, Move.CONFIRM, staff_id, proof=note.strip()[:300])


@transaction.atomic
def it_did_not_happen(action: Action, staff_id: int, reason: str) -> None:
    """A person found out that an unknown action did not happen. Raises ActionStateError."""
    if not reason.strip():
        raise ValueError("say how one can see that it did not happen")
    _settle(action, State.UNKNOWN, Move.FAIL, staff_id, reason=reason.strip()[:300])


def _settle(action: Action, state: State, step: Move, staff_id: int, **said: str) -> None:
    action.refresh_from_db()
    task = task_of(action)
    if state == State.HANDED:
        take_up(action)
    if action.state != state:
        raise ActionStateError(f"{step} of action {action.pk}")
    moving.move(action, step, **said)
    if task is None:  # an erasure took it off the list
        return
    try:
        if step == Move.CONFIRM:
            worklist.finish(task, staff_id)
        else:
            worklist.dismiss(task, staff_id, said["reason"])
    except TaskStateError as error:
        raise ActionStateError(f"{step} of action {action.pk}") from error


@transaction.atomic
def hand_over(action: Action, staff_id: int | None) -> None:
    """Give what waits for a person to a colleague. Raises ActionStateError."""
    action.refresh_from_db()
    task = task_of(action)
    if task is None:
        raise ActionStateError(f"nobody has action {action.pk} in hand")
    worklist.assign(task, staff_id)


def page_of(task: Task) -> str:
    pk = task.data.get("action")
    return reverse("outbox:action", args=[pk]) if isinstance(pk, int) else ""
