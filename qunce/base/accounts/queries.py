"""Reading accounts: who is signed in, who works here, which sessions and invitations are open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from qunce.base.accounts import policy
from qunce.base.accounts.access import Actor, WorkspaceChoice
from qunce.base.accounts.models import Role, SetupToken, Staff, StaffMembership, StaffSession
from qunce.kernel import clock

THEMES = frozenset({"", "light", "dark"})
LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and the actor it speaks for."""

    actor: Actor
    session_id: int
    seen_at: int


def signed_in(staff_id: int, session_key: str, workspace_id: int | None) -> SignedIn | None:
    """The actor behind a session, or None where it was revoked, ran out or has no workspace left.

    workspace_id is the one chosen in the switcher; without it, or without a place in it, the person's
    first real workspace.
    """
    places = list(
        StaffMembership.objects.filter(staff_id=staff_id, staff__sessions__session_key=session_key, ended_at=None)
        .select_related("workspace", "staff")
        .annotate(
            session_id=F("staff__sessions__id"),
            started_at=F("staff__sessions__started_at"),
            seen_at=F("staff__sessions__seen_at"),
        )
        .order_by("workspace__is_demo", "since", "id")
    )
    if not places or policy.session_over(places[0].started_at, places[0].seen_at, clock.timestamp()):
        return None
    place = next((p for p in places if p.workspace_id == workspace_id), places[0])
    return SignedIn(
        _actor(place, places),
        session_id=places[0].session_id,
        seen_at=places[0].seen_at,
    )


def _actor(place: StaffMembership, places: Sequence[StaffMembership]) -> Actor:
    staff = place.staff
    return Actor(
        staff_id=staff.pk,
        name=staff.name,
        workspace=place.workspace,
        role=Role(place.role),
        groups=None if place.all_groups else frozenset(place.group_ids),
        language=staff.language if staff.language in LANGUAGES else settings.LANGUAGE_CODE,
        theme=staff.theme,
        workspaces=tuple(
            WorkspaceChoice(p.workspace_id, p.workspace.name, p.workspace.is_demo, Role(p.role)) for p in places
        ),
    )


def actor_for(staff: Staff, workspace_id: int | None = None) -> Actor | None:
    """The actor a staff member would be (commands, jobs, tests); None without a place anywhere."""
    places = list(
        StaffMembership.objects.filter(staff=staff, ended_at=None)
        .select_related("workspace", "staff")
        .order_by("workspace__is_demo", "since", "id")
    )
    place = next((p for p in places if workspace_id in (None, p.workspace_id)), None)
    return _actor(place, places) if place else None


def chosen_language(request: HttpRequest) -> str:
    """The language chosen in this browser, or ""."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in LANGUAGES else ""


def visitor_language(request: HttpRequest, *, listen: bool = False) -> str:
    """The language for somebody not signed in: their cookie's, else Chinese.

    listen: without a cookie, what the browser asks for (the pages before signing in only).
    """
    return chosen_language(request) or (_browser_language(request) if listen else settings.LANGUAGE_CODE)


def _browser_language(request: HttpRequest) -> str:
    for asked, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if asked.startswith("zh"):
            return settings.LANGUAGE_CODE
        try:
            return translation.get_supported_language_variant(asked)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def nobody_yet() -> bool:
    """Whether this installation still waits for its first staff member. People of the demo do not count."""
    return not StaffMembership.objects.filter(workspace__is_demo=False).exists()


def staff_of(workspace_id: int) -> QuerySet[StaffMembership]:
    """Everybody who works or worked in a workspace, present ones first."""
    return (
        StaffMembership.objects.filter(workspace_id=workspace_id)
        .select_related("staff")
        .order_by(F("ended_at").asc(nulls_first=True), "since", "id")
    )


def staff_names(workspace_id: int, ids: "Collection[int] | None" = None) -> dict[int, str]:
    """Names of staff by id, for the journal; None means all of the workspace."""
    places = StaffMembership.objects.filter(workspace_id=workspace_id)
    if ids is not None:
        places = places.filter(staff_id__in=ids)
    return dict(places.order_by("since").values_list("staff_id", "staff__name"))


def sessions_of(staff_id: int) -> QuerySet[StaffSession]:
    """The browsers a person is signed in on, last seen first."""
    now = clock.timestamp()
    alive = StaffSession.objects.filter(
        staff_id=staff_id,
        seen_at__gte=now - policy.SESSION_IDLE,
        started_at__gte=now - policy.SESSION_LIFE,
    )
    return alive.order_by("-seen_at", "-id")


def open_link(token: str, purpose: str) -> SetupToken | None:
    """The one-time link behind a token, while it can still be used."""
    return SetupToken.objects.filter(
        digest=policy.token_digest(token), purpose=purpose, used_at=None, expires_at__gt=clock.timestamp()
    ).first()


def open_invitations(workspace_id: int) -> QuerySet[SetupToken]:
    return SetupToken.objects.filter(
        purpose="invite", data__workspace=workspace_id, used_at=None, expires_at__gt=clock.timestamp()
    ).order_by("-id")
