"""Opening, finishing and withdrawing tasks. Rooms open and withdraw; people finish."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from qunce.base.journal import services as journal
from qunce.base.journal.registry import names
from qunce.base.journal.services import NewFact
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import task_kinds
from qunce.kernel import clock

State = Task.State
LIVE = (State.OPEN, State.SNOOZED)
_CHUNK = 300


class TaskStateError(Exception):
    """The task is not in a state that allows this; somebody else was quicker."""


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task a room wants done. ``sources``: the message ids it rests on; a task once finished opens again only
    when it rests on something new. title and words: {"msgid", "params"}; words: a list of such sentences.
    assignee_id: the staff member who gets it when it opens; who has it later is theirs to say (``assign``).
    """

    kind: str
    key: str
    due_at: int
    title: Mapping[str, Any]
    words: Sequence[Mapping[str, Any]] = ()
    value: float = 0.0
    group_id: int | None = None
    person_id: int | None = None
    verdict_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    sources: Sequence[int] = ()
    assignee_id: int | None = None


def open_tasks(workspace_id: int, tasks: Sequence[NewTask]) -> int:
    """Open tasks, or bring the open ones of the same key up to date. Returns how many are new."""
    opened = 0
    for start in range(0, len(tasks), _CHUNK):
        with transaction.atomic():
            opened += _open_chunk(workspace_id, {(t.kind, t.key): t for t in tasks[start : start + _CHUNK]})
    return opened


def _open_chunk(workspace_id: int, wanted: dict[tuple[str, str], NewTask]) -> int:
    live: dict[tuple[str, str], Task] = {}
    settled: dict[tuple[str, str], set[int]] = {}
    finished: set[tuple[str, str]] = set()
    known = Task.objects.filter(
        workspace_id=workspace_id, kind__in={k for k, _ in wanted}, key__in=[key for _, key in wanted]
    )
    for task in known:
        at = (task.kind, task.key)
        if task.state in LIVE:
            live[at] = task
        elif task.state in (State.DONE, State.NOT_NEEDED):
            finished.add(at)
            settled.setdefault(at, set()).update(task.source_ids)
    fresh: list[Task] = []
    changed: list[Task] = []
    for at, new in wanted.items():
        sources = [s for s in new.sources if s not in settled.get(at, ())]
        if at in live:
            changed.append(_fill(live[at], new, list(new.sources)))
        elif at not in finished or sources:
            opened = Task(workspace_id=workspace_id, opened_at=clock.timestamp(), assignee_id=new.assignee_id)
            fresh.append(_fill(opened, new, sources))
    Task.objects.bulk_update(changed, _FIELDS)
    Task.objects.bulk_create(fresh)
    return len(fresh)


_FIELDS = ["title", "words", "data", "value", "due_at", "group_id", "person_id", "verdict_id", "source_ids"]


def _fill(task: Task, new: NewTask, sources: list[int]) -> Task:
    task.kind, task.key = task_kinds.get(new.kind).key, new.key
    task.title, task.words, task.data = dict(new.title), [dict(w) for w in new.words], dict(new.data)
    task.value, task.due_at = new.value, new.due_at
    task.group_id, task.person_id, task.verdict_id = new.group_id, new.person_id, new.verdict_id
    task.source_ids = sources
    return task


def withdraw(workspace_id: int, kind: str, keys: Iterable[str], reason: str) -> int:
    """Close live tasks whose cause is gone. ``reason`` is a msgid; nobody did them, so no fact of work is recorded."""
    wanted, count = list(keys), 0
    for start in range(0, len(wanted), _CHUNK):
        part = Task.objects.filter(workspace_id=workspace_id, kind=kind, key__in=wanted[start : start + _CHUNK])
        count += _withdraw(part, reason, [kind])
    return count


def withdraw_by_verdicts(workspace_id: int, verdict_ids: Sequence[int], reason: str) -> int:
    """Close live tasks that rest on these verdicts."""
    count = 0
    for start in range(0, len(verdict_ids), _CHUNK):
        part = Task.objects.filter(workspace_id=workspace_id, verdict_id__in=verdict_ids[start : start + _CHUNK])
        count += _withdraw(part, reason, task_kinds.keys())
    return count


def _withdraw(tasks: "QuerySet[Task]", reason: str, kinds: Sequence[str]) -> int:
    """Close the live ones among these tasks, all of ``kinds``, and tell the rooms that want to know."""
    handlers = {key: kind.withdrawn for key in kinds if (kind := task_kinds.find(key)) and kind.withdrawn}
    with transaction.atomic():
        live = tasks.filter(state__in=LIVE)
        told = list(live.filter(kind__in=handlers).select_for_update()) if handlers else []
        count = live.update(state=State.WITHDRAWN, closed_at=clock.timestamp(), reason=reason)
        for key, handler in handlers.items():
            closed = [task for task in told if task.kind == key]
            for task in closed:
                task.refresh_from_db()
            if closed:
                handler(closed)
    return count


def _move(task: Task, states: Sequence[str], **changes: Any) -> None:
    """Change a task only when it is still in one of ``states``; raises TaskStateError otherwise."""
    if not Task.objects.filter(pk=task.pk, state__in=states).update(**changes):
        raise TaskStateError(task.pk)
    task.refresh_from_db()


def _record(task: Task, fact_type: str, **data: Any) -> None:
    journal.record(
        task.workspace_id,
        NewFact(
            fact_type,
            person_id=task.person_id,
            group_id=task.group_id,
            subject=f"task:{task.pk}",
            data={"kind": task_kinds.get(task.kind).title, **data},
        ),
    )


@transaction.atomic
def finish(task: Task, staff_id: int) -> None:
    """The person did it."""
    _move(task, LIVE, state=State.DONE, closed_at=clock.timestamp(), closed_by=staff_id, reason="")
    _record(task, "worklist.task_done")
    handler = task_kinds.get(task.kind).finished
    if handler:
        handler(task)


@transaction.atomic
def dismiss(task: Task, staff_id: int, reason: str) -> None:
    """The person says it need not be done, and why."""
    if not reason.strip():
        raise ValueError("a task is set aside with a reason")
    _move(
        task,
        LIVE,
        state=State.NOT_NEEDED,
        closed_at=clock.timestamp(),
        closed_by=staff_id,
        reason=reason.strip()[:300],
    )
    _record(task, "worklist.task_not_needed", reason=reason.strip()[:300])
    handler = task_kinds.get(task.kind).dismissed
    if handler:
        handler(task)


@transaction.atomic
def assign(task: Task, staff_id: int | None, word: str = "") -> None:
    """Hand a live task to a colleague, or back to whoever comes first (None), with a word that stands on it."""
    note = " ".join(word.split())[:200]
    _move(task, LIVE, assignee_id=staff_id, note=note)
    called = names.get("staff")(task.workspace_id, [staff_id]) if staff_id else {}
    said = {"word": note} if note else {}
    _record(task, "worklist.task_assigned", to=called.get(staff_id or 0, ""), **said)


@transaction.atomic
def snooze(task: Task, until: int) -> None:
    """Put off until a moment (epoch seconds, UTC)."""
    _move(task, LIVE, state=State.SNOOZED, snoozed_until=until)
    _record(task, "worklist.task_snoozed", until_at=until)


@transaction.atomic
def reopen(task: Task) -> None:
    """Undo finishing, setting aside or putting off. Raises TaskStateError when it cannot be taken back."""
    before = task.state
    try:
        with transaction.atomic():
            _move(
                task,
                (State.DONE, State.NOT_NEEDED, State.SNOOZED),
                state=State.OPEN,
                closed_at=None,
                closed_by=None,
                snoozed_until=None,
                reason="",
            )
    except IntegrityError as error:  # the same matter was opened anew meanwhile
        raise TaskStateError(task.pk) from error
    _record(task, "worklist.task_reopened")
    handler = task_kinds.get(task.kind).reopened
    if handler and before != State.SNOOZED:
        handler(task)


def wake_snoozed() -> int:
    """Bring back tasks whose time has come. Run by the schedule; one statement whatever the number."""
    return Task.objects.filter(state=State.SNOOZED, snoozed_until__lte=clock.timestamp()).update(
        state=State.OPEN, snoozed_until=None
    )


def erase_person(workspace_id: int, person_ids: Sequence[int], reason: str) -> None:
    """Close and blank every task about people."""
    tasks = Task.objects.filter(workspace_id=workspace_id, person_id__in=person_ids)
    _withdraw(tasks, reason, task_kinds.keys())
    tasks.update(title={}, words=[], data={}, note="", reason=reason)
