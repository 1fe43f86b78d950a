"""The small world, built once for the tests that only read it."""

from datetime import date
from pathlib import Path

import pytest

from qunce.demo.expected import Expected, expected
from qunce.demo.world import World, build
from qunce.demo.writers.bundle import write
from qunce.kernel.clock import day_start

# A Sunday before dawn: yesterday was a Saturday, so the weekday rules of the seeds are put to work.
UNTIL = day_start(date(2026, 11, 22)) + 4 * 3600


@pytest.fixture(scope="session")
def small() -> World:
    world = build("small", seed=7, until=UNTIL)
    assert world.all_groups
    return world


@pytest.fixture(scope="session")
def truth(small: World) -> Expected:
    return expected(small)


@pytest.fixture(scope="session")
def folder(small: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("world")
    write(small, place)
    return place
