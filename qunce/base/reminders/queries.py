"""Readers of reminders, what they wish, and what they were told."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import QuerySet

from qunce.base.accounts.access import Actor
from qunce.base.accounts.models import Role, StaffMembership
from qunce.base.reminders import policy
from qunce.base.reminders.channels import Channel, channels
from qunce.base.reminders.models import Delivery, Device, Hook, Reminder, Told, Wishes
from qunce.base.reminders.policy import Due, Reader
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import task_kinds

RANKS = {role: rank for rank, role in enumerate((Role.VIEWER, Role.SERVICE, Role.OPERATOR, Role.OWNER))}
MOST_TASKS = 5_000


def reader_key(staff_id: int) -> str:
    return f"staff:{staff_id}"


def wishes_of(workspace_id: int, staff_id: int) -> Wishes:
    """What a colleague wishes; the defaults, unsaved, where nothing was said."""
    row = Wishes.objects.filter(workspace_id=workspace_id, staff_id=staff_id).first()
    return row or Wishes(
        workspace_id=workspace_id, staff_id=staff_id, quiet=[list(span) for span in policy.QUIET], digest=policy.MORNING
    )


def wanted(wishes: Wishes, event: str) -> list[str]:
    """The channels of an event: what was said, else the default."""
    return list(wishes.matrix.get(event, policy.DEFAULTS.get(event, ())))


def usable(wishes: Wishes, staff_id: int, event: str) -> list[tuple[Channel, str]]:
    """(channel, target) for an event: wished, set up, and possible on this installation."""
    found = []
    for key in wanted(wishes, event):
        channel = channels.find(key)
        if channel is not None and not channel.missing():
            found += [(channel, target) for target in channel.targets(staff_id, wishes)]
    return found


def places(workspace_id: int) -> list[StaffMembership]:
    rows = StaffMembership.objects.filter(workspace_id=workspace_id, ended_at=None, staff__is_active=True)
    return list(rows.select_related("staff").order_by("pk"))


def readers(workspace_id: int) -> list[Reader]:
    """Everybody who does something here, and the hooks that are on."""
    colleagues = [
        Reader(
            reader_key(place.staff_id), place.staff_id, RANKS[Role(place.role)],
            None if place.all_groups else frozenset(place.group_ids),
        )
        for place in places(workspace_id)
        if place.role != Role.VIEWER
    ]  # fmt: skip
    hooks = Hook.objects.filter(workspace_id=workspace_id, on=True)
    return [*colleagues, *(Reader(f"hook:{hook.pk}", None, 0, None, frozenset(hook.events)) for hook in hooks)]


class Waiting(NamedTuple):
    """A task with what puts it into words."""

    due: Due
    task: Task


def due_tasks(workspace_id: int, now: int) -> dict[int, Waiting]:
    """Open tasks whose deadline is near or lately passed, the nearest first; at most ``MOST_TASKS`` at once."""
    rows = Task.objects.filter(
        workspace_id=workspace_id,
        state=Task.State.OPEN,
        due_at__gt=now - policy.LOOK_BACK,
        due_at__lte=now + policy.LEAD,
    ).order_by("due_at", "id")
    found = {}
    for task in rows[:MOST_TASKS]:
        kind = task_kinds.find(task.kind)
        rank = RANKS[kind.role] if kind else 0
        found[task.pk] = Waiting(Due(task.pk, task.due_at, task.assignee_id, task.group_id, rank), task)
    return found


def told(workspace_id: int, task_ids: Collection[int]) -> set[tuple[str, str, int, int]]:
    rows = Told.objects.filter(workspace_id=workspace_id, task_id__in=task_ids)
    return set(rows.values_list("reader", "event", "task_id", "round"))


def unseen(actor: Actor) -> int:
    return Reminder.objects.filter(
        workspace_id=actor.workspace.pk, reader=reader_key(actor.staff_id), seen_at=None
    ).count()


def reminders_of(actor: Actor) -> "QuerySet[Reminder]":
    rows = Reminder.objects.filter(workspace_id=actor.workspace.pk, reader=reader_key(actor.staff_id))
    return rows.prefetch_related("deliveries").order_by("-at", "-id")


def hooks_of(actor: Actor) -> "QuerySet[Hook]":
    return Hook.objects.filter(workspace_id=actor.workspace.pk).order_by("pk")


def devices_of(staff_id: int) -> "QuerySet[Device]":
    return Device.objects.filter(staff_id=staff_id).order_by("-since", "-pk")


def deliveries_of(hook: Hook) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(channel="hook", target=f"hook:{hook.pk}").select_related("reminder").order_by("-pk")
