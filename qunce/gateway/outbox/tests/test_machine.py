"""The machine as executor: killed anywhere, no slot goes out twice, and what nobody knows asks a person (R02, R38)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from qunce.base.jobs.models import Job
from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.base.worklist import services as worklist
from qunce.gateway.outbox import services
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import PERSON, Order, Outcome, executors
from qunce.gateway.outbox.services import ActionStateError, machine, person
from qunce.gateway.outbox.tests.world import ASKED, Recorder, assert_consistent, live_tasks, propose, standing_in, state
from qunce.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LATER = machine.LEASE_SECONDS + 1


class KilledError(BaseException):
    """The process ends here."""


def test_a_machine_that_is_able_gets_it_and_no_task_is_opened(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace)
    assert (state(action), action.executor) == (State.PLANNED, "recorder")
    assert live_tasks(action) == []
    assert drain() >= 1
    assert (state(action), action.reference, action.settled_by) == (State.CONFIRMED, "out-1", "system")
    assert recorder.calls == [action.key]
    drain()
    machine.perform(action.pk)
    assert recorder.calls == [action.key]


def test_it_is_written_down_before_the_call_is_made(cast: Cast, recorder: Recorder) -> None:
    seen = []

    def look(order: Order) -> Outcome:
        seen.append((Action.objects.get().state, connection.savepoint_ids))
        return Outcome("confirmed")

    action = propose(cast.workspace)
    with executors.temporarily("recorder", standing_in(look)):
        machine.perform(action.pk)
    assert seen == [(State.ATTEMPTED, [])]  # committed: in no transaction of ours


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        (Outcome("failed", "No such group there."), State.FAILED),
        (Outcome("unknown", "Timed out."), State.UNKNOWN),
        (TimeoutError("no answer"), State.UNKNOWN),
    ],
)
def test_what_the_outside_says_is_what_stands(
    cast: Cast, recorder: Recorder, answer: Outcome | Exception, ends: State
) -> None:
    recorder.answer = answer
    action = propose(cast.workspace)
    machine.perform(action.pk)
    assert state(action) == ends
    assert action.reason
    assert_consistent(action)


def test_unknown_asks_a_person_and_is_never_tried_again_by_itself(cast: Cast, recorder: Recorder) -> None:
    recorder.answer = TimeoutError()
    action = propose(cast.workspace)
    drain()
    (asked,) = live_tasks(action)
    assert asked.kind == person.DECIDE
    with clock.fixed(clock.timestamp() + 30 * clock.DAY):
        machine.recover()
        services.expire()
        drain()
        propose(cast.workspace)
        for refused in (lambda: services.again(action), lambda: services.cancel(action, "x")):
            with pytest.raises(ActionStateError):
                refused()
    assert (state(action), recorder.calls) == (State.UNKNOWN, [action.key])
    worklist.dismiss(asked, cast.service.pk, "群里没有这条消息")
    assert state(action) == State.FAILED
    worklist.reopen(asked)
    assert state(action) == State.UNKNOWN
    services.it_did_not_happen(action, cast.service.pk, "群里没有这条消息")
    recorder.answer = Outcome("confirmed")
    services.again(action)
    drain()
    assert (state(action), recorder.calls) == (State.CONFIRMED, [action.key] * 2)
    with pytest.raises(ActionStateError):
        services.again(action)


def test_a_person_who_saw_it_happen_settles_it(cast: Cast, recorder: Recorder) -> None:
    recorder.answer = TimeoutError()
    action = propose(cast.workspace)
    drain()
    services.it_happened(action, cast.service.pk, "群里能看到")
    assert (state(action), action.proof) == (State.CONFIRMED, "群里能看到")
    assert_consistent(action)


def test_a_tick_of_the_machine_is_not_taken_back_like_a_persons(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace, ASKED)
    (asked,) = live_tasks(action)
    services.approve(action, cast.operator.pk)
    drain()
    with pytest.raises(worklist.TaskStateError):
        worklist.reopen(asked)
    assert state(action) == State.CONFIRMED


def test_an_approval_taken_back_before_the_machine_began_stops_it(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace, ASKED)
    (asked,) = live_tasks(action)
    services.approve(action, cast.operator.pk)
    worklist.reopen(asked)
    drain()
    assert (state(action), recorder.calls) == (State.PROPOSED, [])


def test_two_workers_on_one_action_make_one_call(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace)
    first, second = machine.take(action.pk), machine.take(action.pk)
    assert first is not None
    assert second is None
    assert machine.begin(first)
    assert not machine.begin(first)


def test_a_worker_that_comes_back_after_its_lease_begins_nothing(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace)
    slow = machine.take(action.pk)
    assert slow is not None
    with clock.fixed(clock.timestamp() + LATER):
        assert machine.recover()["given_back"] == 1
        quick = machine.take(action.pk)
        assert quick is not None
        assert not machine.begin(slow)
        assert machine.begin(quick)


def test_an_answer_that_comes_late_settles_what_is_still_unknown(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace)
    held = machine.take(action.pk)
    assert held is not None
    assert machine.begin(held)
    with clock.fixed(clock.timestamp() + LATER):
        assert machine.recover()["unknown"] == 1
        assert_consistent(action)
        assert machine.settle(held, Outcome("confirmed", reference="late")) == State.CONFIRMED
    assert_consistent(action)
    assert machine.settle(held, Outcome("failed", "no")) is None
    assert state(action) == State.CONFIRMED


def test_a_machine_that_is_gone_leaves_it_to_a_person(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace)
    Action.objects.filter(pk=action.pk).update(executor="unplugged")
    drain()
    assert (state(action), action.executor) == (State.HANDED, PERSON)
    assert_consistent(action)


def test_what_waits_without_a_job_is_found_again(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace)
    Job.objects.all().delete()
    machine.recover()
    drain()
    assert state(action) == State.CONFIRMED


def test_what_is_past_its_time_is_not_begun(cast: Cast, recorder: Recorder) -> None:
    action = propose(cast.workspace)
    with clock.fixed(action.expires_at):
        assert machine.perform(action.pk) is None
        services.expire()
    assert (state(action), recorder.calls) == (State.EXPIRED, [])


# Killed between any two steps


@contextmanager
def killed_at(n: int) -> Iterator[Callable[[], int]]:
    """The process dies before its n-th statement to the database; gives how many it came to."""
    count = 0

    def die(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == n:
            if sql.startswith("ROLLBACK"):  # of a dead process the server rolls back by itself
                execute(sql, params, many, context)
            raise KilledError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die):
        try:
            yield lambda: count
        except KilledError:
            connection.set_rollback(False)  # the next process has a connection of its own
            raise


def recovered(workspace: Workspace, action: Action) -> State:
    """What a new worker makes of it, when the dead one's lease is over."""
    with clock.fixed(clock.timestamp() + LATER):
        machine.recover()
        drain()
        machine.recover()
        drain()
    assert_consistent(action)
    return state(action)


def whole(workspace: Workspace) -> Action:
    action = propose(workspace)
    machine.perform(action.pk)
    return action


def statements(workspace: Workspace) -> int:
    with killed_at(0) as count:
        whole(workspace)
    return count()


def test_killed_before_any_statement_no_slot_goes_out_twice(cast: Cast, recorder: Recorder) -> None:
    """From the proposal to the settling, every statement to the database is a place to die."""
    total, ends = statements(cast.elsewhere), set()
    assert total > 30
    for n in range(1, total + 1):
        recorder.calls.clear()
        slot = f"at-{n}"
        with pytest.raises(KilledError), killed_at(n):
            action = propose(cast.workspace, slot=slot)
            machine.perform(action.pk)
        called = len(recorder.calls)
        action = propose(cast.workspace, slot=slot)  # the practice asks again, as its job is tried again
        end = recovered(cast.workspace, action)
        assert recorder.most <= 1, f"statement {n}: {recorder.calls}"
        # What went out is confirmed or asks a person; what did not, goes out after all or asks a person.
        assert end == State.UNKNOWN or (end == State.CONFIRMED and len(recorder.calls) == 1)
        ends.add((called, end))
    # Killed before the call or after it, before what was to be written or just after: each of them was met.
    assert ends == {(0, State.CONFIRMED), (0, State.UNKNOWN), (1, State.UNKNOWN), (1, State.CONFIRMED)}


@pytest.mark.parametrize("went_out", [False, True])
def test_killed_inside_the_call_it_is_unknown_and_asks(cast: Cast, recorder: Recorder, went_out: bool) -> None:
    def die(order: Order) -> Outcome:
        if went_out:
            recorder.perform(order)
        raise KilledError

    action = propose(cast.workspace)
    with executors.temporarily("recorder", standing_in(die)), pytest.raises(KilledError):
        machine.perform(action.pk)
    assert recovered(cast.workspace, action) == State.UNKNOWN
    assert len(recorder.calls) == int(went_out)


def test_killed_twice_and_thrice_still_once(cast: Cast, recorder: Recorder) -> None:
    total = statements(cast.elsewhere)
    recorder.calls.clear()
    for first in range(4, total, 5):
        action = propose(cast.workspace, slot=f"thrice-{first}")
        now = clock.timestamp()
        for round_, n in enumerate((first, first // 2 + 1, 3)):
            with clock.fixed(now + round_ * LATER):
                try:
                    with killed_at(n):
                        machine.recover()
                        machine.perform(action.pk)
                except KilledError:
                    pass
        with clock.fixed(now + 4 * LATER):
            recovered(cast.workspace, action)
    assert recorder.most == 1
