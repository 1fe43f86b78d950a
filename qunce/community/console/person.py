"""The page of one person: who they are, where, what happened, what they said, and the verbs."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.journal import queries as journal
from qunce.base.journal import sentences
from qunce.base.journal.models import Fact
from qunce.base.ui import panels, tables
from qunce.base.ui.pages import go, render, toast
from qunce.community import people_list, queries
from qunce.community.access import access_person
from qunce.community.console.people import undo_of
from qunce.community.forms import EraseForm, TagForm
from qunce.community.models import Person, Tag
from qunce.community.search import found_by
from qunce.community.services import erase, merging, people, tags
from qunce.community.services.merging import MergeError

_ERROR = 40
TIMELINE_SHOWN = 12
CANDIDATES = 12


@require_GET
@door(Role.VIEWER)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person. An entry that was joined with another leads to that one."""
    row = access_person(request.actor, pk)
    if row.merged_into_id:
        return go(request, reverse("community:person", args=[row.merged_into_id]))
    facts = list(_timeline(request, row)[: TIMELINE_SHOWN + 1])
    actor = request.actor
    context = {
        "person": row,
        "panels": panels.load(panels.person_panels, request, row.pk),
        "places": queries.places_of(row, actor.group_ids),
        "identities": queries.identities_of(row, actor.group_ids),
        "nicknames": queries.nicknames_of(row, actor.group_ids),
        "said": queries.last_said(row, actor.group_ids),
        "tags": people_list.tags_of([row.pk]).get(row.pk, []),
        "tag_form": TagForm(),
        "tag_names": list(Tag.objects.filter(workspace=actor.workspace).order_by("name")[:300]),
        "lines": sentences.lines(actor.workspace.pk, facts[:TIMELINE_SHOWN]),
        "more": len(facts) > TIMELINE_SHOWN,
        "may": {role: actor.may(role) for role in ("operator", "owner")},
    }
    return render(request, "community/person.html", context)


def _timeline(request: StaffRequest, row: Person) -> Any:
    entries = [row.pk, *Person.objects.filter(merged_into=row).values_list("pk", flat=True)]
    return journal.timeline(request.actor.workspace.pk, entries, request.actor.group_ids)


@require_GET
@door(Role.VIEWER)
def person_timeline(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything that happened to a person, across groups."""
    row = access_person(request.actor, pk)
    listing = tables.listing(request, _timeline(request, row))
    lines = sentences.lines(request.actor.workspace.pk, listing.items)
    context = {"person": row, "listing": listing, "lines": lines}
    return render(request, "community/person_timeline.html", context, block="table")


@require_POST
@door(Role.OPERATOR)
def person_tag(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a tag on this person, or take one away (``remove``)."""
    row = access_person(request.actor, pk)
    form = TagForm(request.POST)
    if not form.is_valid():
        toast(request, _("Say which tag."), level=_ERROR)
    elif request.POST.get("remove"):
        tag = access_one(
            Tag.objects.filter(name=form.cleaned_data["tag"]), request.actor, _tag_id(request, form), group_path=None
        )
        fact = tags.untag(tag, [row.pk])
        toast(request, _("“%(tag)s” was taken away.") % fact.data, undo_url=undo_of(fact))
    else:
        fact = tags.tag(request.actor.workspace.pk, form.cleaned_data["tag"], [row.pk])
        toast(request, _("Tagged “%(tag)s”.") % fact.data, undo_url=undo_of(fact))
    return go(request, reverse("community:person", args=[row.pk]))


def _tag_id(request: StaffRequest, form: TagForm) -> int:
    found = Tag.objects.filter(workspace=request.actor.workspace, name=form.cleaned_data["tag"]).first()
    return found.pk if found else 0


@require_POST
@door(Role.OPERATOR)
def person_staff(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that this is a colleague, or a member after all."""
    row = access_person(request.actor, pk)
    fact = people.change_colleagues(request.actor.workspace.pk, [row], request.POST.get("staff") == "1")
    said = _("A colleague from now on.") if request.POST.get("staff") == "1" else _("A member again.")
    toast(request, said, undo_url=undo_of(fact))
    return go(request, reverse("community:person", args=[row.pk]))


@door(Role.OPERATOR)
def person_merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Find the other entry of the same person, compare, join."""
    row = access_person(request.actor, pk)
    if row.merged_into_id or row.erased_at:
        raise Http404
    text = request.GET.get("q", row.name if request.method == "GET" and "q" not in request.GET else "").strip()
    asked = request.POST.get("other") or request.GET.get("other") or ""
    other = (
        access_person(request.actor, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    )
    if request.method == "POST" and other is not None:
        return _merge(request, row, other)
    found = people_list.live(request.actor).filter(found_by(text)).exclude(pk=row.pk) if text else Person.objects.none()
    ids = list(found.order_by("-message_count", "pk").values_list("pk", flat=True)[:CANDIDATES])
    rows = Person.objects.in_bulk(ids)
    sides = [_card(request, row), _card(request, other)] if other else []
    context = {
        "person": row,
        "q": text,
        "candidates": [rows[pk] for pk in ids if pk in rows],
        "places": queries.groups_of_people(ids, request.actor.group_ids),
        "sides": sides,
        "shared": _shared(sides),
    }
    return render(request, "community/person_merge.html", context, block="candidates")


def _card(request: StaffRequest, row: Person) -> Mapping[str, Any]:
    group_ids = request.actor.group_ids
    return {
        "person": row,
        "names": [i.shown for i in queries.identities_of(row, group_ids)],
        "places": queries.places_of(row, group_ids),
        "tags": people_list.tags_of([row.pk]).get(row.pk, []),
    }


def _shared(sides: list[Mapping[str, Any]]) -> list[str]:
    """Names of the groups that all of the entries have a place in."""
    names = [{place.group_id: place.group.name for place in side["places"]} for side in sides]
    return [name for pk, name in names[0].items() if all(pk in other for other in names)] if names else []


def _merge(request: StaffRequest, keep: Person, other: Person) -> HttpResponse:
    try:
        fact = merging.merge(keep, other)
    except MergeError as error:
        toast(request, _(str(error)), level=_ERROR)
    else:
        undo = reverse("community:merge-undo", args=[fact.pk])
        toast(request, _("Joined: one person from now on."), undo_url=undo)
    return go(request, reverse("community:person", args=[keep.pk]))


@door(Role.OPERATOR)
def person_split(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose the names that are somebody else's."""
    row = access_person(request.actor, pk)
    identities = queries.identities_of(row, request.actor.group_ids)
    if request.method == "POST":
        mine = {identity.pk for identity in identities}
        chosen = [int(value) for value in request.POST.getlist("identities") if value.isascii() and value.isdigit()]
        if not set(chosen) <= mine:
            raise Http404
        try:
            fact = merging.split(row, chosen)
        except MergeError as error:
            toast(request, _(str(error)), level=_ERROR)
        else:
            undo = reverse("community:merge-undo", args=[fact.pk])
            toast(request, _("Separated: two people from now on."), undo_url=undo)
            return go(request, reverse("community:person", args=[fact.data["other"]]))
    return render(request, "community/person_split.html", {"person": row, "identities": identities})


@require_POST
@door(Role.OPERATOR)
def merge_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a joining or a separation back, by its fact, and those done in the same stroke."""
    kinds = [merging.MERGED, merging.SPLIT]
    fact = access_one(Fact.objects.filter(type__in=kinds), request.actor, pk, group_path=None)
    access_person(request.actor, fact.person_id or 0)
    stroke = Q(pk=fact.pk)
    if fact.cause:
        stroke |= Q(cause=fact.cause, type=fact.type, person_id=fact.person_id)
    try:
        for one in Fact.objects.filter(stroke, workspace=request.actor.workspace).order_by("-pk"):
            (merging.unmerge if one.type == merging.MERGED else merging.unsplit)(one)
    except MergeError as error:
        toast(request, _(str(error)), level=_ERROR)
    else:
        toast(request, _("It is as it was before."))
    return go(request, reverse("community:person", args=[fact.person_id]))


@door(Role.OWNER)
def person_erase(request: StaffRequest, pk: int) -> HttpResponse:
    """Erase a person for good, after typing the word."""
    row = access_person(request.actor, pk)
    if row.merged_into_id or row.erased_at:
        raise Http404
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        job = erase.start_erasing(row)
        toast(request, _("Erasing now; this takes a moment.") if job else _("Erased."))
        return go(request, reverse("community:person-list"))
    context = {"person": row, "form": form, "places": queries.places_of(row, request.actor.group_ids)}
    return render(request, "community/person_erase.html", context, status=422 if form.errors else 200)
