"""What the group page shows of promises: those that stand, those without a time, and whether they are kept."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import HttpRequest

from qunce.kernel import clock
from qunce.practice.desk.promises import queries
from qunce.practice.desk.promises.models import Promise

LINES = 5
State = Promise.State


def panel(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    """Open ones by deadline, then the broken, then those who were only asked to wait: four queries."""
    rows = Promise.objects.filter(group_id=group_id)
    now = clock.timestamp()
    sums = rows.filter(made_at__gte=now - queries.PERIOD).aggregate(
        kept=Count("pk", filter=Q(state=State.KEPT)),
        ran_out=Count("pk", filter=Q(state__in=[State.KEPT, State.BROKEN])),
        standing=Count("pk", filter=Q(state__in=[State.OPEN, State.UNTIMED])),
    )
    if not sums["ran_out"] and not sums["standing"]:
        return None
    turn = Case(
        When(state=State.OPEN, then=Value(0)), When(state=State.UNTIMED, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    live = Q(state__in=[State.OPEN, State.UNTIMED]) | Q(state=State.BROKEN, made_at__gte=now - queries.PERIOD)
    shown = list(rows.filter(live).select_related("by", "to").order_by(turn, "due_at", "-made_at")[:LINES])
    workspace_id = shown[0].workspace_id if shown else 0
    return {"lines": queries.lines_of(workspace_id, shown), "group_id": group_id, **sums}
