"""What counts in a group: the table of weights of each purpose, as this workspace edits it (A6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.settings_pages import render_settings
from qunce.base.journal.models import Fact
from qunce.base.ui.pages import go, toast
from qunce.community.charter import policy, queries, services
from qunce.community.charter.forms import WeightsForm
from qunce.community.charter.purposes import MEASURES, PURPOSES, Purpose

NAMED = 3  # measures a line of the list names
_WARNING = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A purpose in the list. most: name and points of what counts most; changed: how many weights differ."""

    key: str
    name: str
    about: str
    most: list[tuple[str, str]]
    groups: int
    changed: int


@require_GET
@door(Role.VIEWER)
def purpose_list(request: StaffRequest) -> HttpResponse:
    """Every purpose, what counts most in its groups, and whether this workspace changed it."""
    groups = queries.groups_by_purpose(request.actor.workspace)
    table = queries.purposes(request.actor.workspace)
    lines = [
        Line(p.key, _(p.name), _(p.about), _most(p), len(groups.get(p.key, [])), len(_changed(p)))
        for p in table.values()
    ]
    return render_settings(request, "community/purpose_list.html", {"lines": lines})


def _changed(purpose: Purpose) -> dict[str, float]:
    """Measure → the built-in points, where this workspace says something else."""
    built_in = PURPOSES.get(purpose.key).weights
    return {key: built_in.get(key, 0) for key, points in purpose.weights.items() if points != built_in.get(key, 0)}


def _most(purpose: Purpose) -> list[tuple[str, str]]:
    ranked = sorted(purpose.weights.items(), key=lambda item: (-item[1], item[0]))
    return [(_(MEASURES.get(key).name), f"{points:g}") for key, points in ranked[:NAMED] if key in MEASURES]


def _purpose(request: StaffRequest, key: str) -> Purpose:
    found = queries.purposes(request.actor.workspace).get(key)
    if found is None:
        raise Http404
    return found


@door(Role.VIEWER, post=Role.OWNER)
def purpose(request: StaffRequest, key: str) -> HttpResponse:
    """One purpose's weights: what each measure means, what differs from the default, what is wrong with it."""
    row = _purpose(request, key)
    built_in = PURPOSES.get(key).weights
    form = WeightsForm(request.POST or None, built_in=built_in, weights=row.weights)
    if request.method == "POST" and form.is_valid():
        try:
            fact = services.set_weights(request.actor.workspace, key, form.weights())
        except services.CharterError as error:
            form.add_error(None, _(error.msgid))
        else:
            return _kept(request, key, fact)
    shown = form.weights() if request.method == "POST" and form.is_valid() else row.weights
    context = {
        "purpose": row,
        "form": form,
        "rows": _rows(form, built_in, row.weights),
        "most": f"{sum(points for points in shown.values() if points > 0):g}",
        "findings": [f for f in policy.lint(policy.merge([policy.purpose_layer(row)]).charter) if f.field == "weights"],
        "groups": len(queries.groups_by_purpose(request.actor.workspace).get(key, [])),
        "may_edit": request.actor.may(Role.OWNER),
    }
    return render_settings(request, "community/purpose.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of the table: its field, what it means, the points that hold and the built-in ones."""

    key: str
    name: str
    about: str
    points: str
    default: str
    changed: bool


def _rows(form: WeightsForm, built_in: Mapping[str, float], weights: Mapping[str, float]) -> list[Row]:
    return [
        Row(
            key=key,
            name=_(measure.name),
            about=_(measure.about),
            points=f"{weights.get(key, 0):g}",
            default=f"{built_in.get(key, 0):g}",
            changed=weights.get(key, 0) != built_in.get(key, 0),
        )
        for key, measure in sorted(MEASURES.items(), key=lambda item: (-built_in.get(item[0], 0), item[0]))
        if key in form.fields
    ]


def _kept(request: StaffRequest, key: str, fact: Fact | None) -> HttpResponse:
    if fact is None:
        toast(request, _("Nothing was changed."))
    else:
        undo = reverse("community:weights-undo", args=[fact.pk])
        toast(request, _("Kept. The groups of this purpose are judged by it anew."), undo_url=undo)
    return go(request, reverse("community:purpose", args=[key]))


@require_POST
@door(Role.OWNER)
def weights_reset(request: StaffRequest, key: str) -> HttpResponse:
    """Back to the built-in table."""
    _purpose(request, key)
    return _kept(request, key, services.set_weights(request.actor.workspace, key, {}))


@require_POST
@door(Role.OWNER)
def weights_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one change of weights back, by its fact."""
    fact = access_one(Fact.objects.filter(type="charter.weights_changed"), request.actor, pk, group_path=None)
    if services.restore_weights(fact):
        toast(request, _("It is as it was before."))
    else:
        toast(request, _("That was undone already."), level=_WARNING)
    return go(request, reverse("community:purpose", args=[fact.data["purpose"]]))
