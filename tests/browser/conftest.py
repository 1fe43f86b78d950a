"""Chromium as Debian has it, and the helper that looks at pages."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qunce.base.ui import assets
from tests.browser.look import Look

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
def look(browser: Browser, live_server: LiveServer) -> Look:
    return Look(browser, live_server.url)
