"""Chromium as Debian has it, and the helper that looks at pages."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.base.ui import assets
from qunce.community.models import Group
from qunce.demo import services as demo_services
from tests.browser.look import Look
from tests.cast import Cast, make_cast

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the test's thread


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium here: apt-get install chromium fonts-noto-cjk")
    return {**browser_type_launch_args, "executable_path": chromium, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session", autouse=True)
def built_assets() -> None:
    if not (Path(assets.BUILD) / "manifest.json").exists():
        pytest.exit(
            "The browser tests need the built assets: npm ci --ignore-scripts && node assets/build.mjs", returncode=3
        )


@pytest.fixture
def look(browser: Browser, live_server: LiveServer) -> Iterator[Look]:
    made = Look(browser, live_server.url)
    yield made
    made.close()


@dataclass(frozen=True)
class World:
    """The demo beside an empty workspace, both of one owner; it stands for a whole module."""

    cast: Cast
    demo: Workspace
    search: Path  # its message index
    look: Look  # at the demo
    look_here: Look  # at the workspace of the cast, into which nothing was imported
    look_elsewhere: Look  # at the other workspace

    def group(self, order: str = "-message_count") -> Group:
        found = Group.objects.filter(workspace=self.demo).order_by(order).first()
        assert found is not None
        return found


@contextmanager
def test_database() -> Iterator[None]:
    """pytest-django makes the database only where a chosen test is marked for it. These are not: the mark would empty
    it after each of them. Without this they would write into the real one.
    """
    made = None
    if connection.settings_dict["NAME"] != connection.creation._get_test_db_name():
        made = setup_databases(0, interactive=False, aliases={"default"})
    yield
    if made is not None:
        teardown_databases(made, 0)


@pytest.fixture(scope="module")
def standing(
    browser: Browser,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """One world and one server for all tests of a module: they look, they change nothing that another looks at."""
    search = tmp_path_factory.mktemp("search")
    settings = override_settings(SEARCH_ROOT=search)
    with django_db_blocker.unblock(), test_database(), settings, translation.override("zh-hans"):
        server = LiveServer("localhost")
        cast, demo = make_cast(), demo_services.load("small")
        drain()
        looks = [Look(browser, server.url, workspace) for workspace in (demo, cast.workspace, cast.elsewhere)]
        yield World(cast, demo, search, *looks)
        for look in looks:
            look.close()
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def world(standing: World, settings: Settings, own_search_index: None) -> World:
    """The module's world, with its own search index in place of the test's."""
    settings.SEARCH_ROOT = standing.search
    return standing
