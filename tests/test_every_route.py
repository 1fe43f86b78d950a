"""Every route × role × whose object: all cells asserted, none written by hand (design §4.4, S01, S16, S17).

A new route fails here until its view declares a door and, where it names objects, a sample is registered
(tests/routes.py). Each cell is a real request through the whole stack, in a savepoint of its own.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qunce.base.accounts.access import Door, at_least, door_of
from qunce.base.accounts.models import Role, Staff
from tests.cast import Cast, client_for
from tests.routes import Route, Sample, Which, csrf_exempt, every_route, load_samples

ROUTES = {route.name: route for route in every_route()}
SAMPLES = load_samples()
FINE = {200, 204, 301, 302, 303}
REFUSED_FORM = {400, 409, 410, 422}
# Writes that belong to being signed in, not to the page asked for.
BOOKKEEPING = ("django_session", "accounts_staffsession")

every_one = pytest.mark.parametrize("name", sorted(ROUTES))


def declared(route: Route) -> Door:
    door = door_of(route.view)
    assert door is not None, f"{route.name} ({route.pattern}): declare @door(...) or @public"
    return door


def sample_of(route: Route) -> Sample:
    return SAMPLES.get(route.name, Sample())


# What has to be there for the walk to mean anything


def test_every_route_has_a_name_of_its_own() -> None:
    patterns = [(route.name, route.pattern) for route in every_route()]
    assert not [pattern for name, pattern in patterns if not name or name.endswith(":")]
    assert len({name for name, _ in patterns}) == len(patterns)


@every_one
def test_every_route_declares_its_door(name: str) -> None:
    declared(ROUTES[name])


@every_one
def test_every_route_that_names_an_object_has_a_sample(name: str) -> None:
    route = ROUTES[name]
    if not route.parameters:
        return
    assert name in SAMPLES, f"{name} ({route.pattern}): register a sample in its room's tests/routes.py"
    if declared(route).role is not None:
        assert SAMPLES[name].foreign is not None, f"{name}: what is a foreign object here?"


def test_no_sample_is_left_of_a_route_that_is_gone() -> None:
    assert not set(SAMPLES) - set(ROUTES)


# The walk


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def address(route: Route, cast: Cast, which: Which) -> str:
    how = sample_of(route)
    return reverse(route.name, kwargs=dict(how.kwargs(cast, which)), query=dict(how.query(cast, which)) or None)


def ask(client: Client, method: str, route: Route, cast: Cast, which: Which) -> HttpResponseBase:
    path = address(route, cast, which)
    if method == "GET":
        return client.get(path)
    return client.post(path, dict(sample_of(route).body(cast, which)))


def text_of(response: HttpResponseBase) -> str:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content).decode(errors="replace")  # type: ignore[attr-defined]
    assert isinstance(response, HttpResponse)
    return response.content.decode(errors="replace") + str(response.headers)


def outcome(door: Door, how: Sample, who: str, role: Role | None, which: Which, method: str) -> str:
    """What a cell must be: "in", "out" (to the sign-in page), "refused" (403), "gone" (404) or "open" (public)."""
    needed = door.needed(method)
    if needed is None:
        return "open"
    if role is None:
        return "out"
    if not at_least(role, needed):
        return "refused"
    mine: Which = "foreign" if who == "outsider" else "own"
    if which == mine:
        return "in" if not how.mine or who in {how.mine, "outsider"} else "gone"
    if which == "hidden" and who not in {"scoped", "outsider"}:
        return "in"
    return "gone"


def roles(cast: Cast) -> Mapping[str, Role | None]:
    return {who: cast.actor(staff).role if staff else None for who, staff in cast.everyone.items()}


def leaks(cast: Cast, who: str, page: str) -> list[str]:
    """Names on a page that its reader must never see."""
    elsewhere = [cast.foreign.name, cast.elsewhere.name, cast.stranger.name]
    here = [cast.lunch.name, cast.tea.name, cast.office.name, cast.yu.name, cast.hidden.name]
    forbidden = {
        "outsider": here,
        "scoped": [*elsewhere, cast.office.name, cast.hidden.name],
        "anonymous": [*elsewhere, *here],
    }.get(who, elsewhere)
    return [name for name in forbidden if name in page]


def judge(expected: str, response: HttpResponseBase, method: str) -> str:
    """Empty when the answer is as expected, else what is wrong."""
    status, target = response.status_code, response.headers.get("Location", "")
    to_sign_in = getattr(response, "turned_away", False)
    allowed = {
        "out": to_sign_in and status == 302 and target.split("?")[0] == settings.LOGIN_URL,
        "refused": status == 403,
        "gone": status == 404,
        "open": status < 500 and not to_sign_in,
        "in": not to_sign_in and (status in FINE or status == 405 or (method == "POST" and status in REFUSED_FORM)),
    }
    return "" if allowed[expected] else f"expected {expected}, got {status} {target}"


def cells(route: Route) -> list[tuple[Which, str]]:
    how = sample_of(route)
    kinds: list[Which] = [which for which in ("own", "hidden", "foreign") if how.offers(which)]
    return [(which, method) for which in kinds for method in ("GET", "POST")]


@every_one
def test_every_cell(name: str, cast: Cast) -> None:
    route = ROUTES[name]
    door, how, wrong, inside = declared(route), sample_of(route), [], set()
    for who, role in roles(cast).items():
        for which, method in cells(route):
            # A route without objects is as much the outsider's own as anybody's.
            plain = not how.offers("foreign")
            expected = outcome(door, how, "" if plain else who, role, which, method)
            with undone():
                response = ask(client_for(cast.everyone[who]), method, route, cast, which)
                page = text_of(response)
            found = judge(expected, response, method)
            if expected in {"gone", "refused"} and response.status_code == 405:
                found = ""  # the method is refused before anything is looked at
            if found:
                wrong.append(f"{who} {method} {which}: {found}")
            if expected != "open" and (seen := leaks(cast, who, page)):
                wrong.append(f"{who} {method} {which}: shows {seen}")
            if expected in {"in", "open"} and response.status_code != 405:
                inside.add(method)
    assert not wrong, "\n".join(wrong)
    assert inside, "no method answers anybody: is the sample right?"


@every_one
def test_a_form_without_the_token_is_refused(name: str, cast: Cast) -> None:
    route = ROUTES[name]
    if name in csrf_exempt:
        return
    for staff in (cast.owner, None):
        with undone():
            client, path = client_for(staff, enforce_csrf_checks=True), address(route, cast, "own")
            with CaptureQueriesContext(connection) as log:
                response = client.post(path, dict(sample_of(route).body(cast, "own")))
            assert response.status_code == 403
            assert not changes(log)


def changes(log: CaptureQueriesContext) -> list[str]:
    writing = [q["sql"] for q in log.captured_queries if q["sql"].split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE"}]
    return [sql for sql in writing if not any(table in sql for table in BOOKKEEPING)]


@every_one
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(name: str, method: str, cast: Cast) -> None:
    client, path = client_for(cast.owner), address(ROUTES[name], cast, "own")
    with CaptureQueriesContext(connection) as log:
        text_of(client.generic(method, path))
    assert not changes(log)


REQUIRED_HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "X-Frame-Options",
    "X-Request-ID",
)


@every_one
def test_every_answer_carries_the_headers(name: str, cast: Cast) -> None:
    route = ROUTES[name]
    people: dict[str, Staff | None] = {"owner": cast.owner, "viewer": cast.viewer, "nobody": None}
    for who, staff in people.items():
        for method in ("GET", "POST"):
            with undone():
                response = ask(client_for(staff), method, route, cast, "own")
            missing = [header for header in REQUIRED_HEADERS if header not in response.headers]
            assert not missing, f"{who} {method}: {missing}"
            if staff is not None:
                assert "no-store" in response.headers["Cache-Control"], f"{who} {method}"
