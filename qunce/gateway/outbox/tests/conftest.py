from collections.abc import Iterator

import pytest

from qunce.gateway.outbox.tests.world import Heard, Recorder, kinds, machine


@pytest.fixture
def heard() -> Iterator[Heard]:
    with kinds() as told:
        yield told


@pytest.fixture
def recorder(heard: Heard) -> Iterator[Recorder]:
    """With it a machine is able; without it a person is the only executor."""
    with machine(Recorder()) as standing:
        yield standing
