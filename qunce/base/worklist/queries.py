"""Reading the worklist."""

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from qunce.base.worklist.models import Task
from qunce.kernel import clock

State = Task.State


def open_now(workspace_id: int, group_ids: Collection[int] | None = None) -> QuerySet[Task]:
    """What needs a person now: open, or put off until a moment that has come; by deadline, then by value."""
    due = Q(state=State.OPEN) | Q(state=State.SNOOZED, snoozed_until__lte=clock.timestamp())
    tasks = Task.objects.filter(due, workspace_id=workspace_id).order_by("due_at", "-value", "id")
    return tasks if group_ids is None else tasks.filter(Q(group_id__in=group_ids) | Q(group_id__isnull=True))


def counts(
    workspace_id: int, group_ids: Collection[int] | None = None, assignee_id: int | None = None
) -> dict[str, int]:
    """Open tasks by kind; of one colleague only, where one is named."""
    rows = open_now(workspace_id, group_ids)
    if assignee_id is not None:
        rows = rows.filter(assignee_id=assignee_id)
    return dict(rows.order_by().values_list("kind").annotate(n=Count("id")))


def closed_since(workspace_id: int, since: int, group_ids: Collection[int] | None = None) -> QuerySet[Task]:
    """What people finished or set aside since a moment, newest first."""
    tasks = Task.objects.filter(
        workspace_id=workspace_id, state__in=[State.DONE, State.NOT_NEEDED], closed_at__gte=since
    ).order_by("-closed_at")
    return tasks if group_ids is None else tasks.filter(group_id__in=group_ids)
