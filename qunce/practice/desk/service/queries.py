"""Reading the service clock: what breaches soon, and the figures of a period (E3, E4)."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse

from qunce.base.accounts.access import Actor, scoped
from qunce.base.accounts.queries import staff_names
from qunce.base.worklist import queries as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import TaskKind, task_kinds
from qunce.community import queries as community
from qunce.community.charter.queries import Charters
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.hours import reply_clock
from qunce.practice.desk.service import filling
from qunce.practice.desk.service.models import Turn
from qunce.practice.desk.service.policy import Colleague, Run

PERIODS: Final = (7, 28)  # days
HOUR: Final = 3600
AHEAD: Final = 4 * clock.DAY  # how far a service hour may reach over nights and holidays
MOST: Final = 200  # tasks looked at for the forecast
SHOWN: Final = 20


class Soon(NamedTuple):
    """Something whose time runs out within a service hour. left: service seconds until then."""

    task: Task
    kind: TaskKind
    group: Group
    owner: str
    left: int
    page: str


class Forecast(NamedTuple):
    """What breaches next, the nearest first; ``total`` with those that are not shown; ``overdue``: is late already."""

    lines: list[Soon]
    total: int
    overdue: int


def forecast(actor: Actor, group_id: int | None = None) -> Forecast:
    """What runs out of time within the hour, by the wall or by the group's service hours: what is due at half past
    nine breaches "within the hour" the evening before, when service ends in ten minutes."""
    now = clock.timestamp()
    rows = worklist.open_now(actor.workspace.pk, actor.group_ids if group_id is None else [group_id])
    rows = rows.filter(group_id__isnull=False)
    overdue = rows.filter(due_at__lte=now).order_by().count()
    near = list(rows.filter(due_at__gt=now, due_at__lte=now + AHEAD)[:MOST])
    ids = {task.group_id or 0 for task in near}
    groups = community.groups_by_id(actor.workspace.pk, ids)
    left = _left(actor, near, ids, now)
    soon = [task for task in near if task.group_id in groups and left[task.pk] is not None]
    names = staff_names(actor.workspace.pk, {task.assignee_id for task in soon if task.assignee_id}) if soon else {}
    lines = [
        Soon(
            task, task_kinds.get(task.kind), groups[task.group_id or 0], names.get(task.assignee_id or 0, ""),
            left[task.pk] or 0, page_of(task),
        )
        for task in soon[:SHOWN]
    ]  # fmt: skip
    return Forecast(lines, len(soon), overdue)


def _left(actor: Actor, tasks: Collection[Task], groups: Collection[int], now: int) -> dict[int, int | None]:
    """Task → service seconds until it is due; None where that is not within the hour."""
    charters = Charters(actor.workspace).of_groups(groups) if groups else {}
    clocks = {pk: reply_clock(merged.charter.service_hours) for pk, merged in charters.items()}
    found: dict[int, int | None] = {}
    for task in tasks:
        watch = clocks.get(task.group_id or 0)
        left = watch.between(now, task.due_at) if watch else task.due_at - now
        found[task.pk] = left if left <= HOUR or task.due_at <= now + HOUR else None
    return found


def page_of(task: Task) -> str:
    """Where a task is settled: its own page, else its row on the worklist."""
    kind = task_kinds.get(task.kind)
    if kind.page is not None and (own := kind.page(task)):
        return own
    asked = urlencode({"kind": task.kind, "group": task.group_id or ""})
    return f"{reverse('today:index')}?{asked}#task-{task.pk}"


def turns(actor: Actor, kind: str, days: int, group_id: int | None = None) -> "QuerySet[Turn]":
    """The runs of one kind that began in the last ``days`` local days, in the groups this person sees."""
    today = clock.day_number(clock.timestamp(), actor.workspace.zone)
    rows = scoped(Turn.objects.all(), actor).filter(kind=kind, day__gt=today - days, struck=False, set_aside=False)
    return rows if group_id is None else rows.filter(group_id=group_id)


def runs(rows: "QuerySet[Turn]") -> Iterator[Run]:
    """As plain data: one query, as large as the period is and no larger."""
    ended = Case(When(end_at=None, then=Value(False)), default=Value(True))
    columns = rows.order_by().values_list(
        "group_id", "by_id", "by_staff", "account_id", "seconds", ended, "approximate", "in_time", "exact_to", "how"
    )
    return map(Run._make, columns.iterator(5000))


def colleague_names(workspace_id: int, keys: Collection[Colleague]) -> dict[Colleague, str]:
    """Two queries."""
    people = community.person_names(workspace_id, [pk for sort, pk in keys if sort == "person"])
    staff = staff_names(workspace_id, [pk for sort, pk in keys if sort == "account"])
    return {
        **{("person", pk): name for pk, name in people.items()},
        **{("account", pk): name for pk, name in staff.items()},
    }


def any_turns(actor: Actor) -> bool:
    """Whether the clock ever ran in the groups this person sees."""
    return scoped(Turn.objects.all(), actor).exists()


def begins(actor: Actor, days: int, group_id: int | None = None) -> filling.Begins | None:
    """From when on the figures of this period are whole, where an earlier version judged talk without measuring it."""
    rows = scoped(Group.objects.filter(archived_at=None), actor, group_path="pk")
    return filling.begins(rows if group_id is None else rows.filter(pk=group_id), actor.workspace, days)


def heard_until(actor: Actor) -> int | None:
    """As of when the figures speak."""
    rows = scoped(Group.objects.filter(Q(archived_at=None) & ~Q(heard_until=None)), actor, group_path="pk")
    return rows.order_by("-heard_until").values_list("heard_until", flat=True).first()
