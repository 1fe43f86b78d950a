"""月度活跃: who carried a group in a month, by quality, with the evidence, the gift and the workbook."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.base.worklist.models import Task
from qunce.community import queries as community
from qunce.community.access import access_group, groups_of
from qunce.community.charter.queries import effective
from qunce.community.exports import Cell, workbook
from qunce.community.models import Group
from qunce.gateway.outbox import services as outbox
from qunce.kernel import clock
from qunce.kernel.verdict import Reason
from qunce.practice.lifecycle import active as months
from qunce.practice.lifecycle import words
from qunce.practice.lifecycle.active import Line, Month
from qunce.practice.lifecycle.gathering import View
from qunce.practice.lifecycle.policy.key_members import SORTS, Credit
from qunce.practice.lifecycle.policy.months import Part

SIZE = 30
SHOWN = 6  # acts of one sort that are shown with their words
GROUPS = 300


def month_of(task: Task) -> str:
    """Where the places of the month stand that a gift task is about."""
    return reverse("lifecycle:active", args=[task.data["group"]]) + f"?month={task.data['month']}"


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """The month of ``?group=``, or of the group that was heard last."""
    mine = groups_of(request.actor).filter(archived_at__isnull=True)
    asked = request.GET.get("group", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        return go(request, reverse("lifecycle:active", args=[access_group(request.actor, int(asked)).pk]))
    last = mine.filter(heard_until__isnull=False).order_by("-heard_until").first()
    if last is None:
        return render(request, "lifecycle/active_none.html", {})
    return go(request, reverse("lifecycle:active", args=[last.pk]))


@require_GET
@door(Role.VIEWER)
def active(request: StaffRequest, pk: int) -> HttpResponse:
    """``?month=2026-11``; else the running month, in its first week the one before."""
    group = access_group(request.actor, pk)
    view, offered, month = _asked(request, group)
    found = months.lines(view, month) if month else []
    listing = tables.Listing(*_page(request, found))
    named = [line for line in found if line.place.gift]
    said = _said(listing.items)
    context = {
        "group": group,
        "groups": [(str(g.pk), g.name) for g in _choices(request, group)],
        "months": [(one.key, one.key) for one in offered],
        "month": month,
        "listing": listing,
        "shown": {line.person.pk: [_part(part, said) for part in line.place.parts] for line in listing.items},
        "marked": named,
        "waiting": [line for line in named if line.gift_task is None],
        "words": outbox.rendered([_plain(words.monthly_thanks([line.person.name for line in named]))]) if named else "",
    }  # fmt: skip
    return render(request, "lifecycle/active.html", context)


def _asked(request: StaffRequest, group: Group) -> tuple[View, list[Month], Month | None]:
    """The group as it was heard, the months one may choose, and the chosen one."""
    workspace = request.actor.workspace
    as_of = min(group.heard_until or clock.timestamp(), clock.timestamp())
    view = View(group, workspace, effective(workspace, group.pk).charter, as_of)
    offered = months.months_of(view)
    asked = request.GET.get("month", "")
    chosen = next((one for one in offered if one.key == asked), None) or months.first_shown(offered, view.as_of)
    return view, offered, chosen


def _page(request: StaffRequest, found: list[Line]) -> tuple[list[Line], int, int, int, bool]:
    last = max(1, -(-len(found) // SIZE))
    page = min(tables.page_number(request), last)
    return found[(page - 1) * SIZE : page * SIZE], page, SIZE, len(found), page < last


def _choices(request: StaffRequest, group: Group) -> list[Group]:
    rows = groups_of(request.actor).filter(archived_at__isnull=True).order_by("-heard_until")[:GROUPS]
    return [group, *(row for row in rows if row.pk != group.pk)]


def _said(shown: Sequence[Line]) -> dict[int, tuple[int, str]]:
    ids = {act.message_id for line in shown for part in line.place.parts for act in part.acts[:SHOWN]}
    return community.words_of(ids - {0})


def _part(part: Part, said: dict[int, tuple[int, str]]) -> tuple[Reason, str, list[tuple[Credit, str, str]]]:
    """One sort of credit: why it counts, what an act of it is called, and the acts."""
    sort = SORTS.get(part.sort)
    why = Reason(sort.said, {"times": part.times, "people": part.people, "weight": sort.weight})
    return why, sort.label, _shown(part.acts, said)


def _shown(acts: Sequence[Credit], said: dict[int, tuple[int, str]]) -> list[tuple[Credit, str, str]]:
    """(act, its words, where to read it): one line for each thing shown, however many people it served."""
    found: dict[tuple[int, int], tuple[Credit, str, str]] = {}
    for act in acts[:SHOWN]:
        words_ = said.get(act.message_id, (0, ""))[1]
        href = act.page or (reverse("today:message", args=[act.message_id]) if act.message_id else "")
        found.setdefault((act.message_id, act.fact_id), (act, words_, href))
    return list(found.values())


def _plain(reason: Reason) -> dict[str, Any]:
    return {"msgid": reason.msgid, "params": dict(reason.params)}


@require_POST
@door(Role.OPERATOR)
def gifts(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the month's gift into the worklist: one task for each member who is marked."""
    group = access_group(request.actor, pk)
    view, _offered, month = _asked(request, group)
    there = reverse("lifecycle:active", args=[pk]) + (f"?month={month.key}" if month else "")
    if month is None or not month.over:
        toast(request, _("The month is not over yet."), level=40)
        return go(request, there)
    marked = [line for line in months.lines(view, month) if line.place.gift]
    opened = months.ask_for_wishes(view, month, marked)
    toast(request, _("%(n)s tasks wait in the worklist, with the words.") % {"n": opened})
    return go(request, there)


@require_GET
@door(Role.OPERATOR)
def export(request: StaffRequest, pk: int) -> FileResponse:
    """The month as .xlsx: places, figures and what they rest on; no cell is a formula."""
    group = access_group(request.actor, pk)
    view, _offered, month = _asked(request, group)
    heads = [_("Place"), _("Name"), _("Score"), _("People who gave it"), *(_(sort.label) for _key, sort in _counting())]
    heads += [_("Rules broken"), _("Messages (earn nothing)"), _("Gift")]
    stream = workbook(_("Active members"), heads, _rows(months.lines(view, month) if month else []))
    name = f"qunce-active-{group.pk}-{month.key if month else 'none'}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name)


def _counting() -> list[tuple[str, Any]]:
    return [(key, sort) for key, sort in SORTS.items() if sort.weight]


def _rows(found: list[Line]) -> Iterator[list[Cell]]:
    for line in found:
        place = line.place
        times = {part.sort: part.times for part in place.parts}
        yield [
            place.rank, line.person.name, round(place.score, 2), place.people,
            *(times.get(key, 0) for key, _sort in _counting()),
            place.offences, line.wrote, _("yes") if place.gift else "",
        ]  # fmt: skip
