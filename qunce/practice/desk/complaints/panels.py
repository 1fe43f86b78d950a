"""What the group page shows of complaints."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from qunce.practice.desk.complaints import queries
from qunce.practice.desk.complaints.models import Complaint

LINES = 5


def panel(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    """The open ones and those to look at, the newest first."""
    rows = Complaint.objects.filter(group_id=group_id, state__in=[Complaint.State.OPEN, Complaint.State.PERHAPS])
    shown = list(rows.select_related("group", "item").order_by("-state", "-last_at")[:LINES])
    if not shown:
        return None
    lines = queries.lines_of(shown[0].workspace_id, shown)
    return {"lines": lines, "group_id": group_id, "total": rows.count() if len(shown) == LINES else len(shown)}
