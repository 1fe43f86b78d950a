"""The one place where an action changes its state: by the table, by a conditional UPDATE, with its fact."""

from typing import Any

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.gateway.outbox import facts
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import FINAL, MOVES, Move, State, released
from qunce.gateway.outbox.registry import Handler, action_kinds
from qunce.kernel import clock

# What a person's timeline tells of an action: that it happened or could not, not each step on the way.
_ON_TIMELINE = {Move.CONFIRM, Move.FAIL}
_TAKES_BACK = {Move.UNDO, Move.DOUBT}


class ActionStateError(Exception):
    """The action is not in a state that allows this; somebody else was quicker."""


@transaction.atomic
def move(action: Action, step: Move, *, token: str = "", **changes: Any) -> Action:
    """Carry out one move of the table on the row as it is now, record its fact and call the kind's handler.

    token    the lease under which it is done; only the holder moves a leased or attempted action
    changes  columns written with it
    Raises ActionStateError when the row is elsewhere by now; then nothing has changed.
    """
    origins, target = MOVES[step]
    rows = Action.objects.filter(pk=action.pk, state__in=origins)
    if token:
        rows = rows.filter(lease_token=token)
    if target is None:  # by what it was, which nobody changes while it is quarantined
        action.refresh_from_db(fields=["before"])
        target = released(State(action.before) if action.before else None)
        rows = rows.filter(before=action.before)
    if target in FINAL:
        changes = {"closed_at": clock.timestamp(), "settled_by": journal.current().actor, **changes}
    if not rows.update(state=target, **changes):
        raise ActionStateError(f"{step} of action {action.pk}")
    action.refresh_from_db()
    record(action, step)
    handler = _handler(action, step)
    if handler is not None:
        handler(action)
    return action


def record(action: Action, step: Move) -> None:
    kind = action_kinds.get(action.kind)
    data = {"kind": kind.title, "executor": action.executor, "reason": action.reason}
    journal.record(
        action.workspace_id,
        NewFact(
            facts.OF_MOVE[step].key,
            person_id=action.person_id if step in _ON_TIMELINE else None,
            group_id=action.group_id,
            subject=subject_of(action.pk),
            data=data,
            undoes=_last_outcome(action) if step in _TAKES_BACK else None,
        ),
    )


def subject_of(pk: int) -> str:
    """How facts name an action."""
    return f"action:{pk}"


def _last_outcome(action: Action) -> int | None:
    """The fact of the outcome that is taken back now; None where the last thing was none (it was called off)."""
    rows = Fact.objects.filter(workspace_id=action.workspace_id, subject=subject_of(action.pk))
    last = rows.order_by("-id").first()
    return last.pk if last and last.type in {facts.OF_MOVE[step].key for step in _ON_TIMELINE} else None


def _handler(action: Action, step: Move) -> Handler | None:
    kind = action_kinds.get(action.kind)
    return {
        Move.CONFIRM: kind.confirmed,
        Move.FAIL: kind.failed,
        Move.CANCEL: kind.cancelled,
        Move.EXPIRE: kind.cancelled,
        Move.UNDO: kind.reopened,
        Move.DOUBT: kind.reopened,
        Move.RECONSIDER: kind.reopened,
        Move.AGAIN: kind.reopened,
    }.get(step)
