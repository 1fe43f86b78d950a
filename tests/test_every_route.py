"""Every route × role × whose object: all cells asserted, none written by hand (design §4.4, S01, S16, S17).

A new route fails here until its view declares a door and, where it names objects, a sample is registered
(tests/routes.py). Each cell is a real request through the whole stack, in a savepoint of its own, and is
judged by its status, by whether it shows a name its reader must never see, by its headers, and by what it wrote.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from qunce.base.accounts.access import Door, at_least, door_of
from qunce.base.accounts.models import Role, Staff
from tests.cast import Cast, client_for, make_cast
from tests.routes import Route, Sample, Which, csrf_exempt, every_route, load_samples

ROUTES = {route.name: route for route in every_route()}
SAMPLES = load_samples()
FINE = {200, 204, 301, 302, 303}
REFUSED_FORM = {400, 409, 410, 422}
# Writes that belong to being signed in, not to the page asked for.
BOOKKEEPING = ("django_session", "accounts_staffsession")
HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "X-Frame-Options",
    "X-Request-ID",
)

# Who may what is decided in Python. On a second engine it is enough to ask for those whose questions to the database
# differ: who sees everything, who sees some groups, who is of another workspace.
ASKING_DIFFERENTLY = ("owner", "scoped", "outsider")

every_one = pytest.mark.parametrize("name", sorted(ROUTES))
# A route without its sample fails once, above; there is nothing to walk with.
walkable = pytest.mark.parametrize(
    "name", sorted(name for name, route in ROUTES.items() if name in SAMPLES or not route.parameters)
)


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
    if declared(route).role is not None and not SAMPLES[name].no_object:
        assert SAMPLES[name].foreign is not None, f"{name}: what is a foreign object here?"


def test_no_sample_is_left_of_a_route_that_is_gone() -> None:
    assert not set(SAMPLES) - set(ROUTES)


# The walk


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """One cast for the whole walk: every request is undone."""
    with django_db_blocker.unblock(), undone():
        yield make_cast()


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(cast: Cast) -> dict[str, Callable[..., Client]]:
    """A signed-in client per person, made anew each time from one session: what a request did to it is undone."""

    def maker(staff: Staff | None) -> Callable[..., Client]:
        cookies = client_for(staff).cookies.output(header="") if staff else ""

        def make(**kwargs: Any) -> Client:
            client = client_for(None, **kwargs)
            client.cookies.load(cookies)
            return client

        return make

    return {who: maker(staff) for who, staff in cast.everyone.items()}


def address(route: Route, cast: Cast, which: Which) -> str:
    how = sample_of(route)
    return reverse(route.name, kwargs=dict(how.kwargs(cast, which)), query=dict(how.query(cast, which)) or None)


@dataclass(frozen=True)
class Answer:
    response: HttpResponseBase
    text: str
    wrote: list[str]


def ask(client: Client, method: str, route: Route, cast: Cast, which: Which) -> Answer:
    path, form = address(route, cast, which), dict(sample_of(route).body(cast, which))
    with CaptureQueriesContext(connection) as log:
        response = client.post(path, form) if method == "POST" else client.generic(method, path)
        text = text_of(response)
    return Answer(response, text, changes(log, sample_of(route).marks))


def text_of(response: HttpResponseBase) -> str:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content).decode(errors="replace")  # type: ignore[attr-defined]
    assert isinstance(response, HttpResponse)
    return response.content.decode(errors="replace") + str(response.headers)


def changes(log: CaptureQueriesContext, marks: tuple[str, ...]) -> list[str]:
    queries = [query["sql"] for query in log.captured_queries]
    writing = [sql for sql in queries if sql.split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE", "REPLACE"}]
    return [sql[:100] for sql in writing if not any(table in sql for table in (*BOOKKEEPING, *marks))]


def outcome(door: Door, how: Sample, who: str, role: Role | None, which: Which, method: str) -> str:
    """What a cell must be: "in", "out" (to the sign-in page), "refused" (403), "gone" (404) or "open" (public)."""
    needed = door.needed(method)
    if needed is None:
        return "open"
    if role is None:
        return "out"
    if not at_least(role, needed):
        return "refused"
    if not how.offers("foreign"):
        return "in"  # nothing is named: a page is as much the outsider's own as anybody's
    mine: Which = "foreign" if who == "outsider" else "own"
    if which == mine:
        return "in" if not how.mine or who in {how.mine, "outsider"} else "gone"
    return "in" if which == "hidden" and who not in {"scoped", "outsider"} else "gone"


def wrong_status(expected: str, response: HttpResponseBase, method: str) -> str:
    """Empty when the answer is as expected, else what is wrong."""
    status, target = response.status_code, response.headers.get("Location", "")
    away = getattr(response, "turned_away", False)
    allowed = {
        "out": away and status == 302 and target.split("?")[0] == settings.LOGIN_URL,
        "refused": status == 403,
        "gone": status in {404, 405},  # 405: refused by its method before anything is looked at
        "open": status < 500 and not away,
        "in": not away and (status in FINE or status == 405 or (method == "POST" and status in REFUSED_FORM)),
    }
    return "" if allowed[expected] else f"expected {expected}, got {status} {target}"


def leaks(cast: Cast, who: str, text: str) -> list[str]:
    """Names in an answer that its reader must never see."""
    elsewhere = [cast.foreign.name, cast.elsewhere.name, cast.stranger.name]
    here = [cast.lunch.name, cast.tea.name, cast.office.name, cast.yu.name, cast.hidden.name]
    forbidden = {
        "outsider": here,
        "scoped": [*elsewhere, cast.office.name, cast.hidden.name],
        "anonymous": [*elsewhere, *here],
    }.get(who, elsewhere)
    return [name for name in forbidden if name in text]


def faults(expected: str, answer: Answer, cast: Cast, who: str, method: str) -> Iterator[str]:
    if found := wrong_status(expected, answer.response, method):
        yield found
    if expected != "open" and (shown := leaks(cast, who, answer.text)):
        yield f"shows {shown}"
    if answer.wrote and (method != "POST" or expected in {"out", "refused", "gone"}):
        yield f"wrote {answer.wrote}"
    if missing := [header for header in HEADERS if header not in answer.response.headers]:
        yield f"lacks {missing}"
    if who != "anonymous" and "no-store" not in answer.response.headers.get("Cache-Control", ""):
        yield "may be kept by a cache"


def walkers(cast: Cast) -> dict[str, Staff | None]:
    if connection.vendor == "sqlite":
        return cast.everyone
    return {who: cast.everyone[who] for who in ASKING_DIFFERENTLY}


@pytest.mark.django_db
@walkable
def test_every_cell(name: str, cast: Cast, clients: dict[str, Callable[..., Client]]) -> None:
    route = ROUTES[name]
    door, how, wrong, inside = declared(route), sample_of(route), [], set()
    kinds: list[Which] = [which for which in ("own", "hidden", "foreign") if how.offers(which)]
    for who, staff in walkers(cast).items():
        role = cast.actor(staff).role if staff else None
        for which, method in product(kinds, ("GET", "POST")):
            expected = outcome(door, how, who, role, which, method)
            with undone():
                answer = ask(clients[who](), method, route, cast, which)
            wrong += [f"{who} {method} {which}: {fault}" for fault in faults(expected, answer, cast, who, method)]
            if expected in {"in", "open"} and answer.response.status_code != 405:
                inside.add(method)
    assert not wrong, "\n".join(wrong)
    assert inside, "no method answers anybody: is the sample right?"


@pytest.mark.django_db
@walkable
def test_a_form_without_the_token_is_refused_and_a_head_writes_nothing(
    name: str, cast: Cast, clients: dict[str, Callable[..., Client]]
) -> None:
    route = ROUTES[name]
    for who in ("owner", "anonymous"):
        with undone():
            forged = ask(clients[who](enforce_csrf_checks=True), "POST", route, cast, "own")
        assert name in csrf_exempt or forged.response.status_code == 403
        assert not forged.wrote
    with undone():
        assert not ask(clients["owner"](), "HEAD", route, cast, "own").wrote
