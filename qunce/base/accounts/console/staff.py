"""Who works here: the owner invites, gives roles and groups, takes out and lets back in; and the workspace itself."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.base.accounts import queries, services
from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.forms import InviteForm, PlaceForm, WorkspaceForm
from qunce.base.accounts.models import Role, SetupToken, StaffMembership
from qunce.base.accounts.roles import options, role_label, scope_label
from qunce.base.accounts.settings_pages import render_settings


@dataclass(frozen=True, slots=True)
class Colleague:
    """A line of the staff list."""

    id: int
    name: str
    username: str
    role: str
    scope: str
    present: bool
    is_me: bool


def access_place(request: StaffRequest, pk: int) -> StaffMembership:
    """A colleague's place in this workspace, or Http404."""
    places = StaffMembership.objects.select_related("staff")
    return access_one(places, request.actor, pk, group_path=None)


def access_invitation(request: StaffRequest, pk: int) -> SetupToken:
    """An open invitation into this workspace, or Http404."""
    invitation = queries.open_invitations(request.actor.workspace.pk).filter(pk=pk).first()
    if invitation is None:
        raise Http404
    return invitation


@door(Role.OWNER)
def staff(request: StaffRequest) -> HttpResponse:
    return render_settings(request, "accounts/staff.html", _listed(request))


def _listed(request: StaffRequest) -> dict[str, object]:
    workspace_id = request.actor.workspace.pk
    return {
        "colleagues": [_colleague(place, request) for place in queries.staff_of(workspace_id)],
        "invitations": [
            {
                "id": invitation.pk,
                "name": invitation.data.get("name", ""),
                "role": role_label(invitation.data["role"]),
                "expires_at": invitation.expires_at,
            }
            for invitation in queries.open_invitations(workspace_id)
        ],
    }


def _colleague(place: StaffMembership, request: StaffRequest) -> Colleague:
    return Colleague(
        id=place.pk,
        name=place.staff.name,
        username=place.staff.username,
        role=role_label(place.role),
        scope=scope_label(None if place.all_groups else place.group_ids),
        present=place.ended_at is None,
        is_me=place.staff_id == request.actor.staff_id,
    )


@door(Role.OWNER)
def invite(request: StaffRequest) -> HttpResponse:
    workspace = request.actor.workspace
    form = InviteForm(
        request.POST or None, workspace_id=workspace.pk, initial={"role": Role.SERVICE.value, "scope": "all"}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        path = services.invite(workspace, Role(data["role"]), name=data["name"], group_ids=form.group_ids)
        base = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
        # Shown once, on the answer to the POST: only the hash is kept, so it cannot be shown again.
        context = {"link": base + path, "whom": data["name"], "role": role_label(data["role"])}
        return render_settings(request, "accounts/invited.html", context)
    return render_settings(request, "accounts/invite.html", {"form": form, "roles": options()})


@require_POST
@door(Role.OWNER)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    services.withdraw_invitation(access_invitation(request, pk))
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("accounts:staff")


@door(Role.OWNER)
def colleague(request: StaffRequest, pk: int) -> HttpResponse:
    """Change somebody's role and groups."""
    place = access_place(request, pk)
    form = PlaceForm(
        request.POST or None,
        workspace_id=request.actor.workspace.pk,
        initial=PlaceForm.initial_of(place),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_place(place, Role(form.cleaned_data["role"]), group_ids=form.group_ids)
        except services.LastOwnerError:
            form.add_error("role", _("The last owner stays owner. Make somebody else owner first."))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:staff")
    context = {"form": form, "roles": options(), "colleague": _colleague(place, request)}
    return render_settings(request, "accounts/colleague.html", context)


@require_POST
@door(Role.OWNER)
def take_out(request: StaffRequest, pk: int) -> HttpResponse:
    place = access_place(request, pk)
    try:
        services.take_out(place)
    except services.LastOwnerError:
        messages.error(request, _("The last owner cannot leave. Make somebody else owner first."))
    else:
        messages.success(request, _("%(name)s is signed out and has no access any more.") % {"name": place.staff.name})
    return redirect("accounts:staff")


@require_POST
@door(Role.OWNER)
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    place = access_place(request, pk)
    services.restore(place)
    messages.success(request, _("%(name)s can sign in again.") % {"name": place.staff.name})
    return redirect("accounts:staff")


@door(Role.OWNER)
def workspace(request: StaffRequest) -> HttpResponse:
    present = request.actor.workspace
    initial = {"name": present.name, "zone": present.zone}
    form = WorkspaceForm(request.POST or None, present=present.zone, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.update_workspace(present, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:workspace")
    return render_settings(request, "accounts/workspace.html", {"form": form})
