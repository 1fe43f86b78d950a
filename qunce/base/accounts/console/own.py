"""One's own account: name and looks, passphrase, the devices one is signed in on."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from qunce.base.accounts import policy, queries, services
from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.console.entry import THEME_COOKIE, wear
from qunce.base.accounts.forms import PasswordForm, ProfileForm
from qunce.base.accounts.models import Role, Staff, StaffSession
from qunce.base.accounts.settings_pages import render_settings


@dataclass(frozen=True, slots=True)
class Device:
    """A signed-in browser as its owner sees it."""

    id: int
    name: str
    handheld: bool
    address: str
    started_at: int
    seen_at: int
    here: bool


def me(request: StaffRequest) -> Staff:
    """The account behind the actor."""
    staff: Staff = Staff.objects.get(pk=request.actor.staff_id)
    return staff


@door(Role.VIEWER)
def profile(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    initial = {"name": actor.name, "language": actor.language, "theme": actor.theme}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render_settings(request, "accounts/profile.html", {"form": form, "username": me(request).username})
    services.update_profile(me(request), **form.cleaned_data)
    messages.success(request, _("Saved."))
    response = redirect("accounts:profile")
    data = form.cleaned_data
    wear(response, data["language"], data["theme"])
    if not data["theme"]:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@sensitive_post_parameters("current", "new")
@door(Role.VIEWER)
def password(request: StaffRequest) -> HttpResponse:
    staff = me(request)
    form = PasswordForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        # Through authenticate: guessing here is counted and locked like guessing at the sign-in page.
        if authenticate(request, username=staff.username, password=form.cleaned_data["current"]) is None:
            form.add_error("current", _("This is not your current passphrase."))
        else:
            _change_password(request, staff, form.cleaned_data["new"])
            return redirect("accounts:sessions")
    return render_settings(request, "accounts/password.html", {"form": form})


def _change_password(request: StaffRequest, staff: Staff, new: str) -> None:
    before = request.session.session_key or ""
    ended = services.change_password(staff, new, session_key=before)
    update_session_auth_hash(request, staff)
    services.rename_session(before, request.session.session_key or "")
    told = ngettext(
        "Passphrase changed. %(count)s other device was signed out.",
        "Passphrase changed. %(count)s other devices were signed out.",
        ended,
    )
    messages.success(request, told % {"count": ended})


@door(Role.VIEWER)
def sessions(request: StaffRequest) -> HttpResponse:
    here = request.session.session_key
    devices = [_device(row, here) for row in queries.sessions_of(request.actor.staff_id)]
    devices.sort(key=lambda device: not device.here)
    return render_settings(request, "accounts/sessions.html", {"devices": devices})


def _device(row: StaffSession, here: str | None) -> Device:
    return Device(
        id=row.pk,
        name=policy.device_name(row.agent) or _("Unknown device"),
        handheld=policy.is_handheld(row.agent),
        address=row.address,
        started_at=row.started_at,
        seen_at=row.seen_at,
        here=row.session_key == here,
    )


@require_POST
@door(Role.VIEWER)
def end_session(request: StaffRequest, pk: int) -> HttpResponse:
    session = queries.sessions_of(request.actor.staff_id).filter(pk=pk).first()
    if session is None:
        raise Http404
    services.end_session(session)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:sessions")


@require_POST
@door(Role.VIEWER)
def end_other_sessions(request: StaffRequest) -> HttpResponse:
    count = services.end_other_sessions(me(request), request.session.session_key or "")
    told = ngettext("%(count)s device is signed out.", "%(count)s devices are signed out.", count)
    messages.success(request, told % {"count": count})
    return redirect("accounts:sessions")
