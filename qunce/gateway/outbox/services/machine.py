"""The machine as executor: lease → attempt → call → settle, each committed before the next begins.

Killed before ``attempt`` is committed, nothing went out: the lease runs out and the action waits again. Killed after
it, the call may have been made or not: the action becomes unknown and a person says what is true. So no slot is
performed twice, whatever dies when. Each write holds the lease's token: a worker that was believed dead changes
nothing but, with a late answer, what is still unknown.
"""

import logging
import secrets

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.jobs.services.lease import moment
from qunce.base.worklist import services as worklist
from qunce.gateway.outbox import queries
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import Move, State
from qunce.gateway.outbox.registry import PERSON, Order, Outcome, action_kinds, executors
from qunce.gateway.outbox.services import moving, person
from qunce.gateway.outbox.services.moving import ActionStateError
from qunce.kernel import clock
from qunce.kernel.i18n import N_

PERFORM = "outbox.perform"
CALL_SECONDS = 60  # what an executor may take
LEASE_SECONDS = 2 * CALL_SECONDS
VANISHED = N_("Its worker vanished during the call.")
NO_ANSWER = N_("The call ended without an answer.")
_STEPS = {"confirmed": Move.CONFIRM, "failed": Move.FAIL, "unknown": Move.LOSE}

log = logging.getLogger(__name__)


def perform(action_id: int) -> State | None:
    """Carry out one planned action. Returns its state then; None when it was not ours to do."""
    action = take(action_id)
    if action is None or not begin(action):
        return None
    return settle(action, call(action))


def take(action_id: int) -> Action | None:
    """Lease a planned action whose machine is there. Without one it goes to a person."""
    action = Action.objects.filter(pk=action_id, state=State.PLANNED, expires_at__gt=clock.timestamp()).first()
    if action is None or action.executor == PERSON:
        return None
    try:
        with transaction.atomic(durable=True):
            if action.executor not in executors:
                Action.objects.filter(pk=action.pk, state=State.PLANNED).update(executor=PERSON)
                person.hand(action)
                return None
            until = moment() + LEASE_SECONDS
            return moving.move(action, Move.LEASE, lease_token=secrets.token_hex(16), lease_until=until)
    except ActionStateError:
        return None


def begin(action: Action) -> bool:
    """Say that the call is about to be made, before it is. False when the lease went to somebody else."""
    try:
        with transaction.atomic(durable=True):
            moving.move(action, Move.ATTEMPT, token=action.lease_token, attempted_at=clock.timestamp())
    except ActionStateError:
        return False
    return True


def call(action: Action) -> Outcome:
    """The outside call, in no transaction. What is raised tells nothing of what happened outside."""
    try:
        return executors.get(action.executor).perform(order_of(action))
    except Exception:
        log.exception("action %s: %s gave no answer", action.pk, action.executor)
        return Outcome("unknown", NO_ANSWER)


def order_of(action: Action) -> Order:
    return Order(
        key=action.key,
        workspace_id=action.workspace_id,
        kind=action.kind,
        capability=action.capability,
        group_id=action.group_id,
        person_id=action.person_id,
        persona=action.persona,
        words=action.words,
        data=action.data,
    )


def settle(action: Action, outcome: Outcome) -> State | None:
    """Write down what came of the call; an answer that comes late settles what was unknown meanwhile.

    None when a person was quicker to say what is true: theirs stands.
    """
    said = {"reason": outcome.reason[:300], "reference": outcome.reference[:100]}
    try:
        with transaction.atomic(durable=True):
            moving.move(action, _STEPS[outcome.result], token=action.lease_token, **said)
            if action.state == State.UNKNOWN:
                person.open_task(action)
            else:
                worklist.withdraw(action.workspace_id, person.DECIDE, [person.key_of_task(action)], person.OVERTAKEN)
    except ActionStateError:
        log.warning("action %s: the answer %r came too late", action.pk, outcome.result)
        return None
    return State(action.state)


def recover(most: int = 500) -> dict[str, int]:
    """What workers left behind: leases that ran out before the call wait again, those after it are unknown."""
    gone = Action.objects.filter(lease_until__lte=moment()).order_by("lease_until")
    back = [_recover(one, Move.GIVE_BACK) for one in gone.filter(state=State.LEASED)[:most]]
    lost = [_recover(one, Move.LOSE, reason=VANISHED) for one in gone.filter(state=State.ATTEMPTED)[:most]]
    for action in queries.for_machines()[:most]:
        enqueue(action)
    return {"given_back": sum(back), "unknown": sum(lost)}


def _recover(action: Action, step: Move, **said: str) -> bool:
    try:
        with transaction.atomic():
            moving.move(action, step, token=action.lease_token, **said)
            if action.state == State.UNKNOWN:
                person.open_task(action)
    except ActionStateError:  # its worker lives after all
        return False
    return True


def enqueue(action: Action) -> None:
    """Have a worker carry it out; asking twice is asking once."""
    words = {"kind": action_kinds.get(action.kind).title}
    jobs.enqueue_once(action.workspace_id, PERFORM, {"action_id": action.pk}, priority=5, words=words)
