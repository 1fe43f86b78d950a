"""Promises kept on record: judged from the talk of a group, opened and settled by a click, handed on as tasks (E6)."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import Q

from qunce.base.jobs import services as jobs
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.services import Judged
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.charter.queries import effective
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group
from qunce.community.personas import queries as personas
from qunce.community.personas.queries import Roster
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.desk import words
from qunce.practice.desk.policy.lines import Line
from qunce.practice.desk.promises.models import Promise
from qunce.practice.desk.promises.policy.keeping import KIND, PromiseJudge, Told, state_of, verdict_of
from qunce.practice.desk.services import judging

TASK = "desk.promise"
JOB = "desk.judge_promises"
WINDOW = 56 * DAY  # what was promised longer ago is history
FRESH = 7 * DAY  # a promise that ran out longer ago is no work any more
CONTEXT = DAY  # heard before the first promise: whom it was made to
State = Promise.State

GONE = N_("The message that promised is gone, or promises nothing any more.")
SETTLED = N_("The promise is settled.")
ERASED = N_("Words of a person who was erased are among it.")


def judge_group(group: Group, since: int) -> dict[str, int]:
    """Judge the promises made from ``since`` on and those still open before, as at the end of what was heard.

    Running it again ends in the same state; what a person decided stays. Returns counts by state.
    """
    workspace = Workspace.objects.get(pk=group.workspace_id)
    if group.heard_until is None:
        _forget(group)
        return {}
    charter = effective(workspace, group.pk).charter
    as_of = min(group.heard_until, clock.timestamp())
    first = _first(group, since, as_of)
    told = _hear(group, charter, first, as_of)
    with transaction.atomic():
        _keep(group, told, first, as_of)
        open_tasks(group, charter)
    return dict(Counter(one.state for one in told))


def _first(group: Group, since: int, as_of: int) -> int:
    """From when promises are looked at anew: the change, or the oldest promise that later talk may still settle."""
    pending = Promise.objects.filter(
        Q(state__in=[State.OPEN, State.UNTIMED]) | Q(state=State.BROKEN, settled_at=None), group=group,
        made_at__gte=as_of - WINDOW,
    )  # fmt: skip
    oldest = pending.order_by("made_at").values_list("made_at", flat=True).first()
    return max(as_of - WINDOW, min(since, oldest if oldest is not None else since))


def _hear(group: Group, charter: EffectiveCharter, first: int, as_of: int) -> list[Told]:
    clicked = Promise.objects.filter(group=group, message_id=None, decided_by=None, made_at__gte=first)
    judge = PromiseJudge(charter.service_hours, as_of, since=first, given=[told_of(row) for row in clicked])
    for said in community.talk(group, max(0, first - CONTEXT), as_of):
        judge.hear(
            Line(
                said.id, said.at, said.person_id, said.is_staff, said.kind, said.text, said.name, said.reply_to,
                said.quote_name, said.quote_text, precision=said.precision,
            )
        )  # fmt: skip
    return judge.close()


def told_of(row: Promise) -> Told:
    """A promise on record as the policy knows it; what was judged of it is left out."""
    return Told(
        row.message_id, row.by_id or 0, row.to_id or 0, row.question_id, row.made_at, row.due_at,
        (row.span_start, row.span_end), row.confidence, "open", pk=row.pk,
    )  # fmt: skip


def _keep(group: Group, told: list[Told], first: int, as_of: int) -> None:
    """Write what was found, take back what is not found any more."""
    span = Promise.objects.filter(group=group, made_at__gte=first)
    rows = {row.message_id or -row.pk: row for row in span}
    found: list[tuple[Told, Promise]] = []
    known = _known(group, told)
    for one in told:
        row = rows.pop(one.message_id or -(one.pk or 0), None) or Promise(
            workspace_id=group.workspace_id, group=group, message_id=one.message_id, made_at=one.at
        )
        if row.decided_by is None:
            found.append((one, _fill(row, one, known)))
    Promise.objects.bulk_create([row for _, row in found if row.pk is None])
    Promise.objects.bulk_update([row for _, row in found], _FIELDS)
    gone = [row for row in rows.values() if row.message_id is not None and row.decided_by is None]
    Promise.objects.filter(pk__in=[row.pk for row in gone]).delete()
    verdicts.store(
        group.workspace_id, [Judged(verdict_of(one._replace(pk=row.pk), as_of, group.pk), one.at) for one, row in found]
    )
    _withdraw(group.workspace_id, gone, GONE)


_FIELDS = [
    "span_start", "span_end", "by", "to", "question_id", "due_at", "state", "how", "settled_id", "settled_at",
    "confidence",
]  # fmt: skip


def _known(group: Group, told: list[Told]) -> Collection[int]:
    wanted = {one.by_id for one in told} | {one.to_id for one in told}
    return community.people_by_id(group.workspace_id, wanted).keys()


def _fill(row: Promise, one: Told, known: Collection[int]) -> Promise:
    row.span_start, row.span_end = one.span
    row.by_id = one.by_id if one.by_id in known else None
    row.to_id = one.to_id if one.to_id in known else None
    row.question_id, row.due_at, row.confidence = one.question_id, one.due_at, one.confidence
    row.state, row.how, row.settled_id, row.settled_at = one.state, one.how, one.settled_id, one.settled_at
    return row


def _forget(group: Group) -> None:
    """Nothing is heard in the group any more: what was promised in it is not known any more either."""
    with transaction.atomic():
        rows = list(Promise.objects.filter(group=group))
        _withdraw(group.workspace_id, rows, GONE)
        Promise.objects.filter(group=group).delete()


def _withdraw(workspace_id: int, rows: Collection[Promise], reason: str) -> None:
    verdicts.withdraw(workspace_id, KIND, [verdict_key(row) for row in rows], reason)
    worklist.withdraw(workspace_id, TASK, [task_key(row) for row in rows], reason)


def verdict_key(row: Promise) -> str:
    """Under which subject the verdict on a promise is kept."""
    message = row.message_id or row.question_id
    return f"message:{message}" if message else f"promise:{row.pk}"


def task_key(row: Promise) -> str:
    return str(row.pk)


# --- tasks


def open_tasks(group: Group, charter: EffectiveCharter) -> None:
    """One task per open promise, due when it is; a broken one stays, with an apology, until something came."""
    floor = clock.timestamp() - FRESH
    rows = Promise.objects.filter(
        Q(state=State.OPEN) | Q(state=State.BROKEN, settled_at=None), group=group, due_at__gte=floor, decided_by=None
    )
    wanted = list(rows.select_related("to", "by").order_by("due_at")[:_MOST])
    ids = dict(
        StoredVerdict.objects.filter(
            workspace_id=group.workspace_id, kind=KIND, key__in=[verdict_key(row) for row in wanted]
        ).values_list("key", "id")
    )
    roster = personas.roster(group.workspace) if wanted else None
    said = community.words_of({row.question_id for row in wanted if row.question_id})
    worklist.open_tasks(
        group.workspace_id,
        [replace(_task(row, charter, ids), assignee_id=_owner(row, roster, said)) for row in wanted],
    )
    keys = {task_key(row) for row in wanted}
    live = Task.objects.filter(group_id=group.pk, kind=TASK, state__in=worklist.LIVE).values_list("key", flat=True)
    worklist.withdraw(group.workspace_id, TASK, [key for key in live if key not in keys], SETTLED)


_MOST = 500


def _owner(row: Promise, roster: Roster | None, said: Mapping[int, tuple[int, str]]) -> int | None:
    """Whoever clicked; else who has the question by the accounts' duties (C3)."""
    if row.opened_by:
        return row.opened_by
    text = said.get(row.question_id or 0, (0, ""))[1]
    found = roster.falls_to(row.group_id, text, clock.timestamp()) if roster is not None else None
    return found.staff_id if found is not None else None


def _task(row: Promise, charter: EffectiveCharter, ids: Mapping[str, int]) -> NewTask:
    due, now = row.due_at or row.made_at, clock.timestamp()
    late = row.state == State.BROKEN or due < now
    name = row.to.name if row.to else ""
    said = words.broken_promise_words(name, now, due, charter.service_hours) if late else words.kept_promise_words(name)
    title = {
        (True, True): N_("Apologise to %(name)s: the promised time has passed"),
        (True, False): N_("Apologise in the group: the promised time has passed"),
        (False, True): N_("%(name)s was promised an answer"),
        (False, False): N_("The group was promised an answer"),
    }[late, bool(name)]
    return NewTask(
        kind=TASK,
        key=task_key(row),
        due_at=due,
        title={"msgid": title, "params": {"name": name} if name else {}},
        words=[{"msgid": one.msgid, "params": dict(one.params)} for one in said],
        value=2.0 if late else 1.0,
        group_id=row.group_id,
        person_id=row.to_id,
        verdict_id=ids.get(verdict_key(row)),
        data={"promise": row.pk, "late": late},
    )


def remind_late() -> int:
    """Promises whose time passed while nothing new was heard: their tasks now offer the apology. Returns how many."""
    now = clock.timestamp()
    late = Promise.objects.filter(state=State.OPEN, due_at__lt=now, due_at__gte=now - FRESH, decided_by=None)
    keys = [str(pk) for pk in late.values_list("pk", flat=True)[:_MOST]]
    live = Task.objects.filter(kind=TASK, key__in=keys, state__in=worklist.LIVE)
    told = [task for task in live if task.group_id is not None and not task.data.get("late")]
    for group in Group.objects.filter(pk__in={task.group_id or 0 for task in told}).select_related("workspace"):
        open_tasks(group, effective(group.workspace, group.pk).charter)
    return len(told)


# --- what people say


def make(verdict: StoredVerdict, due_at: int, staff_id: int) -> Promise:
    """A click on an open question: an answer is promised by ``due_at``. A second click moves the time."""
    group = Group.objects.select_related("workspace").get(pk=verdict.group_id or 0)
    return open_for(group, int(verdict.subject_ref), verdict.person_id, due_at, staff_id)


@transaction.atomic
def open_for(group: Group, message_id: int, person_id: int | None, due_at: int, staff_id: int) -> Promise:
    """Something is promised by ``due_at`` to whoever wrote this message, by a colleague (0: nobody known)."""
    row, _ = Promise.objects.update_or_create(
        workspace_id=group.workspace_id, group=group, message_id=None, question_id=message_id,
        defaults={
            "to_id": person_id, "opened_by": staff_id, "made_at": clock.timestamp(), "due_at": due_at,
            "state": State.OPEN, "how": "", "settled_id": None, "settled_at": None, "decided_by": None,
        },
    )  # fmt: skip
    _store(row)
    open_tasks(group, effective(group.workspace, group.pk).charter)
    judging.retask(group.pk)
    _record(row, "promises.made")
    return row


@transaction.atomic
def settle(row: Promise, staff_id: int) -> None:
    """Somebody says that it was answered, now."""
    now = clock.timestamp()
    row.state = state_of(row.due_at, now, now) if row.due_at is not None else State.KEPT
    row.how, row.settled_at, row.settled_id = "click", now, None
    _decide(row, staff_id, "promises.settled")


@transaction.atomic
def cancel(row: Promise, staff_id: int) -> None:
    """Somebody says that it is no promise, or needs no keeping any more."""
    row.state = State.CANCELLED
    _decide(row, staff_id, "promises.cancelled")


@transaction.atomic
def reopen(row: Promise) -> None:
    """Take back what a person said: it is judged by the talk again."""
    Promise.objects.filter(pk=row.pk).update(
        state=State.OPEN if row.due_at is not None else State.UNTIMED, decided_by=None, how="", settled_at=None,
        settled_id=None,
    )  # fmt: skip
    row.refresh_from_db()
    _store(row)
    _record(row, "promises.reopened")
    ask_for(row.group_id, row.workspace_id, row.made_at)
    group = Group.objects.select_related("workspace").get(pk=row.group_id)
    open_tasks(group, effective(group.workspace, group.pk).charter)
    judging.retask(group.pk)


def _decide(row: Promise, staff_id: int, fact: str) -> None:
    row.decided_by = staff_id
    row.save(update_fields=["state", "how", "settled_at", "settled_id", "decided_by"])
    if row.state == State.CANCELLED:
        verdicts.withdraw(row.workspace_id, KIND, [verdict_key(row)], SETTLED)
    else:
        _store(row)
    worklist.withdraw(row.workspace_id, TASK, [task_key(row)], SETTLED)
    judging.retask(row.group_id)
    _record(row, fact)


def _store(row: Promise) -> None:
    told = told_of(row)._replace(state=row.state, how=row.how, settled_at=row.settled_at)  # type: ignore[arg-type]
    verdicts.store(row.workspace_id, [Judged(verdict_of(told, clock.timestamp(), row.group_id), row.made_at)])


def _record(row: Promise, fact: str) -> None:
    journal.record(
        row.workspace_id, NewFact(fact, person_id=row.to_id, group_id=row.group_id, subject=f"promise:{row.pk}")
    )


def ask_for(group_id: int, workspace_id: int, since: int) -> None:
    """Have a group's promises judged again soon."""
    jobs.enqueue_once(
        workspace_id, JOB, {"group_id": group_id, "since": since}, key=f"{JOB}:{group_id}", merge=_earlier
    )


def _earlier(waiting: Mapping[str, int], asked: Mapping[str, int]) -> Mapping[str, int]:
    return {**asked, "since": min(waiting["since"], asked["since"])}


def on_task_finished(task: Task) -> None:
    """ "Answered" on the worklist settles the promise."""
    row = Promise.objects.filter(workspace_id=task.workspace_id, pk=task.data.get("promise")).first()
    if row is not None and row.decided_by is None:
        settle(row, task.closed_by or 0)


def on_task_reopened(task: Task) -> None:
    row = Promise.objects.filter(workspace_id=task.workspace_id, pk=task.data.get("promise")).first()
    if row is not None and row.decided_by is not None:
        reopen(row)


def on_overturned(verdict: StoredVerdict) -> None:
    """ "This was no promise": it is struck off, and stays so when the group is judged again."""
    for row in _of(verdict):
        row.state, row.decided_by = State.CANCELLED, verdict.overturned_by or 0
        row.save(update_fields=["state", "decided_by"])
        worklist.withdraw(row.workspace_id, TASK, [task_key(row)], SETTLED)
        judging.retask(row.group_id)


def on_restored(verdict: StoredVerdict) -> None:
    for row in _of(verdict):
        reopen(row)


def _of(verdict: StoredVerdict) -> list[Promise]:
    rows = Promise.objects.filter(workspace_id=verdict.workspace_id, group_id=verdict.group_id or 0)
    if verdict.subject_type == "promise":
        return list(rows.filter(pk=int(verdict.subject_ref)))
    message = int(verdict.subject_ref)
    return list(rows.filter(Q(message_id=message) | Q(message_id=None, question_id=message)))


def erase(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """An eraser of the community: promises that rest on these messages go, with their tasks."""
    ids = list(message_ids)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rows = list(Promise.objects.filter(workspace_id=workspace_id, message_id__in=part))
        _withdraw(workspace_id, rows, ERASED)
        Task.objects.filter(workspace_id=workspace_id, kind=TASK, key__in=[task_key(row) for row in rows]).update(
            title={}, words=[], data={}
        )
        Promise.objects.filter(pk__in=[row.pk for row in rows]).delete()
        asked = Promise.objects.filter(workspace_id=workspace_id, question_id__in=part)
        asked.update(question_id=None)
