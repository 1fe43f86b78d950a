"""The database of the tests: SQLite in a file (threads, worker processes and a live server share it), or
PostgreSQL by DATABASE_URL. And a place of its own for everything else that the product writes."""

import dataclasses
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

FAST = Path("/dev/shm")
_place = pytest.StashKey[str]()

hypothesis_settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
hypothesis_settings.register_profile("search", deadline=None, max_examples=1_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        leave_out_what_asks_no_database(config, items)
    long_ones_first(items)


def long_ones_first(items: list[pytest.Item]) -> None:
    """Modules with long tests, then those of the browser, then the others, each in the random order they came in: a
    long one that comes last is waited for by a worker that has nothing to do."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    browser = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: 0 if item.path in long else 1 if item.path in browser else 2)


def leave_out_what_asks_no_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second engine has nothing to say about tests that never ask it."""
    asks = {"db", "transactional_db", "django_db_setup"}
    chosen = [
        item
        for item in items
        if not item.get_closest_marker("browser")
        and (item.get_closest_marker("django_db") or asks & set(getattr(item, "fixturenames", ())))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def pytest_configure(config: pytest.Config) -> None:
    hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
    place = Path(tempfile.mkdtemp(prefix="qunce-test-", dir=FAST if os.access(FAST, os.W_OK) else None))
    config.stash[_place] = str(place)
    settings.ENV = dataclasses.replace(settings.ENV, data=place, watch=str(place / "inbox"), public_url="")
    settings.MEDIA_ROOT = place / "uploads"
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite"):
        database.setdefault("TEST", {})["NAME"] = str(place / "test.sqlite3")


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_place], ignore_errors=True)


@pytest.fixture
def place(pytestconfig: pytest.Config) -> Path:
    """The data directory of this test run."""
    return Path(pytestconfig.stash[_place])


@pytest.fixture
def process_env(place: Path) -> dict[str, str]:
    """The environment with which another process sees the very database of this test.

    Use with ``@pytest.mark.django_db(transaction=True)``: what is not committed, nobody else sees.
    """
    return {
        **os.environ,
        "QUNCE_DATA": str(place),
        "DATABASE_URL": database_url(),
        "QUNCE_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": str(settings.PACKAGE.parent),
        "QUNCE_PUBLIC_URL": "",
    }


def database_url() -> str:
    """The test's own database as a DATABASE_URL."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    secret = ":" + quote(database["PASSWORD"], safe="") if database["PASSWORD"] else ""
    login = quote(database["USER"], safe="") + secret
    return f"postgresql://{login}@{database['HOST']}:{database['PORT'] or 5432}/{quote(database['NAME'])}"
