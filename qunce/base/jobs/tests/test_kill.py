"""Real worker processes: killed, stopped, side by side."""

import itertools
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from qunce.base.jobs import queries, services
from qunce.base.jobs.models import Job, WorkerBeat
from qunce.base.jobs.registry import Task, tasks
from qunce.base.jobs.running import Running
from qunce.base.jobs.services import lease
from tests import nursery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Spawn = Callable[[], nursery.Process]


@pytest.fixture(autouse=True)
def _victims() -> Iterator[None]:
    """Names to enqueue by; the work itself is in victim.py, for the worker processes only."""

    def nothing(job: Running) -> None:
        raise AssertionError("a worker process should have run this")

    with ExitStack() as stack:
        for name, queue in [("count", "default"), ("once", "default"), ("alone", "victim.one")]:
            entry = Task(f"victim.{name}", nothing, title=name, queue=queue)
            stack.enter_context(tasks.temporarily(entry.key, entry))
        yield


@pytest.fixture
def spawn(process_env: dict[str, str]) -> Iterator[Spawn]:
    started: list[nursery.Process] = []

    def start() -> nursery.Process:
        started.append(nursery.start(process_env, "qunce.base.jobs.tests.victim"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool], seconds: float) -> float:
    """How long it took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "it did not come true in time"
        time.sleep(0.02)
    return time.monotonic() - begun


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_killed_again_and_again_the_job_ends_with_each_effect_once(spawn: Spawn, process_env):
    """Ten kills at random moments. A dead worker's lease is cut short here, so that the cycles are quick; how
    long it really takes is the next test's business."""
    random.seed(20)
    job = services.enqueue(None, "victim.count", {"to": 60, "rest": 0.04})
    kills = 0
    worker = spawn()
    while state(job) != Job.State.DONE:
        if kills < 10:
            wait_for(lambda: Job.objects.filter(pk=job.pk, state="running").exists(), 20)
            time.sleep(random.uniform(0.02, 0.25))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            kills += 1
            Job.objects.filter(pk=job.pk, state="running").update(lease_until=lease.moment())
            worker = spawn()
        time.sleep(0.05)
    assert kills == 10
    effects = WorkerBeat.objects.filter(name__startswith="count-").values_list("name", flat=True)
    assert sorted(effects) == sorted(f"count-{n}" for n in range(60))
    assert job.done == 60


def test_killed_workers_job_runs_again_within_fifteen_seconds(spawn: Spawn):
    job = services.enqueue(None, "victim.count", {"to": 400, "rest": 0.05})
    first = spawn()
    wait_for(lambda: WorkerBeat.objects.filter(name="count-3").exists(), 20)
    spawn()  # waits for work meanwhile
    time.sleep(2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    job.refresh_from_db()
    killed_at, at = lease.moment(), job.cursor["at"]
    wait_for(lambda: Job.objects.get(pk=job.pk).started_at > killed_at, 16)
    job.refresh_from_db()
    assert job.started_at - killed_at <= 15
    assert job.done_at_start == at  # it went on where it was
    services.cancel(job)
    wait_for(lambda: state(job) == Job.State.CANCELLED, 5)


def test_two_workers_on_one_table_run_every_job_once(spawn: Spawn):
    for n in range(150):
        services.enqueue(None, "victim.once", {"n": n})
    spawn(), spawn()
    wait_for(lambda: not queries.unfinished(None, "victim.once").exists(), 40)
    assert set(Job.objects.filter(task="victim.once").values_list("state", "attempts")) == {("done", 1)}
    assert WorkerBeat.objects.filter(name__startswith="once-").count() == 150


def test_queue_of_one_never_runs_two_at_once(spawn: Spawn):
    for n in range(20):
        services.enqueue(None, "victim.alone", {"n": n})
    spawn(), spawn(), spawn()
    wait_for(lambda: not queries.unfinished(None, "victim.alone").exists(), 40)
    spans = sorted((job.result["begun"], job.result["ended"]) for job in Job.objects.filter(task="victim.alone"))
    assert len(spans) == 20
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_sigterm_finishes_the_batch_and_hands_the_job_back_at_once(spawn: Spawn):
    job = services.enqueue(None, "victim.count", {"to": 400, "rest": 0.1})
    worker = spawn()
    wait_for(lambda: WorkerBeat.objects.filter(name="count-1").exists(), 20)
    worker.terminate()
    assert worker.wait(timeout=5) == 0
    assert state(job) == Job.State.QUEUED
    assert job.attempts <= 1
    assert job.done == job.cursor["at"] == WorkerBeat.objects.filter(name__startswith="count-").count()
    assert not queries.workers_alive()
    spawn()
    assert wait_for(lambda: state(job) == Job.State.RUNNING, 20) < 15
    services.cancel(job)


def test_pause_and_cancel_reach_a_running_job(spawn: Spawn):
    job = services.enqueue(None, "victim.count", {"to": 400, "rest": 0.05})
    spawn()
    wait_for(lambda: WorkerBeat.objects.filter(name="count-1").exists(), 20)
    services.pause(job)
    assert wait_for(lambda: state(job) == Job.State.PAUSED, 5) < 3
    done = job.done
    services.resume(job)
    wait_for(lambda: Job.objects.get(pk=job.pk).done > done, 5)
    services.cancel(job)
    assert wait_for(lambda: state(job) == Job.State.CANCELLED, 5) < 3


def test_work_is_picked_up_within_half_a_second(spawn: Spawn):
    spawn()
    wait_for(lambda: bool(queries.workers_alive()), 20)
    time.sleep(0.5)
    waits = []
    for n in range(5):
        job = services.enqueue(None, "victim.once", {"n": n})
        waits.append(wait_for(lambda: state(job) == Job.State.DONE, 5))  # noqa: B023
    assert sorted(waits)[2] < 0.5
