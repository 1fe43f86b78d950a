"""What the group page and the group list show of moderation's judgements."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from qunce.base.ui import formats
from qunce.base.verdicts import listing
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.registry import verdict_kinds
from qunce.community.columns import Cell
from qunce.community.models import Group, Message

KIND = "moderation.breach"
SHOWN = ("breach", "review")
LINES = 5


def panel(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    """The newest judgements of a group, each with the message it is about."""
    rows = StoredVerdict.objects.filter(
        group_id=group_id, kind=KIND, decision__in=SHOWN, state=StoredVerdict.State.STANDING
    ).order_by("-at", "-id")
    total = rows.count()
    if not total:
        return None
    shown = list(rows[:LINES])
    said = {
        m.pk: m
        for m in Message.objects.filter(pk__in=[int(row.subject_ref) for row in shown]).select_related(
            "identity__person"
        )
    }
    kind = verdict_kinds.get(KIND)
    lines = [
        (row, said[int(row.subject_ref)], _(kind.decisions[row.decision]), kind.tone.get(row.decision, ""))
        for row in shown
        if int(row.subject_ref) in said
    ]
    more = urlencode({"kind": KIND, "decision": SHOWN}, doseq=True)
    return {"lines": lines, "total": total, "more": more}


def column(workspace_id: int, ids: Collection[int]) -> dict[int, Cell]:
    counts = listing.by_group(KIND, ("breach",), ids)
    return {group_id: Cell(formats.count(n), "number", value=n) for group_id, n in counts.items()}


def narrow(rows: "QuerySet[Group]", workspace_id: int, value: str) -> "QuerySet[Group]":
    having = listing.groups_with(workspace_id, KIND, ("breach", "review"))
    return rows.filter(pk__in=having) if value == "yes" else rows.exclude(pk__in=having)
