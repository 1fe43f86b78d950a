"""Coming in: sign-in, the first run, invitations, the lock; and going: sign-out, another workspace or language."""

from datetime import timedelta
from http import HTTPStatus

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from qunce.base.accounts import policy, queries, services
from qunce.base.accounts.access import Actor, StaffRequest, door, entrance
from qunce.base.accounts.forms import NewcomerForm, SetUpForm, SignInForm
from qunce.base.accounts.middleware import WORKSPACE_KEY
from qunce.base.accounts.models import Role, Staff
from qunce.base.accounts.roles import role_label
from qunce.base.tenancy.models import Workspace
from qunce.kernel import clock

HOME = "/"
THEME_COOKIE = "qunce_theme"  # base.ui reads it


def address_of(request: HttpRequest) -> str:
    """Who is at the other end, behind the proxies we trust. Also settings.AXES_CLIENT_IP_CALLABLE."""
    return policy.client_address(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES
    )


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards: only ever a place on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or HOME
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else HOME


def let_in(request: HttpRequest, staff: Staff) -> None:
    """Sign somebody in: a new session key, and a row that they can see and revoke."""
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    services.open_session(
        staff,
        request.session.session_key or "",
        address=address_of(request),
        agent=request.headers.get("User-Agent", ""),
    )


@never_cache
@sensitive_post_parameters("password")
@entrance
def sign_in(request: HttpRequest) -> HttpResponse:
    if _actor(request) is not None:
        return HttpResponseRedirect(next_of(request))
    if queries.nobody_yet():
        return render(request, "accounts/not_set_up.html")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff = authenticate(request, **form.cleaned_data)
        if isinstance(staff, Staff) and queries.actor_for(staff) is not None:
            let_in(request, staff)
            response = HttpResponseRedirect(next_of(request))
            worn = request.COOKIES.get(THEME_COOKIE, "")
            if worn in queries.THEMES - {staff.theme} and not staff.theme:
                services.set_theme(staff.pk, worn)  # chosen before signing in: theirs from now on
            wear(response, staff.language, staff.theme)
            return response
        form.add_error(None, _("This name and passphrase do not go together."))
    return render(request, "accounts/sign_in.html", {"form": form, "next": next_of(request)})


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, str]) -> HttpResponse:
    """Instead of an answer to the ninth guess: a page that says when to try again (settings.AXES_LOCKOUT_CALLABLE).

    The lock holds for this name from this address; the same name from elsewhere is free to sign in.
    """
    username, address = str(credentials.get("username") or ""), address_of(request)
    cooloff = get_cool_off(request) or timedelta()
    last = AccessAttempt.objects.filter(username=username, ip_address=address).order_by("-attempt_time").first()
    until = (last.attempt_time if last else clock.now()) + cooloff
    seconds = max(60, int((until - clock.now()).total_seconds()))
    services.note_lockout(username, address, int(cooloff.total_seconds()))
    page = render(
        request,
        "accounts/locked.html",
        {"until": int(until.timestamp()), "minutes": -(-seconds // 60)},
        status=429,
    )
    page["Retry-After"] = str(seconds)
    return page


@require_POST
@door(Role.VIEWER)
def sign_out(request: StaffRequest) -> HttpResponse:
    staff = request.user
    if isinstance(staff, Staff):
        services.note_sign_out(staff, request.session.session_key or "")
    logout(request)
    return redirect("accounts:sign_in")


@never_cache
@sensitive_post_parameters("password")
@entrance
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The first run, behind the one-time link printed at the start."""
    if queries.open_link(token, "setup") is None:
        return render(request, "accounts/link_spent.html", {"setup": True}, status=410)
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = form.newcomer(translation.get_language() or "")
        try:
            staff = services.set_up(token, form.cleaned_data["workspace"], owner)
        except services.NameTakenError:
            form.add_error("username", _("Somebody already signs in under this name."))
        except services.LinkSpentError:
            return render(request, "accounts/link_spent.html", {"setup": True}, status=410)
        else:
            let_in(request, staff)
            return HttpResponseRedirect(HOME)
    return render(request, "accounts/set_up.html", {"form": form})


@never_cache
@sensitive_post_parameters("password")
@entrance
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation: open an account, or take the place with the one that is signed in."""
    invitation = queries.open_link(token, "invite")
    if invitation is None:
        return render(request, "accounts/link_spent.html", {"setup": False}, status=410)
    actor = _actor(request)
    form = NewcomerForm(request.POST or None, initial={"name": invitation.data["name"]})
    if request.method == "POST":
        try:
            staff = _join_with(request, token, form, actor)
        except services.LinkSpentError:
            return render(request, "accounts/link_spent.html", {"setup": False}, status=410)
        if staff is not None:
            if actor is None:
                let_in(request, staff)
            request.session[WORKSPACE_KEY] = invitation.data["workspace"]
            return HttpResponseRedirect(HOME)
    context = {
        "form": form,
        "actor": actor,
        "workspace": Workspace.objects.get(pk=invitation.data["workspace"]).name,
        "role": role_label(invitation.data["role"]),
        "already": actor is not None and invitation.data["workspace"] in {w.id for w in actor.workspaces},
        "here": request.path,
    }
    return render(request, "accounts/join.html", context)


def _join_with(request: HttpRequest, token: str, form: NewcomerForm, actor: Actor | None) -> Staff | None:
    """Whoever took the place, or None where the form or the account does not do."""
    if actor is not None:
        staff = request.user
        if not isinstance(staff, Staff):
            return None
        try:
            services.join_as(token, staff)
        except services.AlreadyHereError:
            return None
        return staff
    if not form.is_valid():
        return None
    try:
        return services.accept_invitation(token, form.newcomer(translation.get_language() or ""))
    except services.NameTakenError:
        form.add_error("username", _("Somebody already signs in under this name."))
        return None


@require_POST
@door(Role.VIEWER)
def enter_workspace(request: StaffRequest, pk: int) -> HttpResponse:
    """Go over to another of one's workspaces; its front page, since nothing here exists there."""
    if pk not in {choice.id for choice in request.actor.workspaces}:
        raise Http404
    request.session[WORKSPACE_KEY] = pk
    return HttpResponseRedirect(HOME)


@require_POST
@entrance
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in this browser and, for staff, wherever they sign in."""
    response = HttpResponseRedirect(next_of(request))
    language = request.POST.get("language", "")
    if language in queries.LANGUAGES:
        remember_language(response, language)
        actor = _actor(request)
        if actor is not None:
            services.set_language(actor.staff_id, language)
    return response


@require_POST
@entrance
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme: for staff wherever they sign in, for a visitor in this browser. "" is the device's."""
    theme = request.POST.get("theme", "")
    if theme not in queries.THEMES:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    wear(response, "", theme)
    if not theme:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    actor = _actor(request)
    if actor is not None:
        services.set_theme(actor.staff_id, theme)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """This browser speaks it from now on, signed in or not."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * clock.DAY,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def wear(response: HttpResponse, language: str, theme: str) -> None:
    """Make this browser look as the person likes it; what they never chose stays as the browser had it."""
    if language:
        remember_language(response, language)
    if theme:  # the page's own script reads it before the first paint, so it is no secret
        response.set_cookie(
            THEME_COOKIE, theme, max_age=365 * clock.DAY, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )


def _actor(request: HttpRequest) -> Actor | None:
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    return actor
