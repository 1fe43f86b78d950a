"""The list of groups and the page of one."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_fact, access_many, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.ui import panels, tables
from qunce.base.ui.pages import go, render, toast
from qunce.base.ui.tables import Column
from qunce.community import exports, queries
from qunce.community.access import access_group, groups_of
from qunce.community.charter import queries as charters
from qunce.community.charter import services as charter_services
from qunce.community.charter.models import CharterTemplate
from qunce.community.charter.services import acknowledging
from qunce.community.columns import ListFilter, group_columns, group_filters, ordered
from qunce.community.forms import GroupSizeForm, SaveViewForm
from qunce.community.models import Group, SavedView
from qunce.community.services import groups
from qunce.kernel.registry import Registry
from qunce.kernel.text import fold_text

BULK_MOST = 5_000


@require_GET
@door(Role.VIEWER)
def group_list(request: StaffRequest) -> HttpResponse:
    """Groups with filters, saved views, the columns of every room, a bulk bar and an export."""
    rows = filtered(request, request.GET)
    columns = list_columns()
    sorting = tables.sorting(request, columns, "-heard")
    total = rows.count()
    listing = tables.listing(request, rows.order_by(*tables.order_by(columns, sorting)), total=total)
    ids = [group.pk for group in listing.items]
    context = {
        "columns": columns,
        "sorting": sorting,
        "listing": listing,
        "cells": {key: column.load(request.actor.workspace.pk, ids) for key, column in ordered(group_columns)},
        "extra": ordered(group_columns),
        "purposes": purposes_of(request, ids),
        "filters": filters_shown(group_filters),
        "asked": request.GET,
        "view_links": view_links(request, "groups"),
        "save_form": SaveViewForm(),
        "templates": list(charters.templates(request.actor.workspace)),
    }
    block = "table" if request.htmx.target == "list" else "found"
    return render(request, "community/group_list.html", context, block=block)


def filters_shown(registry: Registry[ListFilter]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Key, label and options of every filter, translated, with "all" first."""
    return [
        (key, _(entry.label), [("", _("All")), *((value, _(label)) for value, label in entry.options)])
        for key, entry in sorted(registry.items(), key=lambda item: item[1].order)
    ]


def view_links(request: StaffRequest, subject: str) -> list[tuple[str, str, bool, int | None]]:
    """Saved views as links: name, address, whether it is the present one."""
    present = {key: value for key, value in request.GET.items() if key not in ("page", "sort") and value}
    return [
        (view.name, f"{request.path}?{urlencode(view.params)}", view.params == present, None)
        for view in queries.views(request.actor.workspace.pk, subject, request.actor.staff_id)
    ]


def list_columns() -> list[Column]:
    return [
        Column("name", _("Group"), order="name", wide=True),
        Column("size", _("Members"), order="size", number=True),
        *(Column(key, _(c.label), number=c.number, phone=c.phone) for key, c in ordered(group_columns)),
        Column("heard", _("Heard until"), order="heard_until", phone=False),
    ]


def purposes_of(request: StaffRequest, ids: list[int]) -> dict[int, str]:
    """Group id → msgid of its purpose's name."""
    book = charters.Charters(request.actor.workspace)
    return {pk: book.purposes[m.charter.purpose].name for pk, m in book.of_groups(ids).items()}


def filtered(request: StaffRequest, asked: QueryDict) -> "QuerySet[Group]":
    """The groups this person may see that match what was asked for."""
    rows = groups_of(request.actor)
    archived = asked.get("archived") == "1"
    rows = rows.filter(archived_at__isnull=not archived)
    if text := fold_text(asked.get("q", "")).replace(" ", ""):
        rows = rows.filter(Q(search__contains=text) | Q(name__icontains=asked.get("q", "").strip()))
    for key, entry in group_filters.items():
        value = asked.get(key, "")
        if value in {option for option, _label in entry.options}:
            rows = entry.apply(rows, request.actor.workspace.pk, value)
    return rows


@require_POST
@door(Role.OPERATOR)
def group_bulk(request: StaffRequest) -> HttpResponseBase:
    """Do one thing to many groups; every one of them can be undone."""
    if request.POST.get("all_matching"):
        ids = list(filtered(request, QueryDict(request.POST.get("query", ""))).values_list("pk", flat=True)[:BULK_MOST])
    else:
        chosen = access_many(Group.objects.all(), request.actor, request.POST.getlist("ids"), group_path="pk")
        ids = [group.pk for group in chosen]
    back = reverse("community:group-list")
    verb = _BULK.get(request.POST.get("do", ""))
    if verb is None or not ids:
        toast(request, _("Choose groups and what to do with them."))
        return go(request, back)
    return verb(request, ids, back)


def _apply_template(request: StaffRequest, ids: list[int], back: str) -> HttpResponse:
    template = access_one(
        CharterTemplate.objects.all(), request.actor, request.POST.get("template") or 0, group_path=None
    )
    fact = charter_services.apply_template(request.actor.workspace, ids, template)
    toast(
        request,
        _("%(n)s groups are under “%(name)s” now.") % {"n": len(ids), "name": template.name},
        undo_url=reverse("community:charter-unapply", args=[fact.pk]),
    )
    return go(request, back)


def _acknowledge(request: StaffRequest, ids: list[int], back: str) -> HttpResponse:
    try:
        fact = acknowledging.acknowledge_many(request.actor.workspace, list(Group.objects.filter(pk__in=ids)))
    except acknowledging.TooManyError as error:
        toast(request, _(str(error)), level=40)
        return go(request, back)
    if fact is None:
        toast(request, _("Nothing to note: everybody known to be there knows the charter, or it says nothing yet."))
        return go(request, back)
    toast(
        request,
        _("Noted: %(people)s members of %(n)s groups know the charter.")
        % {"people": fact.data["people"], "n": fact.data["count"]},
        undo_url=reverse("community:group-unacknowledge", args=[fact.pk]),
    )
    return go(request, back)


def _archive(request: StaffRequest, ids: list[int], back: str) -> HttpResponse:
    fact = groups.archive_many(request.actor.workspace, ids)
    toast(
        request,
        _("%(n)s groups were archived.") % {"n": len(ids)},
        undo_url=reverse("community:group-unarchive", args=[fact.pk]),
    )
    return go(request, back)


def _export(request: StaffRequest, ids: list[int], back: str) -> HttpResponseBase:
    return exports.groups_response(request.actor, Group.objects.filter(pk__in=ids))


_BULK: dict[str, Callable[[StaffRequest, list[int], str], HttpResponseBase]] = {
    "template": _apply_template,
    "acknowledge": _acknowledge,
    "archive": _archive,
    "export": _export,
}


@require_POST
@door(Role.OPERATOR)
def group_unarchive(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo an archiving, by the fact that recorded it."""
    access_fact(request.actor, pk, "community.group_archived", lambda fact: fact.data["groups"])
    count = groups.unarchive_by(request.actor.workspace, pk)
    toast(request, _("%(n)s groups are back.") % {"n": count})
    return go(request, reverse("community:group-list"))


@require_POST
@door(Role.OPERATOR)
def group_unacknowledge(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo a note for many groups, by the fact that recorded it."""
    access_fact(request.actor, pk, "charter.acknowledged_many", lambda fact: fact.data["groups"])
    count = acknowledging.take_back_many(request.actor.workspace, pk)
    toast(request, _("Taken back: %(n)s members count as not knowing it.") % {"n": count})
    return go(request, reverse("community:group-list"))


@require_GET
@door(Role.OPERATOR)
def group_export(request: StaffRequest) -> HttpResponseBase:
    return exports.groups_response(request.actor, filtered(request, request.GET).order_by("name"))


@require_POST
@door(Role.VIEWER)
def view_save(request: StaffRequest, subject: str) -> HttpResponse:
    """Keep the present filter under a name."""
    form = SaveViewForm(request.POST)
    back = reverse("community:group-list" if subject == "groups" else "community:person-list")
    if form.is_valid() and subject in ("groups", "people"):
        asked = QueryDict(request.POST.get("query", ""))
        params = {key: asked.get(key, "") for key in asked if key not in ("page", "sort") and asked.get(key)}
        shared = form.cleaned_data["shared"] and request.actor.may(Role.OPERATOR)
        groups.save_view(
            request.actor.workspace, subject, form.cleaned_data["name"], params,
            None if shared else request.actor.staff_id,
        )  # fmt: skip
        toast(request, _("The view is kept."))
    return go(request, back)


@require_POST
@door(Role.VIEWER)
def view_delete(request: StaffRequest, pk: int) -> HttpResponse:
    view = access_one(SavedView.objects.all(), request.actor, pk, group_path=None)
    if view.staff_id == request.actor.staff_id or request.actor.may(Role.OPERATOR):
        groups.delete_view(view)
    return go(request, reverse("community:group-list" if view.subject == "groups" else "community:person-list"))


@require_GET
@door(Role.VIEWER)
def group(request: StaffRequest, pk: int) -> HttpResponse:
    """One group: how it fares, who is in it, its charter, what was said."""
    row = access_group(request.actor, pk)
    merged = charters.effective(request.actor.workspace, row.pk)
    context = {
        "group": row,
        "charter": merged.charter,
        "purpose": charters.purposes(request.actor.workspace)[merged.charter.purpose],
        "panels": panels.load(panels.group_panels, request, row.pk),
        "size_form": GroupSizeForm(initial={"size": row.size}),
        "seen": queries.people_note(row),
    }
    return render(request, "community/group.html", context)


@require_GET
@door(Role.VIEWER)
def group_members(request: StaffRequest, pk: int) -> HttpResponse:
    """Who is in the group, the most talkative first; those who never spoke at the end."""
    row = access_group(request.actor, pk)
    columns = [
        Column("name", _("Name"), order="person__name", wide=True),
        Column("messages", _("Messages"), order="message_count", number=True),
        Column("spoke", _("Last spoke"), order="last_spoke_at"),
        Column("joined", _("Joined"), order="joined_at", phone=False),
    ]
    sorting = tables.sorting(request, columns, "-messages")
    rows = queries.places(row).order_by(*tables.order_by(columns, sorting))
    listing = tables.listing(request, rows, total=rows.count())
    wanted = charters.nickname_format(row)
    context = {
        "group": row, "columns": columns, "sorting": sorting, "listing": listing, "seen": queries.people_note(row),
        "wanted": wanted, "misnamed": len(charters.misnamed(row, wanted)) if wanted else 0,
    }  # fmt: skip
    return render(request, "community/group_members.html", context, block="table")


@require_POST
@door(Role.OPERATOR)
def group_size(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_group(request.actor, pk)
    form = GroupSizeForm(request.POST)
    if form.is_valid():
        groups.tell_size(row, form.cleaned_data["size"])
        toast(request, _("Kept. Shares are of all members from now on."))
    else:
        toast(request, _("A whole number of people, please."), level=40)
    return go(request, reverse("community:group", args=[row.pk]))
