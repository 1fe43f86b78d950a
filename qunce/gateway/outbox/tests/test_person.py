"""The person as executor: the task and the action move together, whoever moves first."""

import pytest

from qunce.base.journal.models import Fact
from qunce.base.worklist import services as worklist
from qunce.base.worklist.services import TaskStateError
from qunce.gateway.outbox import registry, services
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.services import ActionStateError
from qunce.gateway.outbox.tests.world import ASKED, KIND, Heard, assert_consistent, live_tasks, propose, state
from qunce.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(cast: Cast, heard: Heard) -> Action:
    return propose(cast.workspace, group_id=cast.lunch.pk, person_id=cast.yu.pk)


def facts_of(action: Action) -> list[str]:
    rows = Fact.objects.filter(subject=f"action:{action.pk}").order_by("id")
    return [kind.removeprefix("outbox.") for kind in rows.values_list("type", flat=True)]


def test_with_no_machine_able_it_is_a_task_with_the_words_ready(cast: Cast, action: Action) -> None:
    (task,) = live_tasks(action)
    assert (action.state, action.executor) == (State.HANDED, registry.PERSON)
    assert (task.kind, task.group_id, task.person_id, task.due_at) == (KIND, cast.lunch.pk, cast.yu.pk, action.due_at)
    assert task.words[0]["params"]["words"] == action.words
    assert facts_of(action) == ["proposed", "approved", "planned", "handed"]


def test_proposing_the_same_slot_again_changes_nothing_whatever_became_of_it(
    cast: Cast, heard: Heard, action: Action
) -> None:
    worklist.finish(live_tasks(action)[0], cast.service.pk)
    second = propose(cast.workspace, words="anders", group_id=cast.lunch.pk)
    assert (second.pk, second.state, second.words) == (action.pk, State.CONFIRMED, action.words)
    assert Action.objects.count() == 1
    assert live_tasks(action) == []
    assert propose(cast.workspace, slot="2").pk != action.pk
    assert propose(cast.elsewhere).pk != action.pk


def test_a_tick_confirms_and_undo_takes_it_back_and_forth(cast: Cast, heard: Heard, action: Action) -> None:
    (task,) = live_tasks(action)
    worklist.finish(task, cast.service.pk)
    assert state(action) == State.CONFIRMED
    worklist.reopen(task)
    assert state(action) == State.HANDED
    assert action.closed_at is None
    assert_consistent(action)
    undone = Fact.objects.get(type="outbox.undone")
    assert undone.undoes == Fact.objects.get(type="outbox.confirmed").pk
    worklist.finish(task, cast.service.pk)
    assert [name for name, _ in heard.events] == ["confirmed", "reopened", "confirmed"]


def test_a_tick_with_proof_on_the_page_finishes_the_task(cast: Cast, action: Action) -> None:
    (task,) = live_tasks(action)
    services.tick(action, cast.service.pk, " 她回了“好的” ")
    task.refresh_from_db()
    assert (state(action), action.proof, task.state, task.closed_by) == (
        State.CONFIRMED, "她回了“好的”", "done", cast.service.pk,
    )  # fmt: skip
    worklist.reopen(task)
    assert (state(action), action.proof) == (State.HANDED, "")


def test_what_could_not_be_done_failed_with_the_reason_and_can_be_offered_again(
    cast: Cast, heard: Heard, action: Action
) -> None:
    (task,) = live_tasks(action)
    services.could_not(action, cast.service.pk, "她已经退群")
    task.refresh_from_db()
    assert (state(action), action.reason, task.state) == (State.FAILED, "她已经退群", "not_needed")
    services.again(action)
    assert (state(action), action.round, action.reason) == (State.HANDED, 2, "")
    assert_consistent(action)
    with pytest.raises(TaskStateError):  # the first round is past
        worklist.reopen(task)
    assert heard.events == [("failed", action.pk), ("reopened", action.pk)]


def test_not_needed_calls_it_off_and_can_be_taken_back(cast: Cast, heard: Heard, action: Action) -> None:
    (task,) = live_tasks(action)
    worklist.dismiss(task, cast.service.pk, "她自己撤回了")
    assert (state(action), action.reason) == (State.CANCELLED, "她自己撤回了")
    worklist.reopen(task)
    assert state(action) == State.HANDED
    assert [name for name, _ in heard.events] == ["cancelled", "reopened"]
    assert Fact.objects.get(type="outbox.undone").undoes is None  # nothing had happened that it could undo


def test_withdrawing_the_task_calls_the_action_off(cast: Cast, action: Action) -> None:
    (task,) = live_tasks(action)
    worklist.withdraw(cast.workspace.pk, task.kind, [task.key], "The message was taken back.")
    assert (state(action), action.reason) == (State.CANCELLED, "The message was taken back.")


def test_calling_the_action_off_withdraws_the_task_with_the_reason(cast: Cast, action: Action) -> None:
    (task,) = live_tasks(action)
    services.cancel(action, "Nobody wants it.")
    task.refresh_from_db()
    assert (task.state, task.reason) == ("withdrawn", "Nobody wants it.")
    with pytest.raises(ActionStateError):
        services.tick(action, cast.service.pk)
    with pytest.raises(TaskStateError):
        worklist.finish(task, cast.service.pk)
    assert state(action) == State.CANCELLED


def test_its_time_runs_out_with_the_task(cast: Cast, heard: Heard, action: Action) -> None:
    (task,) = live_tasks(action)
    with clock.fixed(action.expires_at - 1):
        assert services.expire() == 0
    with clock.fixed(action.expires_at):
        assert services.expire() == 1
        assert services.expire() == 0
    task.refresh_from_db()
    assert (state(action), task.state) == (State.EXPIRED, "withdrawn")
    assert heard.events == [("cancelled", action.pk)]


def test_somebody_on_duty_gets_it_and_may_hand_it_over(cast: Cast, heard: Heard) -> None:
    with registry.duty_holders.temporarily("test", lambda action: cast.service.pk):
        action = propose(cast.workspace, slot="duty")
    (task,) = live_tasks(action)
    assert task.assignee_id == cast.service.pk
    services.hand_over(action, cast.operator.pk)
    task.refresh_from_db()
    assert task.assignee_id == cast.operator.pk
    assert Fact.objects.get(type="worklist.task_assigned").data["to"] == cast.operator.name
    services.hand_over(action, None)
    task.refresh_from_db()
    assert task.assignee_id is None
    services.tick(action, cast.operator.pk)
    with pytest.raises(ActionStateError):
        services.hand_over(action, cast.service.pk)


def test_what_needs_approval_waits_for_it_and_the_approval_can_be_taken_back(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace, ASKED)
    assert state(action) == State.PROPOSED
    assert_consistent(action)
    (asked,) = live_tasks(action)
    services.edit(action, "换一句话")
    services.approve(action, cast.operator.pk)
    assert state(action) == State.HANDED
    assert live_tasks(action)[0].words[0]["params"]["words"] == "换一句话"
    with pytest.raises(ActionStateError):
        services.edit(action, "太晚了")
    worklist.reopen(asked)
    assert (state(action), action.approved_by) == (State.PROPOSED, "")
    assert_consistent(action)
    worklist.finish(asked, cast.operator.pk)
    services.tick(action, cast.service.pk)
    with pytest.raises(TaskStateError):  # it happened: the approval stands
        worklist.reopen(asked)
    assert state(action) == State.CONFIRMED


def test_a_refusal_calls_it_off_and_can_be_taken_back(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace, ASKED)
    (asked,) = live_tasks(action)
    worklist.dismiss(asked, cast.operator.pk, "太重了")
    assert state(action) == State.CANCELLED
    worklist.reopen(asked)
    assert state(action) == State.PROPOSED
    assert_consistent(action)


def test_two_who_hold_the_same_row_cannot_both_move_it(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace, ASKED)
    stale = Action.objects.get(pk=action.pk)
    services.approve(action, cast.operator.pk)
    for late in (lambda: services.approve(stale, cast.owner.pk), lambda: services.edit(stale, "x")):
        with pytest.raises(ActionStateError):
            late()
    assert len(live_tasks(action)) == 1


def test_a_failing_handler_leaves_nothing_half_done(cast: Cast, heard: Heard, action: Action) -> None:
    (task,) = live_tasks(action)
    heard.events = None  # type: ignore[assignment] # so that the handler breaks
    with pytest.raises(AttributeError):
        worklist.finish(task, cast.service.pk)
    heard.events = []
    assert state(action) == State.HANDED
    assert_consistent(action)
