"""What the pages of groups and people show of lifecycle's judgements."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from qunce.base.ui import charts, formats
from qunce.base.verdicts import listing
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.registry import verdict_kinds
from qunce.community.columns import Cell
from qunce.community.models import Group
from qunce.community.queries import people_by_id
from qunce.kernel import clock
from qunce.practice.lifecycle.policy import health, key_members, silent

SHOWN = 5
State = StoredVerdict.State


def health_panel(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    """The verdict on a group's health, its figures and its days."""
    row = listing.of_groups(health.KIND, [group_id]).get(group_id)
    if row is None:
        return None
    data = row.data
    days = [clock.date_of(data["last_day"] - len(data["by_day"]) + 1 + i) for i in range(len(data["by_day"]))]
    by_day = charts.lines([formats.day(day) for day in days], {_("Messages"): data["by_day"]}, _("messages"))
    by_hour = charts.bars([f"{hour}:00" for hour in range(24)], {_("Messages"): data["hours"]}, _("messages"))
    return {
        "verdict": row,
        "badge": badge(row),
        "figures": data["figures"],
        "by_day": by_day,
        "by_hour": by_hour if sum(data["hours"]) else None,
    }


def badge(row: StoredVerdict) -> tuple[str, str]:
    """The decision's words and tone."""
    kind = verdict_kinds.get(row.kind)
    return _(kind.decisions.get(row.decision, row.decision)), kind.tone.get(row.decision, "")


def key_panel(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    return _people(group_id, key_members.KIND, ("rank", "id"))


def silent_panel(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    return _people(group_id, silent.KIND, ("decision", "at"))


def _people(group_id: int, kind: str, order: Sequence[str]) -> Mapping[str, Any] | None:
    rows = StoredVerdict.objects.filter(group_id=group_id, kind=kind, state=State.STANDING).order_by(*order)
    total = rows.count()
    if not total:
        return None
    shown = list(rows[:SHOWN])
    people = people_by_id(shown[0].workspace_id, [row.person_id for row in shown if row.person_id])
    counts: dict[str, int] = {}
    for decision in rows.values_list("decision", flat=True):
        counts[decision] = counts.get(decision, 0) + 1
    decisions = verdict_kinds.get(kind).decisions
    return {
        "lines": [(people[row.person_id], row, badge(row)) for row in shown if row.person_id in people],
        "total": total,
        "more": urlencode({"kind": kind}),
        "counts": [(_(label), counts[key]) for key, label in decisions.items() if key in counts],
    }


def person_panel(request: HttpRequest, person_id: int) -> Mapping[str, Any] | None:
    """What we think of a person, group by group: the same member, two groups, two verdicts."""
    rows = list(
        StoredVerdict.objects.filter(
            person_id=person_id, kind__in=[silent.KIND, key_members.KIND], state=State.STANDING
        ).order_by("group_id", "kind")[:60]
    )
    actor = getattr(request, "actor", None)
    seen = [row for row in rows if actor is None or actor.sees(row.group_id)]
    names = dict(Group.objects.filter(pk__in=[row.group_id for row in seen]).values_list("id", "name"))
    lines = [
        (row, names.get(row.group_id, ""), _(verdict_kinds.get(row.kind).title), badge(row))
        for row in seen
        if row.group_id is not None
    ]
    return {"lines": lines} if lines else None


def health_column(workspace_id: int, ids: Collection[int]) -> dict[int, Cell]:
    cells = {}
    for group_id, row in listing.of_groups(health.KIND, ids).items():
        text, tone = badge(row)
        cells[group_id] = Cell(text, "badge", tone, value=text)
    return cells


def speaking_column(workspace_id: int, ids: Collection[int]) -> dict[int, Cell]:
    """How many of how many spoke in 28 days; the percentage and its interval where there are enough to have one."""
    cells = {}
    for group_id, row in listing.of_groups(health.KIND, ids).items():
        figure = next((f for f in row.data.get("figures", []) if f["key"] == "speaking"), None)
        if figure and figure["denominator"]:
            part, whole = figure["numerator"], figure["denominator"]
            text = f"{formats.count(part)} / {formats.count(whole)}"
            sub = f"{formats.percent(part / whole)} ({formats.interval_text(part, whole)})" if figure["enough"] else ""
            cells[group_id] = Cell(text, "share", value=f"{part}/{whole}", sub=sub)
    return cells


def filter_health(rows: "QuerySet[Group]", workspace_id: int, value: str) -> "QuerySet[Group]":
    return rows.filter(pk__in=listing.groups_with(workspace_id, health.KIND, [value]))
