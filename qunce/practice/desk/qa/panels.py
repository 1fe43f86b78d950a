"""What the group page shows of its Q&A."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from qunce.base.accounts.access import Actor
from qunce.practice.desk.qa.models import Entry

LINES = 5


def panel(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    """The entries used most that hold in the group: two queries."""
    actor: Actor = request.actor  # type: ignore[attr-defined] # asked for signed-in staff only
    mine = Entry.objects.filter(workspace_id=actor.workspace.pk, state=Entry.State.LIVE)
    rows = mine.filter(Q(groups__isnull=True) | Q(groups=group_id)).distinct()
    total = rows.count()
    if not total:
        return None
    return {"entries": list(rows.order_by("-hits", "pk")[:LINES]), "total": total, "group_id": group_id}
