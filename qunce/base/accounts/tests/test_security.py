"""What surrounds every page: cookies, hosts, headers, errors, how secrets are kept (S13-S17, S31-S33)."""

import os
import re
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import extract_parameters
from django.contrib.auth.hashers import make_password
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, path
from pytest_django import Settings

from qunce.base.accounts.access import door, public
from qunce.base.accounts.logs import CauseFilter
from qunce.base.accounts.models import Role
from tests.cast import PASSPHRASE, Cast, client_for


def settings_under(tmp_path: Path, **env: str) -> Callable[[str], str]:
    """What a setting would be in an installation with this environment."""

    def value(expression: str) -> str:
        code = f"from django.conf import settings; print(({expression}))"
        present = {k: v for k, v in os.environ.items() if not k.startswith(("QUNCE", "DATABASE", "PYTEST", "DJANGO"))}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**present, "DJANGO_SETTINGS_MODULE": "qunce.config.settings", "QUNCE_DATA": str(tmp_path), **env},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    return value


def test_on_https_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    value = settings_under(tmp_path, QUNCE_PUBLIC_URL="https://club.example.cn")
    assert (
        value("settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME")
        == "('__Host-qunce_session', '__Host-qunce_csrf')"
    )
    assert value("settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE") == "(True, True)"
    assert value("settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH") == "(None, '/')"
    assert int(value("settings.SECURE_HSTS_SECONDS")) >= 31_536_000
    assert "*" not in value("settings.ALLOWED_HOSTS")
    # Without a proxy that we trust, nobody may claim to have come by https.
    assert value("settings.SECURE_PROXY_SSL_HEADER") == "None"
    trusted = settings_under(tmp_path, QUNCE_PUBLIC_URL="https://club.example.cn", QUNCE_TRUSTED_PROXIES="1")
    assert trusted("settings.SECURE_PROXY_SSL_HEADER") == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_on_plain_http_the_cookies_still_work(tmp_path: Path) -> None:
    value = settings_under(tmp_path)
    assert value("settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE") == "('qunce_session', False)"


def test_a_deployment_passes_djangos_own_checks(tmp_path: Path) -> None:
    present = {k: v for k, v in os.environ.items() if not k.startswith(("QUNCE", "DATABASE", "PYTEST", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "qunce", "check", "--deploy", "--fail-level", "WARNING"],
        env={**present, "QUNCE_DATA": str(tmp_path), "QUNCE_PUBLIC_URL": "https://club.example.cn"},
        capture_output=True,
        text=True,
        check=False,
    )
    # W008 wants Django to redirect to https: the proxy in front does, and a phone on the LAN still gets in. W005 and
    # W021 want HSTS for sister domains and in browsers' own lists: not ours to decide for a whole domain.
    warnings = [line for line in done.stderr.splitlines() if line.startswith("?: (")]
    assert "System check identified" in done.stderr + done.stdout
    assert [w for w in warnings if not any(known in w for known in ("W005", "W008", "W021"))] == []


def test_the_secret_key_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    value = settings_under(tmp_path)
    first = value("settings.SECRET_KEY")
    assert len(first) >= 50
    assert value("settings.SECRET_KEY") == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_passphrases_are_kept_by_argon2id_with_enough_memory(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    kept = make_password(PASSPHRASE)
    chosen = extract_parameters(kept.removeprefix("argon2"))
    assert chosen.type.name == "ID"
    assert chosen.memory_cost >= 19 * 1024
    assert chosen.time_cost >= 2


def test_session_cookies_are_out_of_reach_of_scripts(cast: Cast, settings: Settings) -> None:
    client = Client()
    client.get("/login")
    client.post("/login", {"username": "an", "password": PASSPHRASE})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""
    assert len(client.cookies[settings.SESSION_COOKIE_NAME].value) >= 26  # 36 signs a place: over 128 bits


def test_a_foreign_host_is_refused_where_the_own_is_known(cast: Cast, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["club.example.cn"]
    assert Client().get("/login", headers={"Host": "club.example.cn"}).status_code == 200
    refused = Client().get("/login", headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert refused["X-Request-ID"]


def test_a_form_from_another_site_is_refused(cast: Cast, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = client_for(cast.owner, enforce_csrf_checks=True)
    page = client.get("/settings/me")
    form = {"name": "安", "language": "en", "theme": "", "csrfmiddlewaretoken": str(page.context["csrf_token"])}
    lured = client.post("/settings/me", form, headers={"Origin": "https://evil.example"})
    assert lured.status_code == 403
    assert client.post("/settings/me", form, headers={"Origin": "http://testserver"}).status_code == 302
    assert client.post("/settings/me", {**form, "csrfmiddlewaretoken": "x" * 64}).status_code == 403


def test_scripts_come_from_here_only(cast: Cast) -> None:
    policy = client_for(cast.owner).get("/settings/me")["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    assert rules["script-src"] == ["'self'"]
    assert rules["default-src"] == ["'self'"]
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == ["'none'"]
    assert rules["form-action"] == ["'self'"]


@public
def broken(request: HttpRequest) -> HttpResponse:
    secret = "sk-canary-in-a-local"
    raise RuntimeError(f"SELECT password FROM staff -- {secret}")


@public
def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("path traversal ../../secret_key")


@door(Role.VIEWER)
def broken_inside(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("sk-canary-in-a-local")


@pytest.fixture
def broken_routes(settings: Settings) -> None:
    """The product's addresses and a few that fail."""
    product = get_resolver().urlconf_module
    extended = types.ModuleType("urls_of_test_security")
    extended.__dict__.update(vars(product))
    extended.urlpatterns = [  # type: ignore[attr-defined]
        *product.urlpatterns,
        path("broken", broken),
        path("odd", suspicious),
        path("inside", broken_inside),
    ]
    settings.ROOT_URLCONF = extended


@pytest.mark.parametrize(("address", "status"), [("/broken", 500), ("/odd", 400), ("/inside", 500), ("/nowhere", 404)])
@pytest.mark.usefixtures("broken_routes")
def test_an_error_tells_nothing_but_its_number(cast: Cast, settings: Settings, address: str, status: int) -> None:
    settings.DEBUG = False
    client = client_for(cast.owner)
    client.raise_request_exception = False
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert not [
        word
        for word in ("Traceback", "SELECT", "canary", "secret_key", "RuntimeError", "site-packages")
        if word in text
    ]
    assert len(answer["X-Request-ID"]) == 32
    assert answer["Content-Security-Policy"]


def test_the_log_line_of_an_error_carries_the_id_of_its_answer(
    cast: Cast, broken_routes: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(CauseFilter())
    client = client_for(cast.owner)
    client.raise_request_exception = False
    answer = client.get("/inside")
    assert answer["X-Request-ID"] in {
        getattr(line, "cause", "") for line in caplog.records if line.levelname == "ERROR"
    }


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE accounts_staff; --",
    "{{ 7919 * 7907 }}{% raw %}",
    "%(name)s %s %",
    "javascript:alert(1)",
    "‮evil‬\u200b",
    "😀" * 20,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text_on_every_page_of_accounts(cast: Cast, name: str) -> None:
    cast.operator.name = name[:60]
    cast.operator.save()
    owner = client_for(cast.owner)
    owner.post("/settings/staff/invite", {"name": name[:60], "role": "viewer", "scope": "all"})
    pages: list[Any] = [owner.get(f"/settings/{page}") for page in ("staff", "audit", "workspace", "me")]
    pages += [client_for(cast.operator).get(f"/settings/{page}") for page in ("me", "sessions", "audit")]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert str(7919 * 7907) not in html


def test_no_style_or_script_may_stand_in_a_page(cast: Cast) -> None:
    header = cast.client(cast.owner).get("/settings/me").headers["Content-Security-Policy"]
    assert "unsafe" not in header
    assert "style-src 'self'" in header


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/static/qunce/build/console-1A2B3C4D.css", True),
        ("/static/qunce/build/mark-1A2B3C4D.svg", True),
        ("/static/qunce/build/manifest.json", False),
        ("/static/qunce/build/icons.svg", False),
        ("/static/qunce/console-1A2B3C4D.css", False),
    ],
)
def test_what_is_named_by_its_content_may_be_kept_for_good(settings: Settings, address: str, kept: bool) -> None:
    assert bool(re.match(settings.WHITENOISE_IMMUTABLE_FILE_TEST, address)) is kept
