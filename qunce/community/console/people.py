"""The list of people: filters, saved views, tags and colleagues in bulk with undo, export."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_many, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.journal.models import Fact
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.community import exports, people_list
from qunce.community.access import people_of
from qunce.community.columns import ordered, person_columns
from qunce.community.console.groups import view_links
from qunce.community.forms import SaveViewForm
from qunce.community.models import Person, Tag
from qunce.community.services import people, tags

BULK_MOST = 10_000
_WARNING = 30
_PART = 500


@require_GET
@door(Role.VIEWER)
def person_list(request: StaffRequest) -> HttpResponse:
    """Everybody in the groups, once each. The page of rows is found by id first, so that an index answers it."""
    rows = people_list.narrowed(request.actor, request.GET)
    columns = people_list.columns()
    sorting = tables.sorting(request, columns, "-messages")
    ids = people_list.in_order(rows, columns, sorting).values_list("pk", flat=True)
    listing = tables.listing(request, ids, total=rows.count())
    found = Person.objects.in_bulk(listing.items)
    context = {
        "columns": columns,
        "sorting": sorting,
        "listing": listing,
        "people": [found[pk] for pk in listing.items if pk in found],
        "cells": {key: c.load(request.actor.workspace.pk, listing.items) for key, c in ordered(person_columns)},
        "extra": ordered(person_columns),
        "tags": people_list.tags_of(list(listing.items)),
        "filters": people_list.shown_filters(request.actor, request.GET),
        "tag_names": list(Tag.objects.filter(workspace=request.actor.workspace).order_by("name")[:300]),
        "asked": request.GET,
        "view_links": view_links(request, "people"),
        "save_form": SaveViewForm(),
    }
    block = "table" if request.htmx.target == "list" else "found"
    return render(request, "community/person_list.html", context, block=block)


@require_GET
@door(Role.OPERATOR)
def person_export(request: StaffRequest) -> HttpResponseBase:
    return exports.people_response(request.actor, people_list.narrowed(request.actor, request.GET).order_by("name"))


@require_POST
@door(Role.OPERATOR)
def person_bulk(request: StaffRequest) -> HttpResponseBase:
    """Do one thing to many people; every one of them can be undone."""
    back = reverse("community:person-list")
    if request.POST.get("all_matching"):
        asked = QueryDict(request.POST.get("query", ""))
        ids = list(people_list.narrowed(request.actor, asked).values_list("pk", flat=True)[: BULK_MOST + 1])
        back += f"?{asked.urlencode()}" if asked else ""
    else:
        wanted = request.POST.getlist("ids")[: BULK_MOST + 1]
        ids = [
            person.pk
            for start in range(0, len(wanted), _PART)
            for person in _chosen(request, wanted[start : start + _PART])
        ]
    verb = _BULK.get(request.POST.get("do", ""))
    if verb is None or not ids:
        toast(request, _("Choose people and what to do with them."), level=_WARNING)
        return go(request, back)
    if len(ids) > BULK_MOST:
        toast(
            request, _("That is more than %(n)s people at once: narrow the filter.") % {"n": BULK_MOST}, level=_WARNING
        )
        return go(request, back)
    return verb(request, ids, back)


def _chosen(request: StaffRequest, wanted: list[str]) -> list[Person]:
    return access_many(Person.objects.all(), request.actor, wanted, group_path="memberships__group_id")


def _tag(request: StaffRequest, ids: list[int], back: str) -> HttpResponse:
    name = request.POST.get("tag", "").strip()
    if not name:
        toast(request, _("Say which tag."), level=_WARNING)
        return go(request, back)
    fact = tags.tag(request.actor.workspace.pk, name, ids)
    said = ngettext("%(n)s person bears “%(tag)s” now.", "%(n)s people bear “%(tag)s” now.", len(ids))
    return _said(request, said % {"n": len(ids), "tag": fact.data["tag"]}, fact, back)


def _untag(request: StaffRequest, ids: list[int], back: str) -> HttpResponse:
    row = Tag.objects.filter(workspace=request.actor.workspace, name=request.POST.get("tag", "").strip()).first()
    if row is None:
        toast(request, _("Nobody bears that tag."), level=_WARNING)
        return go(request, back)
    fact = tags.untag(row, ids)
    count = fact.data["count"]
    said = ngettext("“%(tag)s” was taken from %(n)s person.", "“%(tag)s” was taken from %(n)s people.", count)
    return _said(request, said % {"n": count, "tag": fact.data["tag"]}, fact, back)


def _colleagues(staff: bool) -> "_Verb":
    def mark(request: StaffRequest, ids: list[int], back: str) -> HttpResponse:
        rows = [
            p for start in range(0, len(ids), _PART) for p in Person.objects.filter(pk__in=ids[start : start + _PART])
        ]
        fact = people.change_colleagues(request.actor.workspace.pk, rows, staff)
        count = fact.data["count"]
        said = (
            ngettext("%(n)s person is a colleague now.", "%(n)s people are colleagues now.", count)
            if staff
            else ngettext("%(n)s person is a member again.", "%(n)s people are members again.", count)
        )
        return _said(request, said % {"n": count}, fact, back)

    return mark


def undo_of(fact: Fact) -> str:
    return reverse("community:people-undo", args=[fact.pk])


def _said(request: StaffRequest, text: str, fact: Fact, back: str) -> HttpResponse:
    toast(request, text, undo_url=undo_of(fact))
    return go(request, back)


def _export(request: StaffRequest, ids: list[int], back: str) -> HttpResponseBase:
    return exports.people_response(request.actor, Person.objects.filter(pk__in=ids).order_by("name"))


_Verb = Callable[[StaffRequest, list[int], str], HttpResponseBase]
_BULK: dict[str, _Verb] = {
    "tag": _tag,
    "untag": _untag,
    "staff": _colleagues(True),
    "member": _colleagues(False),
    "export": _export,
}
_UNDO: dict[str, Callable[[Fact], int]] = {
    "community.tagged": tags.undo_tagging,
    "community.untagged": tags.undo_tagging,
    "community.colleagues_marked": people.undo_colleagues,
    "community.colleagues_unmarked": people.undo_colleagues,
}


@require_POST
@door(Role.OPERATOR)
def people_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one bulk change back, by its fact; every person in it must be the reader's to see."""
    fact = access_one(Fact.objects.filter(type__in=list(_UNDO)), request.actor, pk, group_path=None)
    ids = fact.data["people"]
    if request.actor.groups is not None:
        seen = sum(
            people_of(request.actor).filter(pk__in=ids[start : start + _PART]).count()
            for start in range(0, len(ids), _PART)
        )
        if seen != len(ids):
            raise Http404
    _UNDO[fact.type](fact)
    toast(request, _("It is as it was before."))
    return go(request, reverse("community:person-list"))
