"""反馈看板: what product, marketing and IT should mend, who sees to it, and the word back to the members (E9)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.queries import staff_names
from qunce.base.ui import formats, tables
from qunce.base.ui.pages import go, render, toast
from qunce.community.exports import Cell, workbook
from qunce.gateway.outbox.queries import colleagues
from qunce.practice.desk.complaints import queries, services
from qunce.practice.desk.complaints.forms import STATES, ItemForm, PutForm
from qunce.practice.desk.complaints.models import Item
from qunce.practice.desk.complaints.words import FUNCTION_NAMES

SIZE = 30
TONES = {"open": "warning", "doing": "info", "fixed": "success", "declined": ""}


def _rows(request: StaffRequest) -> tuple[Any, dict[str, str]]:
    """The lines that ``?function=``, ``?state=`` and ``?product=`` leave; what was asked and is known."""
    asked = {
        "function": request.GET.get("function", "") if request.GET.get("function") in FUNCTION_NAMES else "",
        "state": request.GET.get("state", "") if request.GET.get("state") in TONES else "",
        "product": request.GET.get("product", "")[:60],
    }
    rows = queries.items(request.actor)
    if asked["product"]:
        rows = rows.filter(product__icontains=asked["product"])
    for key in ("function", "state"):
        if asked[key]:
            rows = rows.filter(**{key: asked[key]})
    return rows.order_by("state", F("members").desc(), "-opened_at", "-pk"), asked


@require_GET
@door(Role.VIEWER)
def board(request: StaffRequest) -> HttpResponse:
    rows, asked = _rows(request)
    listing = tables.listing(request, rows, size=SIZE, total=rows.count())
    context = {
        "listing": listing,
        "asked": asked,
        "filtered": any(asked.values()),
        "owners": staff_names(request.actor.workspace.pk),
        "functions": [("", _("All")), *((key, _(label)) for key, label in FUNCTION_NAMES.items())],
        "states": [("", _("All")), *STATES],
        "function_names": FUNCTION_NAMES,
        "state_names": dict(STATES),
        "tones": TONES,
        "figures": queries.by_function(request.actor),
    }
    return render(request, "complaints/feedback.html", context, block="list")


@require_GET
@door(Role.VIEWER)
def export(request: StaffRequest) -> FileResponse:
    """The board as .xlsx."""
    rows, _asked = _rows(request)
    heads = [
        _("What is wrong"), _("Product or topic"), _("Function"), _("State"), _("In whose hands"), _("Members"),
        _("Messages"),
        _("Groups"), _("Since"), _("Mended"), _("Note"),
    ]  # fmt: skip
    owners = staff_names(request.actor.workspace.pk)
    book = workbook(_("Feedback board"), heads, _cells(rows, owners))
    return FileResponse(book, as_attachment=True, filename=_("feedback") + ".xlsx")


def _cells(rows: Any, owners: dict[int, str]) -> Iterator[list[Cell]]:
    states = dict(STATES)
    for row in rows[:20_000]:
        yield [
            row.title, row.product, _(FUNCTION_NAMES[row.function]) if row.function else "", str(states[row.state]),
            owners.get(row.owner_id or 0, ""), row.members, row.times, row.groups, formats.full_moment(row.opened_at),
            formats.full_moment(row.fixed_at) if row.fixed_at else "", row.note,
        ]  # fmt: skip


@require_POST
@door(Role.SERVICE)
def put(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a complaint on the board: with a line that is there, or as a new one."""
    row = queries.access_complaint(request.actor, pk)
    form = PutForm(request.POST)
    if not form.is_valid():
        toast(request, _("Say in a few words what is wrong."), level=40)
        return go(request, reverse("complaints:complaint", args=[row.pk]))
    said = form.cleaned_data
    if said["item"]:
        services.link_item(row, queries.access_item(request.actor, said["item"]))
    else:
        services.add_item(row, said["title"], said["function"] or row.function, said["product"])
    toast(request, _("It is on the feedback board"))
    return go(request, reverse("complaints:complaint", args=[row.pk]))


def _page(request: StaffRequest, row: Item, form: ItemForm, status: int = 200) -> HttpResponse:
    found = queries.complaints(request.actor).filter(item=row).select_related("group", "item").order_by("-last_at")
    lines = queries.lines_of(row.workspace_id, list(found[:50]))
    context = {
        "row": row, "form": form, "lines": lines, "tones": TONES, "state_names": dict(STATES),
        "members": found.values("voices__person").distinct().count(),
    }  # fmt: skip
    return render(request, "complaints/item.html", context, status=status)


def _form(request: StaffRequest, row: Item, data: Any = None) -> ItemForm:
    start = {"title": row.title, "product": row.product, "function": row.function, "state": row.state,
             "owner": row.owner_id, "note": row.note}  # fmt: skip
    return ItemForm(data, colleagues=colleagues(request.actor, None), initial=start)


@require_GET
@door(Role.VIEWER)
def item(request: StaffRequest, pk: int) -> HttpResponse:
    """One line of the board, and the complaints behind it."""
    row = queries.access_item(request.actor, pk)
    return _page(request, row, _form(request, row))


@require_POST
@door(Role.SERVICE)
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """State, owner and words of a line."""
    row = queries.access_item(request.actor, pk)
    form = _form(request, row, request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    said = form.cleaned_data
    services.change_item(
        row, state=said["state"], owner_id=said["owner"] or None, function=said["function"], product=said["product"],
        title=said["title"], note=said["note"],
    )  # fmt: skip
    toast(request, _("Saved"))
    return go(request, reverse("complaints:item", args=[row.pk]))


@require_POST
@door(Role.SERVICE)
def tell(request: StaffRequest, pk: int) -> HttpResponse:
    """A ready text for each member who complained."""
    row = queries.access_item(request.actor, pk)
    count = services.tell_everybody(row)
    toast(request, _("%(n)s texts are on the worklist") % {"n": count})
    return go(request, reverse("complaints:item", args=[row.pk]))
