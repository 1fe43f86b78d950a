"""After a restore: what went out since the backup is not known here, so nothing goes out until an owner has looked."""

from typing import Any

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.gateway.outbox import facts, queries
from qunce.gateway.outbox.models import Action, Quarantine
from qunce.gateway.outbox.policy import MOVES, Move, State
from qunce.gateway.outbox.services import moving, person, proposing
from qunce.gateway.outbox.services.moving import ActionStateError
from qunce.kernel import clock
from qunce.kernel.i18n import N_

HELD = N_("Waits for the owner: the database came from a backup.")
_NO_LEASE: dict[str, Any] = {"lease_token": "", "lease_until": None}
_CHUNK = 100  # actions in one transaction


def hold_all(held_at: int) -> int:
    """Hold every workspace and each of its live actions, for the restore of this moment. Twice is once.

    Returns how many actions are held.
    """
    count = 0
    for workspace in Workspace.objects.order_by("id"):
        with transaction.atomic():
            Quarantine.objects.get_or_create(workspace=workspace, held_at=held_at)
        if queries.quarantine(workspace.pk):
            count += _hold(workspace.pk)
    return count


def _hold(workspace_id: int) -> int:
    live = Action.objects.filter(workspace_id=workspace_id, state__in=MOVES[Move.QUARANTINE][0]).order_by("id")
    count = 0
    while part := list(live[:_CHUNK]):
        with transaction.atomic():
            for action in part:
                moving.move(action, Move.QUARANTINE, before=action.state, **_NO_LEASE)
                person.close_tasks(action, HELD)
        count += len(part)
    return count


def release(workspace_id: int) -> int:
    """An owner has looked: everything goes on where that is safe, and new proposals are free again.

    What was waiting or in somebody's hands is planned anew, what may have gone out asks a person, what is past its
    time expires. Stopped half way it is still held; asking again goes on. Returns how many actions were released.
    """
    count = 0
    held = Action.objects.filter(workspace_id=workspace_id, state=State.QUARANTINED).order_by("id")
    while True:
        with transaction.atomic():
            part = list(held[:_CHUNK])
            for action in part:
                count += _let_go(action)
            if len(part) < _CHUNK:
                _lift(workspace_id)
                return count


def _let_go(action: Action) -> bool:
    try:
        if action.expires_at <= clock.timestamp() and action.before not in (State.ATTEMPTED, State.UNKNOWN):
            moving.move(action, Move.EXPIRE, reason=proposing.SUPERSEDED)
            return False
        moving.move(action, Move.RELEASE, executor=action.executor if action.attempted_at else "")
    except ActionStateError:  # called off this very moment
        return False
    proposing.resume(action)
    return True


def _lift(workspace_id: int) -> None:
    actor = journal.current().actor
    standing = Quarantine.objects.filter(workspace_id=workspace_id, released_at=None)
    if standing.update(released_at=clock.timestamp(), released_by=actor):
        journal.record(workspace_id, NewFact(facts.RELEASED.key))
