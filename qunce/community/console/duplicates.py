"""Proposals to join entries that may be one person."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_many, door
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import go, render, toast
from qunce.community import queries
from qunce.community.duplicates import MOST_BEARERS, candidates
from qunce.community.models import Person
from qunce.community.services import merging
from qunce.community.services.merging import MergeError
from qunce.kernel.names import fold_name

_ERROR = 40


@require_GET
@door(Role.OPERATOR)
def duplicates(request: StaffRequest) -> HttpResponse:
    found = candidates(request.actor)
    people = [p.pk for namesakes in found for p in namesakes.people]
    context = {"found": found, "places": queries.groups_of_people(people, request.actor.group_ids)}
    return render(request, "community/duplicates.html", context, block="list")


@require_POST
@door(Role.OPERATOR)
def duplicates_merge(request: StaffRequest) -> HttpResponse:
    """Join the entries named in the form with the first of them."""
    wanted = request.POST.getlist("ids")
    rows = {
        p.pk: p for p in access_many(Person.objects.all(), request.actor, wanted, group_path="memberships__group_id")
    }
    if not 2 <= len(rows) <= MOST_BEARERS:
        raise Http404
    keep, *others = [rows[int(pk)] for pk in dict.fromkeys(wanted)]
    try:
        facts = [merging.merge(keep, other) for other in others]
    except MergeError as error:
        toast(request, _(str(error)), level=_ERROR)
    else:
        undo = reverse("community:merge-undo", args=[facts[-1].pk])
        toast(request, _("Joined: one person from now on."), undo_url=undo)
    return go(request, reverse("community:duplicates"))


@require_POST
@door(Role.OPERATOR)
def duplicates_skip(request: StaffRequest) -> HttpResponse:
    """They are different people: do not propose it again."""
    value = fold_name(request.POST.get("value", ""))
    if value:
        merging.tell_apart(request.actor.workspace.pk, value)
        toast(
            request,
            _("They stay different people."),
            undo_url=reverse("community:duplicates-unskip", query={"value": value}),
        )
    return go(request, reverse("community:duplicates"))


@require_POST
@door(Role.OPERATOR)
def duplicates_unskip(request: StaffRequest) -> HttpResponse:
    """Undo ``duplicates_skip``."""
    merging.forget_apart(request.actor.workspace.pk, request.GET.get("value", ""))
    toast(request, _("It is as it was before."))
    return go(request, reverse("community:duplicates"))
