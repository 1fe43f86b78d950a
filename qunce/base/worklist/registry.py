"""Kinds of task, as every room registers them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qunce.kernel.registry import Registry

if TYPE_CHECKING:
    from qunce.base.worklist.models import Task


@dataclass(frozen=True, slots=True)
class TaskKind:
    """Something people do.

    title   English msgid of the group of alike tasks, e.g. "Reply"
    verb    msgid on the button that finishes it, e.g. "Replied"
    icon    a Tabler icon name
    order   position among kinds with the same deadline
    finished / reopened  called in the transaction, with the task
    """

    key: str
    title: str
    verb: str
    icon: str
    order: int = 50
    finished: "Callable[[Task], None] | None" = None
    reopened: "Callable[[Task], None] | None" = None


task_kinds: Registry[TaskKind] = Registry("task kinds")


def register(*kinds: TaskKind) -> None:
    for kind in kinds:
        task_kinds.register(kind.key, kind)
