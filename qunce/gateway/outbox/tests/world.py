"""What the tests of the outbox share: a kind of action, a connector that records, where all stands."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import task_kinds
from qunce.gateway.outbox import registry, services
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import ActionKind, Executor, Order, Outcome, action_kinds, executors
from qunce.gateway.outbox.services import NewAction
from qunce.gateway.outbox.services.person import key_of_task, kind_of_task
from qunce.kernel import clock

KIND, ASKED = "test.tell", "test.remove"


@dataclass
class Recorder:
    """A connector that only writes down what it was asked to send. ``answer``: what it says, or raises."""

    calls: list[str] = field(default_factory=list)
    answer: Outcome | BaseException = field(default_factory=lambda: Outcome("confirmed", reference="out-1"))

    def perform(self, order: Order) -> Outcome:
        self.calls.append(order.key)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    @property
    def most(self) -> int:
        return max(Counter(self.calls).values(), default=0)


@dataclass
class Heard:
    """What the kind's handlers were told."""

    events: list[tuple[str, int]] = field(default_factory=list)

    def of(self, name: str) -> Any:
        return lambda action: self.events.append((name, action.pk))


@contextmanager
def kinds() -> Iterator[Heard]:
    """Two kinds for the length of a test: one goes out at once, one needs approval."""
    heard = Heard()
    plain = ActionKind(
        KIND, "Tell somebody", "Told", "send", "send_private",
        confirmed=heard.of("confirmed"), failed=heard.of("failed"), cancelled=heard.of("cancelled"),
        reopened=heard.of("reopened"),
    )  # fmt: skip
    with ExitStack() as stack:
        for kind in (plain, replace(plain, key=ASKED, title="Remove somebody", needs_approval=True)):
            stack.enter_context(action_kinds.temporarily(kind.key, kind))
            stack.enter_context(task_kinds.temporarily(kind.key, registry.task_kind(kind)))
        yield heard


@contextmanager
def machine(recorder: Recorder) -> Iterator[Recorder]:
    """The recorder stands by as a machine."""
    with executors.temporarily("recorder", standing_in(recorder.perform)):
        yield recorder


def standing_in(perform: Callable[[Order], Outcome]) -> Executor:
    """A machine that can do everything the kinds ask for."""
    return Executor("recorder", "Recorder", frozenset({"send_private"}), perform)


def new(kind: str = KIND, slot: str = "1", **more: Any) -> NewAction:
    values: dict[str, Any] = {
        "kind": kind,
        "subject": "person:1",
        "slot": slot,
        "title": {"msgid": "Tell %(name)s", "params": {"name": "小雨"}},
        "words": "@小雨 您好，群里不发广告。",
        "due_at": clock.timestamp() + 3600,
    }
    return NewAction(**{**values, **more})


def propose(workspace: Any, kind: str = KIND, slot: str = "1", **more: Any) -> Action:
    return services.propose(workspace.pk, new(kind, slot, **more))


def live_tasks(action: Action) -> list[Task]:
    rows = Task.objects.filter(workspace_id=action.workspace_id, state__in=worklist.LIVE)
    return [task for task in rows if task.data.get("action") == action.pk]


def assert_consistent(action: Action) -> None:
    """Exactly the task that the state asks for, and no other, is on the worklist."""
    action.refresh_from_db()
    wanted = kind_of_task(action)
    found = [(task.kind, task.key) for task in live_tasks(action)]
    assert found == ([(wanted, key_of_task(action))] if wanted else []), f"{action.state}: {found}"


def state(action: Action) -> State:
    action.refresh_from_db()
    return State(action.state)
