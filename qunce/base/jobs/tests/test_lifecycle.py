"""The life of a job, step by step, in one process with the clock held."""

import itertools

import pytest
from django.db import transaction

from qunce.base.jobs import queries, services
from qunce.base.jobs.errors import LeaseLostError, NotYetError, PermanentError, WorkerStoppingError
from qunce.base.jobs.models import Job, Schedule
from qunce.base.jobs.registry import Task, tasks
from qunce.base.jobs.running import Running
from qunce.base.jobs.services import control, lease, schedules
from qunce.base.jobs.worker import drain, perform
from qunce.kernel import clock

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def _still():
    with clock.fixed(NOW):
        yield


@pytest.fixture
def register():
    """Put a task in place for the test: register(fn, **options) under the key "t"."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def put(work, key="t", **options):
            options.setdefault("title", "Test")
            return stack.enter_context(tasks.temporarily(key, Task(key=key, work=work, **options)))

        yield put


def test_job_runs_and_keeps_its_result(register):
    register(lambda job, n: {"twice": n * 2})
    job = services.enqueue(None, "t", {"n": 4})
    assert drain() == 1
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"twice": 8})


def test_job_of_a_rolled_back_change_does_not_exist(register):
    register(lambda job: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.enqueue(None, "t")
        1 / 0  # noqa: B018
    assert drain() == 0


def test_job_waits_for_its_moment(register):
    register(lambda job: None)
    services.enqueue(None, "t", run_at=NOW + 60)
    assert drain() == 0
    with clock.fixed(NOW + 60):
        assert drain() == 1


def test_higher_priority_goes_first_then_older(register):
    seen = []
    register(lambda job, n: seen.append(n))
    for n, priority in [(1, 0), (2, 10), (3, 0), (4, -5)]:
        services.enqueue(None, "t", {"n": n}, priority=priority)
    drain()
    assert seen == [2, 1, 3, 4]


def test_poison_job_is_tried_five_times_with_growing_waits_then_dead(register):
    calls = []
    register(lambda job: calls.append(clock.timestamp()) or 1 / 0)
    job = services.enqueue(None, "t")
    for later in range(600):
        with clock.fixed(NOW + later):
            drain()
    job.refresh_from_db()
    assert job.state == Job.State.DEAD
    assert len(calls) == 5
    waits = [b - a for a, b in itertools.pairwise(calls)]
    assert waits == sorted(waits)
    assert waits[0] >= 2
    assert waits[-1] >= 16
    assert "ZeroDivisionError" in job.error


def test_permanent_error_is_dead_at_once_with_its_text(register):
    def work(job):
        raise PermanentError("the file is no chat")

    register(work)
    job = services.enqueue(None, "t")
    drain()
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (Job.State.DEAD, "the file is no chat", 1)


def test_what_is_not_yet_possible_waits_as_the_same_job_and_spends_no_attempt(register):
    ready = []

    def work(job):
        if not ready:
            raise NotYetError
        return {"done": True}

    register(work, max_attempts=1)
    job = services.enqueue(None, "t")
    for later in range(5):
        with clock.fixed(NOW + later):
            assert drain() == 1
            assert drain() == 0  # not before the next second
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, Job.objects.count()) == (Job.State.QUEUED, 0, "", 1)
    ready.append(True)
    with clock.fixed(NOW + 9):
        drain()
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"done": True})


@pytest.mark.parametrize(("asked", "state"), [(control.cancel, Job.State.CANCELLED), (control.pause, Job.State.PAUSED)])
def test_a_persons_wish_ends_the_waiting(register, asked, state):
    def work(job):
        asked(Job.objects.get(pk=job.id))
        raise NotYetError

    register(work)
    job = services.enqueue(None, "t")
    drain()
    job.refresh_from_db()
    assert job.state == state


def test_unknown_task_is_retried_and_then_dead():
    job = Job(task="gone.away", run_at=NOW, created_at=NOW, max_attempts=1)
    job.save()
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.DEAD
    assert "gone.away" in job.error


def test_dead_job_runs_again_when_requeued(register):
    register(lambda job: 1 / 0, max_attempts=1)
    job = services.enqueue(None, "t")
    drain()
    register(lambda job: None)
    assert services.requeue(job)
    drain()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")


def test_progress_counts_attempts_anew(register):
    def work(job):
        at = job.cursor.get("at", 0)
        with transaction.atomic():
            job.advance(at + 1, 10, {"at": at + 1})
        if at + 1 < 10:
            raise RuntimeError("every batch ends badly")

    register(work, max_attempts=2)
    job = services.enqueue(None, "t")
    for later in range(100):
        with clock.fixed(NOW + later):
            drain()
    job.refresh_from_db()
    assert (job.state, job.done, job.cursor) == (Job.State.DONE, 10, {"at": 10})


def test_lost_lease_rolls_the_batch_back(register):
    register(lambda job: None)
    services.enqueue(None, "t")
    slow = Running(lease.claim("slow"))
    with clock.fixed(NOW + 11):
        quick = Running(lease.claim("quick"))
        assert quick.id == slow.id
        with pytest.raises(LeaseLostError), transaction.atomic():
            Schedule(task="effect", every=1, next_at=1).save()
            slow.advance(1)
        with pytest.raises(LeaseLostError):
            slow.check()
        with pytest.raises(LeaseLostError):
            lease.finish(slow.id, slow.token)
        assert not lease.beat(slow.id, slow.token)
        assert perform(quick) == Job.State.DONE
    assert not Schedule.objects.filter(task="effect").exists()


def test_lease_is_not_stolen_while_the_heart_beats(register):
    register(lambda job: None)
    services.enqueue(None, "t")
    held = lease.claim("one")
    for later in range(3, 60, 3):
        with clock.fixed(NOW + later):
            assert lease.beat(held.pk, held.lease_token)
            assert lease.claim("two") is None


def test_lease_runs_out_ten_seconds_after_the_last_beat_and_no_sooner(register):
    register(lambda job: None)
    services.enqueue(None, "t")
    held = lease.claim("one")
    with clock.fixed(NOW + 5):
        lease.beat(held.pk, held.lease_token)
    with clock.fixed(NOW + 14):
        assert lease.claim("two") is None
    with clock.fixed(NOW + 15):
        assert lease.claim("two") is not None


def test_beat_between_looking_and_taking_keeps_the_lease(register):
    register(lambda job: None)
    services.enqueue(None, "t")
    held = lease.claim("one")
    with clock.fixed(NOW + 11):
        seen = lease._candidates(NOW + 11, ())
        assert lease.beat(held.pk, held.lease_token)
        assert [lease._take(candidate, "two", NOW + 11) for candidate in seen] == [None]


def test_job_that_kills_its_workers_ends_dead(register):
    register(lambda job: None)
    job = services.enqueue(None, "t")
    at = NOW
    for _ in range(5):
        with clock.fixed(at):
            assert lease.claim("doomed") is not None
        at += 11
    with clock.fixed(at):
        assert lease.claim("next") is None
    job.refresh_from_db()
    assert job.state == Job.State.DEAD
    assert "vanished" in job.error


def test_pause_and_resume_between_batches_keeps_what_was_done(register):
    done = []

    def work(job):
        for at in range(job.cursor.get("at", 0), 4):
            with transaction.atomic():
                done.append(at)
                job.advance(at + 1, 4, {"at": at + 1})
            if at == 1 and job.attempt == 1 and len(done) == 2:
                services.pause(Job.objects.get(pk=job.id))
            job._asked_at = 0
            job.check()

    register(work)
    job = services.enqueue(None, "t")
    drain()
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.PAUSED, 2)
    assert drain() == 0
    assert services.resume(job)
    drain()
    job.refresh_from_db()
    assert (job.state, done) == (Job.State.DONE, [0, 1, 2, 3])


def test_cancel_tells_the_room_once(register):
    told = []
    register(lambda job: None, abandoned=lambda job: told.append(job.state))
    job = services.enqueue(None, "t")
    assert services.cancel(job)
    assert not services.cancel(job)
    assert told == [Job.State.CANCELLED]
    assert drain() == 0


def test_cancelled_while_its_worker_died_is_not_run_again(register):
    told = []
    register(lambda job: None, abandoned=lambda job: told.append(job.pk))
    job = services.enqueue(None, "t")
    lease.claim("dies")
    assert services.cancel(job)
    with clock.fixed(NOW + 11):
        assert lease.claim("next") is None
    job.refresh_from_db()
    assert (job.state, told) == (Job.State.CANCELLED, [job.pk])


def test_room_that_fails_to_let_go_does_not_hold_the_worker_up(register):
    register(lambda job: 1 / 0, max_attempts=1, abandoned=lambda job: 1 / 0)
    job = services.enqueue(None, "t")
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.DEAD


def test_stopping_worker_hands_the_job_back_without_counting_the_attempt(register):
    def work(job):
        job._stopping.set()
        job.check()

    register(work)
    job = services.enqueue(None, "t")
    perform(Running(lease.claim("goes")))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_token) == (Job.State.QUEUED, 0, "")


def test_stopping_worker_fulfils_a_wish_that_came_meanwhile(register):
    def work(job):
        control.cancel(Job.objects.get(pk=job.id))
        job._stopping.set()
        raise WorkerStoppingError

    register(work)
    job = services.enqueue(None, "t")
    perform(Running(lease.claim("goes")))
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_full_queue_leaves_room_for_the_others(register):
    register(lambda job: None, queue="index")
    register(lambda job: None, key="other")
    for _ in range(20):
        services.enqueue(None, "t")
    services.enqueue(None, "other")
    assert lease.claim("one").task == "t"
    assert lease.claim("two").task == "other"
    assert lease.claim("three") is None


def test_once_returns_the_one_that_waits(register):
    register(lambda job, n: None)
    first = services.enqueue_once(None, "t", {"n": 1})
    assert services.enqueue_once(None, "t", {"n": 1}).pk == first.pk
    assert services.enqueue_once(None, "t", {"n": 2}).pk != first.pk
    assert drain() == 2


def test_once_while_it_runs_goes_one_more_round(register):
    rounds = []

    def work(job, n):
        rounds.append(n)
        if len(rounds) == 1:
            services.enqueue_once(None, "t", {"n": 2}, key="same")
            services.enqueue_once(None, "t", {"n": 3}, key="same")

    register(work)
    services.enqueue_once(None, "t", {"n": 1}, key="same")
    drain()
    assert rounds == [1, 3]
    assert not queries.unfinished(None).exists()


def test_effect_of_a_short_task_commits_with_its_end(register):
    def work(job):
        Schedule(task="effect", every=1, next_at=1).save()
        Job.objects.filter(pk=job.id).update(lease_token="stolen")

    register(work, one_transaction=True)
    services.enqueue(None, "t")
    drain(1)
    assert not Schedule.objects.filter(task="effect").exists()


def test_advance_outside_a_transaction_is_refused(monkeypatch, register):
    register(lambda job: None)
    services.enqueue(None, "t")
    running = Running(lease.claim("w"))
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="inside the transaction"):
        running.advance(1)
    monkeypatch.undo()


def test_schedule_is_caught_up_once_after_a_long_sleep(register):
    runs = []
    register(lambda job: runs.append(clock.timestamp()), every=60)
    schedules.sync()
    for at in [NOW, NOW + 30, NOW + 60, NOW + 86_400, NOW + 86_401, NOW + 86_460]:
        with clock.fixed(at):
            schedules.tick()
            drain()
    assert runs == [NOW, NOW + 60, NOW + 86_400, NOW + 86_460]


def test_schedule_does_not_pile_up_behind_a_slow_round(register):
    register(lambda job: None, every=60)
    schedules.sync()
    for at in range(NOW, NOW + 600, 60):
        with clock.fixed(at):
            schedules.tick()
    assert Job.objects.filter(task="t").count() == 1


def test_nothing_starts_while_a_hold_stands(register):
    register(lambda job: None, every=60)
    schedules.sync()
    services.enqueue(None, "t")
    services.hold("restored")
    assert (schedules.tick(), drain()) == (0, 0)
    assert services.lift_hold() == 1
    assert drain() == 1


def test_old_jobs_are_forgotten_but_the_dead_stay(register):
    register(lambda job, bad: 1 / 0 if bad else None, max_attempts=1)
    services.enqueue(None, "t", {"bad": 0})
    dead = services.enqueue(None, "t", {"bad": 1})
    drain()
    with clock.fixed(NOW + 31 * clock.DAY):
        services.enqueue(None, "jobs.tidy")
        drain()
    assert list(Job.objects.filter(task="t")) == [dead]


def test_rounds_of_schedules_are_forgotten_after_a_day(register):
    register(lambda job: None, every=60)
    schedules.sync()
    assert schedules.tick() >= 1
    own = services.enqueue(None, "t")
    drain()
    with clock.fixed(NOW + 2 * clock.DAY):
        control.tidy(NOW + 2 * clock.DAY)
    assert list(Job.objects.filter(task="t")) == [own]


def test_job_knows_who_asked(register):
    from qunce.base.journal.services import current, doing

    seen = []
    register(lambda job: seen.append(current().actor))
    with doing("staff:7"):
        job = services.enqueue(None, "t")
    drain()
    assert (job.created_by, seen) == (7, ["staff:7"])
