"""Kinds of action, those who can carry them out, and who is on duty: the registries of the outbox.

A practice registers its kinds in ``apps.py`` and calls ``outbox.services.propose``. It never learns who does the work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from qunce.base.accounts.models import Role
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_task
from qunce.kernel.clock import DAY
from qunce.kernel.registry import Registry

if TYPE_CHECKING:
    from qunce.gateway.outbox.models import Action

PERSON = "person"  # Action.executor of what is handed to a person

Handler = Callable[["Action"], None]


@dataclass(frozen=True, slots=True)
class ActionKind:
    """Something that is done outside. Registering it makes the task kind of the same key as well.

    title           English msgid of the group of alike tasks, e.g. "Warn"
    verb            msgid on the button that ticks it off, e.g. "Warned"
    icon            a Tabler icon name
    capability      what an executor must be able to do, e.g. "send_private"
    needs_approval  an operator says yes before it goes anywhere
    by_doing        with needs_approval, where no machine is able: who carries it out says yes by doing it, so that it
                    is one task and not two
    alone           whether this very one goes without that yes
    role            the least role that may carry it out
    lives           seconds after which it must not be done any more, where the proposal says nothing
    order           position of its tasks among kinds with the same deadline
    confirmed, failed, cancelled, reopened
                    called in the transaction of the move, with the action. cancelled also when it expired; reopened
                    when a person takes back what they had said, or when it is offered again: undo what followed.
    """

    key: str
    title: str
    verb: str
    icon: str
    capability: str
    needs_approval: bool = False
    by_doing: bool = False
    alone: "Callable[[Action], bool] | None" = None
    role: Role = Role.SERVICE
    lives: int = 7 * DAY
    order: int = 50
    confirmed: Handler | None = None
    failed: Handler | None = None
    cancelled: Handler | None = None
    reopened: Handler | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An action as an executor gets it: plain data. key: give it to the outside, where that knows such keys."""

    key: str
    workspace_id: int
    kind: str
    capability: str
    group_id: int | None
    person_id: int | None
    persona: str
    words: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the outside call.

    result     "confirmed" it happened, "failed" it certainly did not, "unknown" nobody can say
    reason     a msgid, or what the outside said, where it did not work
    reference  what the outside calls it
    """

    result: Literal["confirmed", "failed", "unknown"]
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Executor:
    """A machine that can do some of it.

    capabilities  what it can do at all
    perform       makes the one outside call, outside any transaction and within CALL_SECONDS (services/machine.py).
                  What it raises counts as "unknown": it says "failed" only of what certainly did not happen.
    able          whether it can do this very action now (an account is connected, the group is known there)
    """

    key: str
    title: str
    capabilities: frozenset[str]
    perform: Callable[[Order], Outcome]
    able: "Callable[[Action], bool]" = lambda action: True


action_kinds: Registry[ActionKind] = Registry("action kinds")
executors: Registry[Executor] = Registry("executors")

# (action) → the staff member on duty for it, or None. The first that knows somebody is heard.
DutyHolder = Callable[["Action"], "int | None"]
duty_holders: Registry[DutyHolder] = Registry("duty holders")


def register(*kinds: ActionKind) -> None:
    """Register kinds of action, each with the task by which a person carries it out."""
    for kind in kinds:
        action_kinds.register(kind.key, kind)
        register_task(task_kind(kind))


def task_kind(kind: ActionKind) -> TaskKind:
    """The task of a kind, moving the action that it stands for."""
    from qunce.gateway.outbox.services import person  # the services read this registry

    return TaskKind(
        kind.key,
        kind.title,
        kind.verb,
        kind.icon,
        order=kind.order,
        finished=person.on_done,
        dismissed=person.on_not_needed,
        withdrawn=person.on_withdrawn,
        reopened=person.on_reopened,
        page=person.page_of,
        role=kind.role,
        drafted=True,
    )


def executor_for(action: "Action") -> str:
    """The key of the first executor that is able to do it, else PERSON."""
    for executor in executors:
        if action.capability in executor.capabilities and executor.able(action):
            return executor.key
    return PERSON


def on_duty(action: "Action") -> int | None:
    for holder in duty_holders:
        found = holder(action)
        if found is not None:
            return found
    return None
