"""Any order of what workers, people and the clock may do with jobs, against a model of what must hold.

Two workers, at most three jobs, one of them unique by key; workers die, come back late, are told to stop; people pause,
resume, cancel, try again. After each step the table is held against the model's few sentences.
"""

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qunce.base.jobs import services
from qunce.base.jobs.errors import LeaseLostError
from qunce.base.jobs.models import Job, WorkerBeat
from qunce.base.jobs.registry import Task, tasks
from qunce.base.jobs.services import lease
from qunce.kernel import clock

NOW = 1_800_000_000
WORKERS = ["one", "two"]
STEPS = 3
OVER = {Job.State.DONE, Job.State.CANCELLED, Job.State.DEAD}


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._savepoint = transaction.atomic()
        self._savepoint.__enter__()
        self.now = NOW
        self.held: dict[str, Job] = {}  # what each worker believes it holds, rightly or not
        self.effects: dict[int, int] = {}  # committed steps by job
        self.told: list[int] = []  # jobs whose room was told that they will not finish
        self.entered = 0
        self._task = tasks.temporarily(
            "m", Task("m", lambda job: None, title="m", max_attempts=3, queue="m", abandoned=self._abandoned)
        )
        self._task.__enter__()

    def _abandoned(self, job: Job) -> None:
        self.told.append(job.pk)

    def teardown(self) -> None:
        self._task.__exit__(None, None, None)
        transaction.set_rollback(True)
        self._savepoint.__exit__(None, None, None)

    def at(self) -> clock.fixed:
        return clock.fixed(self.now)

    @precondition(lambda self: self.entered < 3)
    @rule(unique=st.booleans())
    def enter(self, unique: bool) -> None:
        with self.at():
            before = Job.objects.count()
            if unique:
                services.enqueue_once(None, "m", {}, key="same")
            else:
                services.enqueue(None, "m")
            self.entered += Job.objects.count() - before

    @rule(seconds=st.sampled_from([1, 3, 11, 700]))
    def wait(self, seconds: int) -> None:
        self.now += seconds

    @rule(worker=st.sampled_from(WORKERS))
    def take(self, worker: str) -> None:
        with self.at():
            job = lease.claim(worker)
        if job is not None:
            self.held[worker] = job

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def beat(self, data: st.DataObject) -> None:
        job = self.held[data.draw(st.sampled_from(sorted(self.held)))]
        with self.at():
            lease.beat(job.pk, job.lease_token)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def work(self, data: st.DataObject) -> None:
        """One batch: the effect and the progress, or neither."""
        worker = data.draw(st.sampled_from(sorted(self.held)))
        job = self.held[worker]
        step = job.cursor.get("at", 0)
        try:
            with self.at(), transaction.atomic():
                WorkerBeat(name=f"{job.pk}.{step}", pid=0, seen_at=0, started_at=0).save(force_insert=True)
                lease.advance(job.pk, job.lease_token, step + 1, STEPS, {"at": step + 1})
        except LeaseLostError:
            del self.held[worker]
            return
        job.cursor = {"at": step + 1}
        self.effects[job.pk] = self.effects.get(job.pk, 0) + 1
        if step + 1 == STEPS:
            with self.at():
                lease.finish(job.pk, job.lease_token)
            del self.held[worker]

    @precondition(lambda self: self.held)
    @rule(data=st.data(), how=st.sampled_from(["fail", "permanent", "back", "obey"]))
    def end(self, data: st.DataObject, how: str) -> None:
        worker = data.draw(st.sampled_from(sorted(self.held)))
        job = self.held.pop(worker)
        try:
            with self.at():
                if how == "back":
                    lease.hand_back(job.pk, job.lease_token)
                elif how == "obey":
                    wish = lease.wish(job.pk, job.lease_token)
                    states = {"pause": Job.State.PAUSED, "cancel": Job.State.CANCELLED}
                    if wish:
                        lease.stop(job.pk, job.lease_token, states[wish])
                    else:
                        self.held[worker] = job
                else:
                    lease.fail(job.pk, job.lease_token, "no", permanent=how == "permanent")
        except LeaseLostError:
            return

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        del self.held[data.draw(st.sampled_from(sorted(self.held)))]

    @precondition(lambda self: self.entered)
    @rule(data=st.data(), verb=st.sampled_from([services.pause, services.resume, services.cancel, services.requeue]))
    def person(self, data: st.DataObject, verb) -> None:
        job = data.draw(st.sampled_from(list(Job.objects.order_by("pk"))))
        was_over = job.state in {Job.State.DONE}
        with self.at():
            happened = verb(job)
        assert not (was_over and happened), "what is done cannot be undone"

    @invariant()
    def each_effect_happened_once_and_as_far_as_the_row_says(self) -> None:
        for job in Job.objects.all():
            steps = set(WorkerBeat.objects.filter(name__startswith=f"{job.pk}.").values_list("name", flat=True))
            assert steps == {f"{job.pk}.{step}" for step in range(job.cursor.get("at", 0))}
            assert job.done == len(steps) == self.effects.get(job.pk, 0)

    @invariant()
    def a_lease_stands_exactly_while_it_runs(self) -> None:
        for job in Job.objects.all():
            running = job.state == Job.State.RUNNING
            assert running == bool(job.lease_token) == (job.lease_until is not None)
            assert (job.finished_at is not None) == (job.state in OVER)
            assert 0 <= job.attempts <= job.max_attempts
            if job.state == Job.State.DONE:
                assert job.done == STEPS

    @invariant()
    def at_most_one_unfinished_job_has_the_key(self) -> None:
        unfinished = Job.objects.exclude(key="").filter(state__in=["queued", "running", "paused"])
        assert unfinished.count() <= 1

    @invariant()
    def a_room_is_told_when_its_job_will_not_finish(self) -> None:
        ended = set(Job.objects.filter(state__in=["dead", "cancelled"]).values_list("pk", flat=True))
        assert ended <= set(self.told)

    @invariant()
    def at_most_one_worker_is_right_to_believe_it_holds_a_job(self) -> None:
        for job in Job.objects.filter(state=Job.State.RUNNING):
            rightful = [worker for worker, held in self.held.items() if held.lease_token == job.lease_token]
            assert len(rightful) <= 1


@pytest.mark.django_db
def test_whatever_happens_in_whatever_order(request: pytest.FixtureRequest):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Machine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))
