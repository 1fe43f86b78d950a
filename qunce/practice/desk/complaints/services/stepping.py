"""A complaint is handled step by step (E7).

What is said goes through the outbox, what is decided is decided on the complaint's page.
"""

from collections.abc import Sequence

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.verdicts import services as verdicts
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask, TaskStateError
from qunce.community import queries as community
from qunce.community.charter.queries import effective
from qunce.community.models import Group, Message
from qunce.community.personas import queries as personas
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import Move, may
from qunce.gateway.outbox.policy import State as ActionState
from qunce.gateway.outbox.services import NewAction
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.desk.complaints import facts, words
from qunce.practice.desk.complaints.models import Complaint, TakenStep, Voice
from qunce.practice.desk.complaints.policy import flow
from qunce.practice.desk.complaints.policy.finding import function_of
from qunce.practice.desk.complaints.policy.flow import SAID, Step, StepError
from qunce.practice.desk.promises import services as promises
from qunce.practice.desk.promises.models import Promise

SAY = "desk.complaint_say"
DECIDE = "desk.complaint_decide"
LOOK = "desk.complaint_look"
FRESH = 7 * DAY  # an older complaint is history: nothing is proposed
WITHIN = 3600  # seconds for the next step
AUTOMATIC = (Step.APOLOGY, Step.PRIVATE, Step.ANYTHING, Step.CLOSE)  # whose words need nothing from the operator
State = Complaint.State

BACK = N_("The step before it was taken back.")
NO_COMPLAINT = N_("It is no complaint.")
SETTLED = N_("The complaint has moved on.")
LOOKED = N_("Somebody looked at it.")


def steps_of(row: Complaint) -> list[Step]:
    return [Step(step) for step in row.steps.order_by("number").values_list("step", flat=True)]


def names_of(row: Complaint) -> list[str]:
    """Who complained, the first one first."""
    people = list(dict.fromkeys(row.voices.order_by("at", "pk").values_list("person_id", flat=True)))
    names = community.person_names(row.workspace_id, [pk for pk in people if pk is not None])
    return [names[pk] for pk in people if pk in names]


@transaction.atomic
def open_by_hand(message: Message, staff_id: int) -> Complaint:
    """A colleague says that this message complains; the complaint that it belongs to already is given back."""
    known = Voice.objects.filter(message_id=message.pk, complaint__group_id=message.group_id).select_related(
        "complaint"
    )
    if (voice := known.first()) is not None:
        if voice.complaint.state in (State.NONE, State.PERHAPS):
            confirm(voice.complaint, staff_id)
        return voice.complaint
    row, created = Complaint.objects.get_or_create(
        workspace_id=message.workspace_id, group_id=message.group_id, head_id=message.pk,
        defaults={
            "seen_by": f"staff:{staff_id}", "at": message.sent_at, "last_at": message.sent_at, "decided_by": staff_id,
            "function": function_of(message.text),
        },
    )  # fmt: skip
    if created:
        Voice.objects.create(
            complaint=row, message_id=message.pk, at=message.sent_at, person_id=message.identity.person_id
        )
        _record(row, facts.OPENED)
        advance(row)
    return row


@transaction.atomic
def confirm(row: Complaint, staff_id: int) -> None:
    """A colleague looked: it is a complaint."""
    Complaint.objects.filter(pk=row.pk).update(state=State.OPEN, decided_by=staff_id)
    row.refresh_from_db()
    worklist.withdraw(row.workspace_id, LOOK, [str(row.pk)], LOOKED)
    _record(row, facts.DECIDED)
    advance(row)


@transaction.atomic
def strike(row: Complaint, staff_id: int) -> None:
    """A colleague looked: it is none. ``confirm`` takes it back."""
    mark_none(row, staff_id)
    _record(row, facts.DECIDED)


def mark_none(row: Complaint, staff_id: int) -> None:
    Complaint.objects.filter(pk=row.pk).update(state=State.NONE, decided_by=staff_id)
    row.refresh_from_db()
    withdraw_all(row, NO_COMPLAINT)
    worklist.withdraw(row.workspace_id, "desk.review_line", [str(row.pk)], NO_COMPLAINT)
    verdicts.withdraw(row.workspace_id, "desk.copied", [f"message:{row.head_id}"], NO_COMPLAINT)


@transaction.atomic
def step(row: Complaint, chosen: Step, staff_id: int, *, note: str = "", due_at: int | None = None) -> Action | None:
    """The operator decides, or has the next thing said. Raises StepError where it is not what may come now.

    What is said is proposed as an action and counts once it is ticked; what is decided counts at once.
    """
    row = Complaint.objects.select_for_update().get(pk=row.pk)
    taken = steps_of(row)
    flow.take(taken, chosen)
    if row.state != State.OPEN:
        raise StepError("the complaint is not open")
    if chosen in SAID:
        return _propose(row, chosen, len(taken), note=note, due_at=due_at, staff_id=staff_id)
    _take(row, taken, chosen, staff_id=staff_id, note=note)
    return None


def _take(row: Complaint, taken: Sequence[Step], chosen: Step, *, staff_id: int | None, note: str = "",
          action: Action | None = None, due_at: int | None = None) -> None:  # fmt: skip
    TakenStep.objects.create(
        complaint=row, number=len(taken), step=chosen, at=clock.timestamp(), by=staff_id, note=note[:500],
        action_id=action.pk if action else None, due_at=due_at,
    )  # fmt: skip
    _record(row, facts.STEP, step=str(chosen))
    _settle(row)
    advance(row)


def _settle(row: Complaint) -> list[Step]:
    """Repeat on the complaint what its steps say; gives them back."""
    taken = steps_of(row)
    before = (row.step, row.kind, row.state)
    row.step = taken[-1] if taken else ""
    row.kind = flow.kind_of(taken) or ""
    if row.state in (State.OPEN, State.CLOSED):
        row.state = State.CLOSED if flow.is_closed(taken) else State.OPEN
    if (row.step, row.kind, row.state) != before:
        row.save(update_fields=["step", "kind", "state"])
    return taken


# --- actions and tasks


def advance_all(rows: Sequence[Complaint]) -> None:
    """``advance`` each; of most nothing hangs, and those cost nothing."""
    hanging = _hanging(rows)
    for row in rows:
        if row.state == State.OPEN or row.step or row.kind or row.pk in hanging:
            advance(row)


def _hanging(rows: Sequence[Complaint]) -> set[int]:
    """Complaints with a step taken, an action under way, or something asked of the operator."""
    if not rows:
        return set()
    space, ids = rows[0].workspace_id, [row.pk for row in rows]
    found = set(TakenStep.objects.filter(complaint__group=rows[0].group_id).values_list("complaint_id", flat=True))
    for start in range(0, len(ids), 400):
        subjects = {f"complaint:{pk}": pk for pk in ids[start : start + 400]}
        actions = Action.objects.filter(workspace_id=space, kind=SAY, subject__in=subjects).exclude(state__in=_OVER)
        found.update(subjects[subject] for subject in actions.values_list("subject", flat=True))
    asked = Task.objects.filter(workspace_id=space, kind=DECIDE, state__in=worklist.LIVE)
    found.update(int(key.partition(".")[0]) for key in asked.values_list("key", flat=True))
    return found


def advance(row: Complaint) -> None:
    """Have on the worklist what the complaint waits for, and nothing else. Running it again changes nothing."""
    taken = _settle(row)
    fresh = row.last_at >= clock.timestamp() - FRESH or row.seen_by.startswith("staff:")
    following = flow.allowed(taken) if row.state == State.OPEN and fresh else ()
    pending = pending_action(row)
    if pending is not None and not (pending.data.get("step") in following and pending.data.get("number") == len(taken)):
        _cancel(pending, BACK)
        pending = None
    asks = bool(following) and pending is None and following[0] not in AUTOMATIC
    _close_decisions(row, SETTLED, but=len(taken) if asks else None)
    if asks:
        _ask(row, following[0], len(taken))
    elif following and pending is None:
        _propose(row, following[0], len(taken), staff_id=None)


def _close_decisions(row: Complaint, reason: str, *, but: int | None = None) -> None:
    """Withdraw what the operator is asked to decide, except for the step of that number."""
    live = Task.objects.filter(
        workspace_id=row.workspace_id, kind=DECIDE, key__startswith=f"{row.pk}.", state__in=worklist.LIVE
    ).values_list("key", flat=True)
    worklist.withdraw(row.workspace_id, DECIDE, [key for key in live if key != f"{row.pk}.{but}"], reason)


def _ask(row: Complaint, following: Step, number: int) -> None:
    """The operator has something to decide, or to write."""
    name = next(iter(names_of(row)), "")
    worklist.open_tasks(
        row.workspace_id,
        [
            NewTask(
                kind=DECIDE, key=f"{row.pk}.{number}", due_at=clock.timestamp() + WITHIN,
                title=words.title_of(following, name), group_id=row.group_id, person_id=_person(row),
                data={"complaint": row.pk, "number": number},
                assignee_id=_owner(row),
            )
        ],
    )  # fmt: skip


def _owner(row: Complaint) -> int | None:
    """Who has it by the accounts' duties, as the words of the complaint route it (C3, E9)."""
    said = community.words_of({row.head_id})
    text = said[row.head_id][1] if row.head_id in said else ""
    found = personas.roster(row.workspace).falls_to(row.group_id, text, clock.timestamp())
    return found.staff_id if found is not None else None


def _person(row: Complaint) -> int | None:
    return row.voices.order_by("at", "pk").values_list("person_id", flat=True).first()


def pending_action(row: Complaint) -> Action | None:
    """The action that waits to be carried out for this complaint."""
    rows = Action.objects.filter(workspace_id=row.workspace_id, kind=SAY, subject=subject_of(row))
    return rows.exclude(state__in=_OVER).order_by("-pk").first()


_OVER = [s for s in ActionState if not may(s, Move.CANCEL)]


def subject_of(row: Complaint) -> str:
    return f"complaint:{row.pk}"


def _propose(row: Complaint, chosen: Step, number: int, *, staff_id: int | None, note: str = "",
             due_at: int | None = None) -> Action:  # fmt: skip
    names = names_of(row)
    hours = effective(row.workspace, row.group_id).charter.service_hours
    told = words.moment_text(due_at, hours) if due_at is not None else ""
    in_group = chosen == Step.APOLOGY
    pending = pending_action(row)
    if pending is not None and staff_id is not None:
        _cancel(pending, SETTLED)
    before = Action.objects.filter(
        workspace_id=row.workspace_id, kind=SAY, subject=subject_of(row), slot__startswith=f"{number}:{chosen}:"
    )
    if staff_id is None:  # what a person set aside is not offered again by itself
        before = before.filter(reason__in=[BACK, SETTLED, NO_COMPLAINT])
    rounds = before.count()
    action = outbox.propose(
        row.workspace_id,
        NewAction(
            SAY, subject_of(row), f"{number}:{chosen}:{rounds}",
            words.title_of(chosen, names[0] if names else ""), clock.timestamp() + WITHIN,
            outbox.rendered(words.step_words(chosen, names, note=note, time=told)), group_id=row.group_id,
            person_id=_person(row), capability="send_group" if in_group else "send_private",
            data={"complaint": row.pk, "step": str(chosen), "number": number, "note": note[:500], "due_at": due_at},
        ),
    )  # fmt: skip
    _close_decisions(row, SETTLED)
    return action


def _cancel(action: Action, reason: str) -> None:
    if may(ActionState(action.state), Move.CANCEL):
        outbox.cancel(action, reason)


def withdraw_all(row: Complaint, reason: str) -> None:
    """Nothing more is done about it, nor asked."""
    withdraw_proposed(row, reason)
    worklist.withdraw(row.workspace_id, LOOK, [str(row.pk)], reason)


def withdraw_proposed(row: Complaint, reason: str) -> None:
    """What was to be said or decided about it is not any more."""
    if (pending := pending_action(row)) is not None:
        _cancel(pending, reason)
    _close_decisions(row, reason)


# --- the outbox tells


def _of(action: Action) -> Complaint | None:
    rows = Complaint.objects.filter(workspace_id=action.workspace_id, pk=action.data.get("complaint") or 0)
    return rows.select_for_update().first()


def on_confirmed(action: Action) -> None:
    """It was said: the step is taken. What came out of turn changes nothing."""
    row = _of(action)
    if row is None or row.state != State.OPEN:
        return
    taken, chosen = steps_of(row), Step(action.data["step"])
    if action.data.get("number") != len(taken) or chosen not in flow.allowed(taken):
        return
    due = action.data.get("due_at")
    said_by = action.settled_by.removeprefix("staff:")
    staff = int(said_by) if said_by.isdecimal() else None
    _take(row, taken, chosen, staff_id=staff, note=action.data.get("note", ""), action=action, due_at=due)
    if chosen == Step.TIME and due is not None:
        group = Group.objects.select_related("workspace").get(pk=row.group_id)
        promises.open_for(group, row.head_id, _person(row), due, staff or 0)


def on_reopened(action: Action) -> None:
    """The tick is taken back: so is the step, as long as no other followed. Raises TaskStateError."""
    row = _of(action)
    last = row.steps.order_by("-number").first() if row is not None else None
    if row is None or last is None:
        return
    if last.action_id == action.pk:
        _remove(row, last)
    elif row.steps.filter(action_id=action.pk).exists():
        raise TaskStateError(action.pk)


def on_cancelled(action: Action) -> None:
    """Somebody set it aside: the complaint stays where it is, its page offers to say it after all."""


@transaction.atomic
def take_back(row: Complaint, staff_id: int) -> Step:
    """Take the last step back. Raises StepError where there is none, TaskStateError where it cannot be."""
    Complaint.objects.filter(pk=row.pk).update(decided_by=staff_id)
    row = Complaint.objects.select_for_update().get(pk=row.pk)
    last = row.steps.order_by("-number").first()
    if last is None:
        raise StepError("nothing was done yet")
    action = Action.objects.filter(pk=last.action_id).first() if last.action_id else None
    if action is None:
        _remove(row, last)
        return Step(last.step)
    task = Task.objects.filter(
        workspace_id=row.workspace_id, kind=SAY, key=f"{action.pk}.{action.round}", state=Task.State.DONE
    ).first()
    if task is None:
        raise TaskStateError(action.pk)
    pending = pending_action(row)
    if pending is not None:
        _cancel(pending, BACK)
    worklist.reopen(task)
    return Step(last.step)


def _remove(row: Complaint, last: TakenStep) -> None:
    """The step is gone; what stood after it on the worklist goes, and what stood before it comes back."""
    if last.step == Step.TIME:
        for promise in Promise.objects.filter(group_id=row.group_id, message_id=None, question_id=row.head_id):
            if promise.decided_by is None:
                promises.cancel(promise, last.by or 0)
    last.delete()
    if row.state == State.CLOSED:
        row.state = State.OPEN
    _record(row, facts.BACK, step=str(last.step))
    _settle(row)
    if last.action_id is None:
        advance(row)
    else:
        _close_decisions(row, BACK)
        later = Action.objects.filter(
            workspace_id=row.workspace_id, kind=SAY, subject=subject_of(row), data__number__gt=last.number
        )
        for action in later:
            _cancel(action, BACK)


def _record(row: Complaint, fact: str, **data: object) -> None:
    journal.record(
        row.workspace_id,
        NewFact(fact, group_id=row.group_id, person_id=_person(row), subject=f"complaint:{row.pk}", data=data),
    )
