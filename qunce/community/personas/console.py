"""账号与值班: the accounts, what each answers, who sits behind it, who is away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.settings_pages import render_settings
from qunce.base.ui.pages import go, is_part, render, toast
from qunce.community.access import access_group, groups_of
from qunce.community.charter.policy.week import week_of
from qunce.community.charter.weeks import shown_week
from qunce.community.models import Group
from qunce.community.personas import queries, services
from qunce.community.personas.access import access_absence, access_duty, access_persona
from qunce.community.personas.forms import AbsenceForm, DutyForm, PersonaForm, TryForm
from qunce.community.personas.models import Duty, Persona
from qunce.community.personas.policy import ROLES
from qunce.kernel import clock

_WARNING = 30


@door(Role.VIEWER, post=Role.SERVICE)
def index(request: StaffRequest) -> HttpResponse:
    """Every account with its duties and what is odd about it; a POST enters an absence. ``?text=`` tries a question."""
    workspace = request.actor.workspace
    here = queries.colleagues(workspace.pk)
    only = None if request.actor.may(Role.OPERATOR) else request.actor.staff_id
    form = AbsenceForm(
        request.POST or None, here=here, zone=workspace.zone, only=only, initial={"colleague": request.actor.staff_id}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.away(
            workspace.pk, data["colleague"], data["since_at"], data["until_at"], data["stand_in"], data["note"]
        )
        toast(request, _("Entered. What waits for them goes to whoever stands in."))
        return go(request, reverse("personas:index"))
    asked = TryForm(request.GET)
    text = asked.cleaned_data["text"].strip() if asked.is_valid() else ""
    context: dict[str, Any] = {
        "text": text,
        "found": queries.roster(workspace).falls_to(None, text, clock.timestamp()) if text else None,
        "here": here,
    }
    if is_part(request) and request.method == "GET":
        return render(request, "personas/index.html", context, block="tried")
    context |= {
        "form": form,
        "sheets": queries.sheets(workspace.pk),
        "roles": ROLES,
        "shown": _shown,
        "absences": list(queries.absences(workspace.pk)),
        "retired": list(queries.retired(workspace.pk)),
        "groups": dict(groups_of(request.actor).values_list("pk", "name")),
        "now": clock.timestamp(),
    }
    return render_settings(request, "personas/index.html", context, status=422 if form.errors else 200)


def _shown(duty: Duty) -> str:
    """A duty's set times, as members would read them; "" where it follows the group's hours."""
    return "" if duty.shifts is None else shown_week(week_of(duty.shifts))


@require_POST
@door(Role.SERVICE)
def absence_back(request: StaffRequest, pk: int) -> HttpResponse:
    """They are here again. A colleague ends their own absence, an operator anybody's."""
    row = access_absence(request.actor, pk)
    if row.staff_id != request.actor.staff_id and not request.actor.may(Role.OPERATOR):
        toast(request, _("Only they or an operator can do that."), level=_WARNING)
    else:
        services.back(row)
        toast(request, _("Entered. What was handed on stays with whoever has it."))
    return go(request, reverse("personas:index"))


@door(Role.OPERATOR)
def new(request: StaffRequest) -> HttpResponse:
    return _persona_page(request, None)


@door(Role.VIEWER, post=Role.OPERATOR)
def persona(request: StaffRequest, pk: int) -> HttpResponse:
    return _persona_page(request, access_persona(request.actor, pk))


def _persona_page(request: StaffRequest, row: Persona | None) -> HttpResponse:
    workspace_id = request.actor.workspace.pk
    form = PersonaForm(
        request.POST or None, workspace_id=workspace_id,
        initial=PersonaForm.initial_of(row) if row else {"picture": "unknown", "tone": "polite"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.save(workspace_id, form.terms(), row)
        except services.NameTakenError:
            form.add_error("name", _("Another account in use has this name."))
        else:
            toast(request, _("Kept."))
            return go(request, reverse("personas:persona", args=[kept.pk]))
    sheet = next((one for one in queries.sheets(workspace_id) if row and one.persona.pk == row.pk), None)
    context = {
        "persona": row,
        "form": form,
        "sheet": sheet,
        "roles": ROLES,
        "shown": _shown,
        "here": queries.colleagues(workspace_id),
        "groups": dict(groups_of(request.actor).values_list("pk", "name")),
        "may_edit": request.actor.may(Role.OPERATOR),
    }
    return render_settings(request, "personas/persona.html", context, status=422 if form.errors else 200)


@require_POST
@door(Role.OPERATOR)
def persona_end(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_persona(request.actor, pk)
    services.end(row)
    toast(request, _("Out of use"), undo_url=reverse("personas:resume", args=[row.pk]))
    return go(request, reverse("personas:index"))


@require_POST
@door(Role.OPERATOR)
def persona_resume(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_persona(request.actor, pk)
    try:
        services.resume(row)
    except services.NameTakenError:
        toast(request, _("Another account in use has this name."), level=_WARNING)
    else:
        toast(request, _("In use again"))
    return go(request, reverse("personas:index"))


@door(Role.OPERATOR)
def duty_new(request: StaffRequest, pk: int) -> HttpResponse:
    """A duty of this account."""
    return _duty_page(request, access_persona(request.actor, pk), None)


@door(Role.OPERATOR)
def duty(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_duty(request.actor, pk)
    return _duty_page(request, row.persona, row)


def _duty_page(request: StaffRequest, persona: Persona, row: Duty | None) -> HttpResponse:
    form = DutyForm(request.POST or None, actor=request.actor, initial=DutyForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        services.save_duty(persona, form.terms(), row)
        toast(request, _("Kept."))
        return go(request, reverse("personas:persona", args=[persona.pk]))
    context = {"persona": persona, "duty": row, "form": form}
    return render_settings(request, "personas/duty.html", context, status=422 if form.errors else 200)


@require_POST
@door(Role.OPERATOR)
def duty_remove(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_duty(request.actor, pk)
    services.remove_duty(row)
    toast(request, _("Removed."))
    return go(request, reverse("personas:persona", args=[row.persona_id]))


def panel(request: HttpRequest, group_id: int) -> dict[str, Any] | None:
    """The group page's panel: which account answers what here, when, and who is behind it now."""
    actor = request.actor  # type: ignore[attr-defined] # behind a door
    group: Group = access_group(actor, group_id)
    duties = queries.duties_in(group)
    if not duties:
        return None
    now = clock.timestamp()
    return {
        "duties": duties,
        "behind": queries.behind(group.workspace_id, duties, now),
        "here": queries.colleagues(group.workspace_id),
        "roles": ROLES,
        "shown": _shown,
    }
