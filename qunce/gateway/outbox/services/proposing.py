"""From the proposal to whoever carries it out, and the ways out before it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.ui.reasons import reason_text
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import TaskStateError
from qunce.community.models import Group
from qunce.gateway.outbox import facts, queries
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import Move, State, may
from qunce.gateway.outbox.registry import PERSON, action_kinds, executor_for
from qunce.gateway.outbox.services import machine, moving, person
from qunce.gateway.outbox.services.moving import ActionStateError
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_

POST = "outbox.post"
SUPERSEDED = N_("The time for it is over.")
REFUSED = N_("The approval was taken back.")


@dataclass(frozen=True, slots=True)
class NewAction:
    """Something a practice wants done outside.

    subject, slot  what it is about and for which occasion: proposing the same again changes nothing
    title          {"msgid", "params"}, as a task's
    words          ready text (``rendered`` makes it of msgids)
    due_at         when it should be done; expires_at None: the kind's own span after the proposal
    capability     where it differs from the kind's
    data           what the kind's handlers want to know. Of its task: "value", "sources" (message ids it rests on) and
                   "verdicts" (ids shown as its reasons)
    """

    kind: str
    subject: str
    slot: str
    title: Mapping[str, Any]
    due_at: int
    words: str = ""
    group_id: int | None = None
    person_id: int | None = None
    verdict_id: int | None = None
    persona: str = ""
    capability: str = ""
    expires_at: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def rendered(parts: Sequence[Mapping[str, Any]]) -> str:
    """Ready text of {"msgid", "params"} sentences, in the members' language whatever the reader's."""
    with translation.override(settings.LANGUAGE_CODE):
        return "\n".join(reason_text(part) for part in parts)


@transaction.atomic
def propose(workspace_id: int, new: NewAction) -> Action:
    """Propose an action, or give back the one that was proposed for this slot before, whatever became of it.

    It goes on at once where its kind needs no approval. Raises UnknownKeyError for a kind nobody registered.
    """
    kind, now = action_kinds.get(new.kind), clock.timestamp()
    values = {
        "group_id": new.group_id,
        "person_id": new.person_id,
        "verdict_id": new.verdict_id,
        "title": dict(new.title),
        "words": new.words,
        "persona": new.persona,
        "capability": new.capability or kind.capability,
        "data": dict(new.data),
        "state": State.PROPOSED,
        "due_at": new.due_at,
        "expires_at": now + kind.lives if new.expires_at is None else new.expires_at,
        "proposed_at": now,
        "proposed_by": journal.current().actor,
    }
    action, created = Action.objects.get_or_create(
        workspace_id=workspace_id, kind=kind.key, subject=new.subject, slot=new.slot, defaults=values
    )
    if created:
        _tell(action, facts.PROPOSED.key)
        _begin(action)
    return action


def post(group: Group, words: str, due_at: int, slot: str) -> Action:
    """Somebody of the staff wants words posted in a group; ``slot`` is the form's own, so that a double tap is one."""
    title = {"msgid": N_("Post in %(group)s"), "params": {"group": group.name}}
    subject = f"group:{group.pk}"
    return propose(
        group.workspace_id,
        NewAction(POST, subject, slot, title, due_at, words, group_id=group.pk, expires_at=due_at + DAY),
    )


def _tell(action: Action, fact_type: str) -> None:
    data = {"kind": action_kinds.get(action.kind).title}
    fact = NewFact(fact_type, group_id=action.group_id, subject=moving.subject_of(action.pk), data=data)
    journal.record(action.workspace_id, fact)


def _begin(action: Action) -> None:
    """What follows a proposal: quarantine, a person's approval, or the kind's own."""
    if queries.quarantine(action.workspace_id):
        moving.move(action, Move.QUARANTINE, before=action.state)
    else:
        resume(action)


def resume(action: Action) -> None:
    """Let an action go on from where it waits, in the caller's transaction: to a person, to approval, to its plan."""
    if action.state == State.APPROVED:
        proceed(action)
    elif action.state == State.PROPOSED and not person.asks_first(action):
        _approve(action)
    else:
        _ask(action)


def _ask(action: Action) -> None:
    """Whose yes it waits for: the operator's, or of who does it, where that is one and the same."""
    by_doing = action.state == State.PROPOSED and action_kinds.get(action.kind).by_doing
    executor = PERSON if by_doing and executor_for(action) == PERSON else ""
    if action.state == State.PROPOSED and action.executor != executor:
        Action.objects.filter(pk=action.pk, state=State.PROPOSED).update(executor=executor)
        action.refresh_from_db()
    person.open_task(action)


@transaction.atomic
def approve(action: Action, staff_id: int) -> None:
    """An operator wants it done. Raises ActionStateError."""
    action.refresh_from_db()
    task = person.task_of(action)
    if action.state != State.PROPOSED or task is None:
        raise ActionStateError(f"approve action {action.pk}")
    if action.executor == PERSON:
        _approve(action)
        if action.state != State.HANDED:  # a machine has become able meanwhile
            person.close_tasks(action)
        return
    try:
        worklist.finish(task, staff_id)  # which approves
    except TaskStateError as error:
        raise ActionStateError(f"approve action {action.pk}") from error
    action.refresh_from_db()


def _approve(action: Action) -> None:
    moving.move(action, Move.APPROVE, approved_at=clock.timestamp(), approved_by=journal.current().actor)
    proceed(action)


def proceed(action: Action) -> None:
    """Choose who does an approved action, in the caller's transaction: a machine that is able, else a person."""
    executor = executor_for(action)
    moving.move(action, Move.PLAN, executor=executor)
    if executor == PERSON:
        person.hand(action)
    else:
        machine.enqueue(action)


def on_approved(task: Task) -> None:
    if action := person.action_of(task, State.PROPOSED):
        _approve(action)


def on_refused(task: Task) -> None:
    if action := person.action_of(task, State.PROPOSED):
        moving.move(action, Move.CANCEL, reason=task.reason)


def on_approval_reopened(task: Task) -> None:
    """The approval or the refusal is taken back, as long as nothing went out. Raises TaskStateError."""
    action = person.action_of(task, *State)
    step = Move.RECONSIDER if action and action.state == State.CANCELLED else Move.UNAPPROVE
    if action is None or not may(State(action.state), step) or queries.quarantine(action.workspace_id):
        raise TaskStateError(task.pk)
    blank: dict[str, Any] = {
        "executor": "",
        "reason": "",
        "approved_at": None,
        "approved_by": "",
        "closed_at": None,
        "settled_by": "",
    }
    moving.move(action, step, **blank)
    worklist.withdraw(action.workspace_id, action.kind, [person.key_of_task(action)], REFUSED)


@transaction.atomic
def cancel(action: Action, reason: str) -> None:
    """Nobody wants it any more; ``reason`` is a msgid or a person's words. Raises ActionStateError.

    What a machine has begun cannot be called back: it is confirmed, failed or unknown.
    """
    if not reason.strip():
        raise ValueError("an action is called off with a reason")
    moving.move(action, Move.CANCEL, reason=reason.strip()[:300])
    person.close_tasks(action, action.reason)


@transaction.atomic
def again(action: Action, expires_at: int | None = None) -> None:
    """Offer once more what certainly did not happen, as a new round of the same slot. Raises ActionStateError.

    A confirmed action never comes back here: its slot is spent.
    """
    now = clock.timestamp()
    ends = now + action_kinds.get(action.kind).lives if expires_at is None else expires_at
    fresh: dict[str, Any] = {
        "executor": "", "reason": "", "proof": "", "reference": "", "approved_at": None, "approved_by": "",
        "attempted_at": None, "closed_at": None, "settled_by": "", "lease_token": "", "lease_until": None,
    }  # fmt: skip
    moving.move(action, Move.AGAIN, round=action.round + 1, expires_at=ends, due_at=max(action.due_at, now), **fresh)
    _begin(action)


def expire(most: int = 500) -> int:
    """Call off what was not done in its time, each in a transaction of its own. Returns how many."""
    late = Action.objects.filter(state__in=EXPIRING, expires_at__lte=clock.timestamp()).order_by("expires_at")
    return sum(_expire(action) for action in list(late[:most]))


EXPIRING = [state for state in State if may(state, Move.EXPIRE)]


def _expire(action: Action) -> bool:
    try:
        with transaction.atomic():
            moving.move(action, Move.EXPIRE, reason=SUPERSEDED)
            person.close_tasks(action, SUPERSEDED)
    except ActionStateError:  # somebody did it this very moment
        return False
    return True


@transaction.atomic
def edit(action: Action, words: str) -> None:
    """Change the words of what nobody has approved yet. Raises ActionStateError."""
    data = {**action.data, "edited": True}
    if not Action.objects.filter(pk=action.pk, state=State.PROPOSED).update(words=words.strip(), data=data):
        raise ActionStateError(f"edit action {action.pk}")
    action.refresh_from_db()
    _tell(action, facts.EDITED.key)
    person.open_task(action)


@transaction.atomic
def refresh(action: Action, new: NewAction) -> None:
    """The same occasion, better known by now: what its task shows follows.

    The words follow only while nobody has approved or edited them: what was approved is what goes out.
    """
    action.refresh_from_db()
    kept = {key: action.data[key] for key in ("edited",) if key in action.data}
    changes: dict[str, Any] = {"title": dict(new.title), "data": {**new.data, **kept}}
    if action.state == State.PROPOSED and not action.data.get("edited"):
        changes["words"] = new.words
    if all(getattr(action, name) == value for name, value in changes.items()):
        return
    Action.objects.filter(pk=action.pk).update(**changes)
    action.refresh_from_db()
    if person.kind_of_task(action):
        person.open_task(action)
