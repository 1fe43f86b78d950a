"""Fixtures of every test: the cast, quick password hashing, no leftovers of language or lockout."""

from collections.abc import Iterator
from itertools import count

import pytest
from django.utils import translation
from pytest_django import Settings

from qunce.gateway.connectors import runner
from tests.cast import Cast, make_cast

pytest_plugins = ["tests.engine"]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Argon2 takes 100 MB and 60 ms a time on purpose; tests of accounts that mean it set it back."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Each test starts in the default language, whatever the one before activated."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def own_search_index(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test has its own message index, made when something is indexed."""
    settings.SEARCH_ROOT = tmp_path_factory.getbasetemp() / f"search-{next(_numbers)}"


_numbers = count()


@pytest.fixture(autouse=True, scope="module")
def one_reader() -> Iterator[None]:
    """The limited child is started once for all files of a module: its start costs more than reading what tests give
    it. What it is when each file has its own, the tests of the connectors say, which do without this."""
    with runner.shared():
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()
