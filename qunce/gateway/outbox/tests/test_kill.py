"""Real worker processes, killed with -9 while they send (R02)."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from qunce.base.jobs.models import Job
from qunce.gateway.outbox import services
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import Executor, Order, Outcome, executors
from qunce.gateway.outbox.services import machine
from qunce.gateway.outbox.tests.world import assert_consistent
from tests import nursery
from tests.cast import make_group, make_workspace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SLOTS, KILLS = 12, 6


def wait_for(condition: Callable[[], bool], seconds: float = 40) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "it did not come true in time"
        time.sleep(0.02)


def let_leases_run_out() -> None:
    """As if two minutes had passed for what the dead worker held."""
    Job.objects.filter(state=Job.State.RUNNING).update(lease_until=0)
    Action.objects.filter(state__in=[State.LEASED, State.ATTEMPTED]).update(lease_until=0)


def never(order: Order) -> Outcome:
    raise AssertionError("a worker process should have sent this")


def test_killed_again_and_again_no_slot_goes_out_twice(process_env: dict[str, str], tmp_path: Path) -> None:
    random.seed(31)
    sent = tmp_path / "sent"
    sent.touch()
    group = make_group(make_workspace())
    with executors.temporarily("recorder", Executor("recorder", "Recorder", frozenset({"send_group"}), never)):
        for n in range(SLOTS):
            services.post(group, f"第 {n} 条", int(time.time()) + 3600, str(n))
        for kill in range(KILLS + 1):
            worker = nursery.start(process_env, "qunce.gateway.outbox.tests.victim", str(sent))
            try:
                if kill < KILLS:
                    before = sent.read_text().count("\n")
                    wait_for(lambda: sent.read_text().count("\n") > before or not _left())  # noqa: B023
                    time.sleep(random.uniform(0, 0.2))
                else:
                    wait_for(lambda: not _left())
            finally:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
            let_leases_run_out()
            machine.recover()
    calls = Counter(sent.read_text().split())
    assert max(calls.values()) == 1
    ends = Counter(Action.objects.values_list("state", flat=True))
    assert set(ends) <= {State.CONFIRMED, State.UNKNOWN}
    assert ends[State.CONFIRMED] >= SLOTS - KILLS
    for action in Action.objects.all():
        assert_consistent(action)
        if action.state == State.CONFIRMED:
            assert calls[action.key] == 1


def _left() -> bool:
    return Action.objects.filter(state__in=[State.PLANNED, State.LEASED, State.ATTEMPTED]).exists()
