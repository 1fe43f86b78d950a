"""Every request: its id and headers, who asks, in which workspace, language and zone, through which door."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from qunce.base.accounts import queries, services
from qunce.base.accounts.access import Actor, Door, at_least, door_of
from qunce.base.journal.services import doing
from qunce.kernel import clock

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "serial", "usb",
    )
)  # fmt: skip
WORKSPACE_KEY = "workspace"  # in the session


class HeadersMiddleware:
    """Outermost: no response leaves without its id and the headers of S17."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response


class AccessMiddleware:
    """Puts ``request.actor`` (None when nobody is signed in) and opens or shuts the door before each view."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        actor = self._actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        zone = actor.workspace.zone if actor else clock.DEFAULT_ZONE
        with (
            doing(actor.key if actor else "visitor", request.request_id),  # type: ignore[attr-defined]
            translation.override(actor.language if actor else queries.visitor_language(request)),
            timezone.override(clock.zone(zone)),
        ):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if actor is not None:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def _actor(self, request: HttpRequest) -> Actor | None:
        # Without a session cookie nobody is signed in: public pages cost no query.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        key = request.session.session_key or ""
        found = queries.signed_in(request.user.pk, key, request.session.get(WORKSPACE_KEY))
        if found is None:
            services.close_session(key)
            logout(request)
            return None
        services.touch_session(found.session_id, found.seen_at)
        # A language chosen in this browser goes before the one they chose elsewhere.
        return replace(found.actor, language=queries.chosen_language(request) or found.actor.language)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        door = door_of(view)
        if door is None:
            raise PermissionDenied(f"{view!r} declares neither @door nor @public")
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None and door.guess_language:
            translation.activate(queries.visitor_language(request, listen=True))
        return self._refuse(request, door, actor)

    def _refuse(self, request: HttpRequest, door: Door, actor: Actor | None) -> HttpResponseBase | None:
        needed = door.needed(request.method)
        if needed is None:
            return None
        if actor is None:
            return to_sign_in(request)
        if not at_least(actor.role, needed):
            raise PermissionDenied
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the sign-in page and back to where they were afterwards."""
    partial = request.headers.get("HX-Request") == "true"
    target = _page_behind(request) if partial or request.method != "GET" else request.get_full_path()
    address = f"{settings.LOGIN_URL}?{urlencode({'next': target})}" if target not in {"", "/"} else settings.LOGIN_URL
    turned: HttpResponse = HttpResponseRedirect(address)
    if partial:
        turned = HttpResponse(status=401, headers={"HX-Redirect": address})
    turned.turned_away = True  # type: ignore[attr-defined] # the tests tell it from a sign-out by this
    return turned


def _page_behind(request: HttpRequest) -> str:
    """The page a part or a form was on: that is where to go back to, not the part itself."""
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(shown, {request.get_host()}):
        return ""
    parts = urlsplit(shown)
    return parts.path + (f"?{parts.query}" if parts.query else "")
