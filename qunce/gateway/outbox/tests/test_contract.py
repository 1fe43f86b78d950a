"""What every registered kind of action and every registered executor must keep, whoever registered it."""

import pytest
from django.utils.translation import gettext, override

from qunce.base.worklist import services as worklist
from qunce.base.worklist.registry import task_kinds
from qunce.gateway.outbox import services
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import ActionKind, Executor, Order, Outcome, action_kinds, executors
from qunce.gateway.outbox.services import machine
from qunce.gateway.outbox.tests.world import Recorder, assert_consistent, live_tasks, propose, state
from qunce.kernel import clock
from tests.architecture.sources import ROOT
from tests.cast import Cast

KINDS = [pytest.param(kind, id=key) for key, kind in action_kinds.items()]
MACHINES = [pytest.param(one, id=key) for key, one in executors.items()] or [
    pytest.param(Executor("recorder", "Recorder", frozenset({"send_group"}), Recorder().perform), id="recorder")
]
every_kind = pytest.mark.parametrize("kind", KINDS)
every_machine = pytest.mark.parametrize("one", MACHINES)


@every_kind
def test_a_kind_says_what_pages_need(kind: ActionKind) -> None:
    icons = (ROOT / "assets" / "icons.txt").read_text().split()
    assert kind.icon in icons
    assert kind.capability
    assert 0 < kind.lives <= 90 * clock.DAY
    with override("zh-hans"):
        assert gettext(kind.title) != kind.title
        assert gettext(kind.verb) != kind.verb
    task = task_kinds.get(kind.key)
    assert None not in (task.finished, task.dismissed, task.withdrawn, task.reopened, task.page)


@every_kind
@pytest.mark.django_db
def test_a_person_can_do_it_undo_it_and_say_that_it_cannot_be_done(cast: Cast, kind: ActionKind) -> None:
    about = {"group_id": cast.lunch.pk, "person_id": cast.yu.pk}
    action = propose(cast.workspace, kind.key, **about)
    if kind.needs_approval:
        services.approve(action, cast.operator.pk)
    (task,) = live_tasks(action)
    worklist.finish(task, cast.service.pk)
    worklist.reopen(task)
    assert_consistent(action)
    services.could_not(action, cast.service.pk, "没法做")
    services.again(action)
    if kind.needs_approval:
        services.approve(action, cast.operator.pk)
    services.cancel(action, "不用了")
    services.again(action)
    with clock.fixed(action.expires_at):
        services.expire()
    assert state(action) == State.EXPIRED
    assert_consistent(action)


@every_machine
def test_an_executor_says_what_it_can(one: Executor) -> None:
    assert one.capabilities
    assert all(capability.isidentifier() for capability in one.capabilities)
    with override("zh-hans"):
        assert one.key == "recorder" or gettext(one.title) != one.title


@every_machine
@every_kind
@pytest.mark.django_db
def test_a_machine_slots_in_without_touching_the_practice(cast: Cast, kind: ActionKind, one: Executor) -> None:
    """The same proposal, and the same end for the practice, by each of the answers a machine may give."""
    if kind.capability not in one.capabilities:
        pytest.skip(f"{one.key} does not {kind.capability}")
    for answer in (Outcome("confirmed"), Outcome("failed", "No."), Outcome("unknown", "?")):
        recorder = Recorder(answer=answer)
        ready = Executor(one.key, one.title, one.capabilities, recorder.perform)
        with executors.temporarily(one.key, ready):
            action = propose(cast.workspace, kind.key, slot=answer.result, group_id=cast.lunch.pk)
            if kind.needs_approval:
                services.approve(action, cast.operator.pk)
            machine.perform(action.pk)
        assert state(action) == State(answer.result)
        assert recorder.calls == [action.key]
        assert_consistent(action)


@every_kind
@pytest.mark.django_db
def test_an_order_is_plain_data_of_the_action(cast: Cast, kind: ActionKind) -> None:
    action = propose(cast.workspace, kind.key, group_id=cast.lunch.pk, data={"n": 1})
    order = machine.order_of(action)
    assert isinstance(order, Order)
    assert (order.words, order.group_id, order.data) == (action.words, cast.lunch.pk, {"n": 1})
    assert order.key == machine.order_of(propose(cast.workspace, kind.key)).key
