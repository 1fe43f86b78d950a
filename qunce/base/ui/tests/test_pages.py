"""Pages, parts of pages, toasts, errors."""

import json
from contextlib import contextmanager

import pytest
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django_htmx.middleware import HtmxMiddleware

from qunce.base.accounts.access import public
from qunce.base.ui import errors, pages, shell
from qunce.base.ui.forms import widget
from qunce.base.ui.specimen import SampleForm
from qunce.base.ui.tests.blocks import render_alone
from qunce.kernel.registry import Registry
from tests.cast import Cast


@public
def boom(request):
    raise RuntimeError("planned")


@public
def nothing(request):
    return pages.done(request)


urlpatterns = [path("boom", boom), path("nothing", nothing)]
handler500 = errors.server_error
handler404 = errors.not_found

styleguide = pytest.mark.urls("tests.browser.ui_urls")


def htmx(**headers: str) -> dict[str, str]:
    return {"HX-Request": "true", **headers}


@styleguide
def test_a_part_is_the_pages_middle(cast: Cast) -> None:
    client = cast.client(cast.owner)
    whole = client.get("/ui/styleguide")
    part = client.get("/ui/styleguide", headers=htmx())
    assert part.content.strip() in whole.content or b'id="specimen-list"' in part.content
    assert b"<html" not in part.content
    assert b"<html" in whole.content
    assert part.context["listing"].total == 12_430, "the test sees the context of a part"
    for response in (whole, part):
        assert "HX-Request" in response["Vary"]


@styleguide
@pytest.mark.parametrize("headers", [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}])
def test_boosted_and_restored_requests_get_the_page(cast: Cast, headers: dict[str, str]) -> None:
    response = cast.client(cast.owner).get("/ui/styleguide", headers=htmx(**headers))
    assert b"<html" in response.content


@styleguide
def test_toast_travels_with_a_part_and_waits_for_the_next_page_otherwise(cast: Cast) -> None:
    client = cast.client(cast.owner)
    answer = client.post("/ui/styleguide/done", headers=htmx())
    assert answer.status_code == 204
    events = json.loads(answer["HX-Trigger"])
    assert events["qunce:toast"]["items"] == [{"text": "已标记完成", "undo": "/ui/styleguide/done", "level": "success"}]
    assert pages.CHANGED in events
    assert answer["HX-Trigger"].isascii()
    assert client.post("/ui/styleguide/done").status_code == 303
    shown = client.get("/ui/styleguide").content.decode()
    assert 'data-undo="/ui/styleguide/done"' in shown
    assert 'data-undo="/ui/styleguide/done"' not in client.get("/ui/styleguide").content.decode(), "once"


@styleguide
@pytest.mark.parametrize("who", ["viewer", "service", "operator"])
def test_only_the_owner_sees_the_styleguide(cast: Cast, who: str) -> None:
    response = cast.client(cast.everyone[who]).get("/ui/styleguide")
    assert response.status_code == 403
    assert "没有权限" in response.content.decode()


@contextmanager
def no_database():
    from django.db import connections

    def refuse(execute, sql, params, many, context):
        raise AssertionError(f"query: {sql}")

    with connections["default"].execute_wrapper(refuse):
        yield


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "words"), [("/boom", 500, "我们这边出了点问题"), ("/nowhere", 404, "这里什么都没有")]
)
def test_error_pages_need_no_database(address: str, status: int, words: str) -> None:
    with no_database(), override_settings(DEBUG=False):
        response = Client(raise_request_exception=False).get(address)
    assert response.status_code == status
    assert words in response.content.decode()
    assert "planned" not in response.content.decode()


@pytest.mark.urls(__name__)
def test_a_part_that_fails_answers_with_a_sentence() -> None:
    response = Client().get("/nowhere", headers=htmx())
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/plain")
    assert "<" not in response.content.decode()


def test_csrf_failure_explains_itself() -> None:
    response = errors.csrf_failure(RequestFactory().post("/"))
    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


def test_go_sends_forms_and_htmx_alike() -> None:
    plain, part = RequestFactory().post("/"), RequestFactory().post("/", headers=htmx())
    for request in (plain, part):
        HtmxMiddleware(lambda r: pages.done(r))(request)
    assert (pages.go(plain, "/x").status_code, pages.go(plain, "/x")["Location"]) == (303, "/x")
    assert pages.go(part, "/x")["HX-Redirect"] == "/x"


def test_field_tells_readers_of_its_error() -> None:
    form = SampleForm({"name": ""})
    html = widget(form["name"], hx_get="/x")
    assert 'aria-invalid="true"' in html
    assert "is-invalid" in html
    assert 'hx-get="/x"' in html


def test_shell_is_made_without_a_query(cast: Cast, django_assert_num_queries, monkeypatch) -> None:
    """What rooms add (badges) costs its own queries; the shell itself costs none."""
    monkeypatch.setattr(shell, "extensions", Registry("extensions of this test"))
    request = RequestFactory().get("/")
    request.actor = cast.actor(cast.owner)
    with django_assert_num_queries(0):
        made = shell.state_for(request)
    assert (made.user_name, made.role_label, made.workspace_name) == ("群主·安", "负责人", "安记小厨")


def test_rooms_extend_the_shell(cast: Cast) -> None:
    from dataclasses import replace

    request = RequestFactory().get("/")
    request.actor = cast.actor(cast.owner)
    with shell.extensions.temporarily(
        "test", lambda r, s: replace(s, palette_url="/p", badges={**s.badges, "today": 3})
    ):
        assert shell.state_for(request).badges["today"] == 3


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("", ""), ("evil", "")])
def test_theme_of_the_cookie(cookie: str, theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[shell.THEME_COOKIE] = cookie
    assert shell.theme_of(request) == theme


def test_messages_are_only_taken_by_parts(cast: Cast) -> None:
    request = RequestFactory().get("/")
    assert list(get_messages(request)) == []


@styleguide
def test_every_block_of_the_styleguide_stands_alone(cast: Cast) -> None:
    response = cast.client(cast.owner).get("/ui/styleguide")
    blocks = render_alone(response)
    assert set(blocks) == {"content", "specimen_list"}
    assert 'id="specimen-list"' in blocks["specimen_list"]
