"""The door: a link is signed, a code is asked for, guessing ends, nothing secret is kept."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from qunce.community.visitors import services, signing
from qunce.community.visitors.models import Knock, Pass
from qunce.community.visitors.registry import VisitorPage, visitor_pages
from qunce.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def inside(request: HttpRequest, row: Pass) -> HttpResponse:
    return HttpResponse(f"inside {row.ref}")


@pytest.fixture
def door(cast: Cast) -> Iterator[Pass]:
    with visitor_pages.temporarily("test", VisitorPage("Test", "Ask", inside)):
        yield services.give(cast.workspace.pk, "test", 7)


def wrong(row: Pass) -> str:
    return f"{(int(services.code_of(row)) + 1) % 1_000_000:06d}"


def test_link_and_code_open_it_and_the_cookie_stays_at_this_door(door: Pass) -> None:
    client, path = Client(), services.path_of(door)
    assert "inside" not in client.get(path).content.decode()
    assert client.post(path, {"code": wrong(door)}).status_code == 422
    answer = client.post(path, {"code": f" {services.code_of(door)} "})
    assert (answer.status_code, answer["Location"]) == (302, path)
    cookie = answer.cookies[f"qunce-pass-{door.pk}"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (path, True, "Lax")
    response = client.get(path)
    assert response.content == b"inside 7"
    assert response["Cache-Control"] == "no-store, private"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


def test_post_without_the_csrf_token_is_refused(door: Pass) -> None:
    answer = Client(enforce_csrf_checks=True).post(services.path_of(door), {"code": services.code_of(door)})
    assert answer.status_code == 403


@pytest.mark.parametrize("spoil", [
    lambda link: link[:-1] + ("a" if link[-1] != "a" else "b"), lambda link: link.upper(), lambda link: f"0{link}",
    lambda link: f"{link}x", lambda link: link.replace("-", "--"), lambda link: "9" * 18 + link[link.index("-"):],
    lambda link: "9" * 40 + "-" + "a" * 16, lambda link: "..%2f..", lambda link: "' or 1=1 --",
])  # fmt: skip
def test_a_link_that_is_not_exactly_ours_opens_nothing(door: Pass, spoil) -> None:
    path = services.path_of(door)
    assert Client().get(path).status_code == 200
    link = spoil(signing.link_of(door.pk, door.round))
    assert Client().get(f"/h/{link}").status_code == 404


def test_expired_revoked_and_renewed_links_open_nothing(door: Pass) -> None:
    path, code = services.path_of(door), services.code_of(door)
    client = Client()
    client.post(path, {"code": code})
    services.revoke(door)
    assert client.get(path).status_code == 404
    services.renew(door)
    assert client.get(path).status_code == 404
    fresh = services.path_of(door)
    assert client.get(fresh).content != b"inside 7"  # the old cookie is no key to the new door
    assert services.code_of(door) != code
    Pass.objects.filter(pk=door.pk).update(expires_at=clock.timestamp())
    assert client.get(fresh).status_code == 404


def test_guessing_ends_for_one_visitor_and_for_all_and_begins_again_after_an_hour(door: Pass) -> None:
    path, code = services.path_of(door), services.code_of(door)
    _seconds, of_one, of_all = services.LIMITS["code"]
    client = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(of_one):
        assert client.post(path, {"code": wrong(door)}).status_code == 422
    assert client.post(path, {"code": code}).status_code == 429  # the right one, too: else guessing would go on
    assert Client(REMOTE_ADDR="203.0.113.10").post(path, {"code": code}).status_code == 302
    for n in range(of_all - of_one):
        assert not services.try_code(door, wrong(door), f"198.51.100.{n}")
    with pytest.raises(services.TooManyError):
        services.try_code(door, code, "198.51.100.250")
    with clock.fixed(clock.timestamp() + services.HOUR + 1):
        assert services.try_code(door, code, "203.0.113.9")


def test_neither_addresses_nor_codes_are_kept(door: Pass) -> None:
    services.try_code(door, wrong(door), "203.0.113.9")
    kept = str(list(Knock.objects.values()) + list(Pass.objects.values()))
    assert "203.0.113" not in kept
    assert services.code_of(door) not in kept
    assert signing.link_of(door.pk, door.round).split("-")[1] not in kept


def test_a_new_secret_keeps_old_links_while_the_old_one_is_known(door: Pass, settings) -> None:
    path, code = services.path_of(door), services.code_of(door)
    with override_settings(SECRET_KEY="x" * 50, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert services.find(path.rsplit("/", 1)[1]) is not None
        assert services.try_code(door, code, "203.0.113.9")
    with override_settings(SECRET_KEY="x" * 50, SECRET_KEY_FALLBACKS=[]):
        assert services.find(path.rsplit("/", 1)[1]) is None


def test_another_workspaces_page_of_the_same_number_is_another_door(cast: Cast, door: Pass) -> None:
    other = services.give(cast.elsewhere.pk, "test", 7)
    client = Client()
    client.post(services.path_of(door), {"code": services.code_of(door)})
    assert client.get(services.path_of(other)).content != b"inside 7"
