"""Seeing what is worth a reminder, and putting it into one reminder for each reader and event."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Q

from qunce.base.accounts.models import Role
from qunce.base.journal.models import Fact
from qunce.base.reminders import policy, queries
from qunce.base.reminders.models import Delivery, Hook, Reminder, Told, Wishes
from qunce.base.tenancy.models import Workspace
from qunce.base.worklist.models import Task
from qunce.kernel import clock
from qunce.kernel.clock import DAY, day_start, local_day

SHOWN = 5
KEPT = 30 * DAY


def look(workspace: Workspace) -> int:
    """One round over a workspace. Returns how many reminders it made. Running it again changes nothing."""
    now = clock.timestamp()
    readers = queries.readers(workspace.pk)
    tasks = queries.due_tasks(workspace.pk, now)
    known = queries.told(workspace.pk, list(tasks))
    new = policy.tell(readers, [waiting.due for waiting in tasks.values()], known, now)
    fresh = [
        Told(workspace=workspace, reader=reader, event=event, task_id=task.task_id, round=task.due_at, at=now)
        for reader, event, task in new
    ]
    Told.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    return _word(workspace, now) + _digests(workspace, now)


def handed(facts: list[Fact]) -> None:
    """A subscriber: somebody gave a task to a colleague. The next round puts it into words."""
    for fact in facts:
        if fact.type != "worklist.task_assigned":
            continue
        task = Task.objects.filter(pk=fact.subject.removeprefix("task:")).first()
        if task is None or task.assignee_id is None or fact.actor == queries.reader_key(task.assignee_id):
            continue
        Told.objects.bulk_create(
            [
                Told(
                    workspace_id=task.workspace_id, reader=queries.reader_key(task.assignee_id), event=policy.HANDED,
                    task_id=task.pk, round=fact.pk, at=fact.recorded_at,
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip


@transaction.atomic
def _word(workspace: Workspace, now: int) -> int:
    """One reminder for each reader and event of what was found and not yet worded."""
    waiting: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for row in Told.objects.filter(workspace=workspace, reminder=None, at__gt=now - DAY).order_by("round", "pk"):
        waiting[row.reader, row.event].append(row)
    ids = {row.task_id for rows in waiting.values() for row in rows}
    tasks = {task.pk: task for task in Task.objects.filter(pk__in=ids, state=Task.State.OPEN)}
    made = 0
    for (reader, event), rows in waiting.items():
        about = [tasks[row.task_id] for row in rows if row.task_id in tasks]
        if not about:
            Told.objects.filter(pk__in=[row.pk for row in rows]).delete()
            continue
        reminder = _remind(workspace, reader, event, about, now)
        Told.objects.filter(pk__in=[row.pk for row in rows]).update(reminder=reminder)
        made += 1
    return made


def _remind(
    workspace: Workspace,
    reader: str,
    event: str,
    about: Sequence[Task],
    now: int,
    figures: dict[str, int] | None = None,
) -> Reminder:
    reminder = Reminder.objects.create(
        workspace=workspace, reader=reader, event=event, count=len(about),
        task_ids=[task.pk for task in about[:SHOWN]], figures=figures or {}, at=now,
    )  # fmt: skip
    _post(reminder, now)
    return reminder


def _post(reminder: Reminder, now: int) -> None:
    """Put it on its ways out; in quiet hours they wait."""
    who, _, pk = reminder.reader.partition(":")
    if who == "hook":
        ways, at = [("hook", reminder.reader)], now
    else:
        wishes = queries.wishes_of(reminder.workspace_id, int(pk))
        usable = queries.usable(wishes, int(pk), reminder.event)
        ways = [(channel.key, target) for channel, target in usable]
        at = policy.rings_at(now, wishes.quiet, reminder.workspace.zone)
    Delivery.objects.bulk_create(
        Delivery(
            workspace_id=reminder.workspace_id, reminder=reminder, channel=channel, target=target,
            message_id=f"msg_{uuid.uuid4().hex}", first_at=at, next_at=at,
        )
        for channel, target in ways
    )  # fmt: skip


def _digests(workspace: Workspace, now: int) -> int:
    made = 0
    for place in queries.places(workspace.pk):
        if place.role == Role.VIEWER:
            continue
        wishes = queries.wishes_of(workspace.pk, place.staff_id)
        day = policy.digest_due(now, wishes.digest, wishes.digest_day, workspace.zone)
        if day is None:
            continue
        groups = None if place.all_groups else place.group_ids
        made += _digest(workspace, wishes, day, groups, now)
    return made


@transaction.atomic
def _digest(workspace: Workspace, wishes: Wishes, day: str, groups: list[int] | None, now: int) -> int:
    """The day's digest of one colleague; nothing is said where nothing waits. Decided once, by the row's day."""
    wishes.digest_day = day
    if wishes._state.adding:
        wishes.save()
    elif not Wishes.objects.filter(pk=wishes.pk).exclude(digest_day=day).update(digest_day=day):
        return 0
    start = day_start(local_day(now, workspace.zone), workspace.zone)
    mine = Q(assignee_id=wishes.staff_id) | Q(assignee_id=None)
    waiting = Task.objects.filter(mine, workspace=workspace, state=Task.State.OPEN)
    if groups is not None:
        waiting = waiting.filter(Q(group_id__in=groups) | Q(group_id=None, assignee_id=wishes.staff_id))
    figures = waiting.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_at__lte=now)),
        today=Count("pk", filter=Q(due_at__gt=now, due_at__lt=start + DAY)),
        mine=Count("pk", filter=Q(assignee_id=wishes.staff_id)),
    )
    if not figures["open"]:
        return 0
    first = list(waiting.order_by("due_at", "-value", "pk")[:SHOWN])
    _remind(workspace, queries.reader_key(wishes.staff_id), policy.DIGEST, first, now, figures)
    return 1


def tidy() -> int:
    """Drop what nobody reads any more: reminders and their deliveries after thirty days."""
    before = clock.timestamp() - KEPT
    Told.objects.filter(at__lt=before).delete()
    gone, _ = Reminder.objects.filter(at__lt=before).delete()
    Delivery.objects.filter(state=Delivery.State.WAITING, target__in=_off()).update(state=Delivery.State.DROPPED)
    return gone


def _off() -> list[str]:
    return [f"hook:{pk}" for pk in Hook.objects.filter(on=False).values_list("pk", flat=True)]
