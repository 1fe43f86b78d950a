"""Kinds of task, as every room registers them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qunce.base.accounts.models import Role
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
    finished / dismissed / reopened  called in the transaction, with the task: done, set aside as not needed, and
            taken back. Raising TaskStateError refuses it.
    withdrawn  called in the transaction with the tasks of this kind that were closed because their cause is gone
    page    the address of what the task is about, where that has a page of its own
    page_label  msgid of the link to that page, where the usual one does not fit
    part    name of the address (with the task's id) that gives a part of its row, fetched when the row is seen: what a
            person may choose from
    drafted its words are an answer to a member: looked at while they are changed, with scripts to put in
    role    the least role that may finish it or set it aside
    on_page it is settled on that page, with words, and not by a tick
    """

    key: str
    title: str
    verb: str
    icon: str
    order: int = 50
    finished: "Callable[[Task], None] | None" = None
    dismissed: "Callable[[Task], None] | None" = None
    reopened: "Callable[[Task], None] | None" = None
    withdrawn: "Callable[[Sequence[Task]], None] | None" = None
    page: "Callable[[Task], str] | None" = None
    page_label: str = ""
    part: str = ""
    drafted: bool = False
    role: Role = Role.SERVICE
    on_page: bool = False


task_kinds: Registry[TaskKind] = Registry("task kinds")


def register(*kinds: TaskKind) -> None:
    for kind in kinds:
        task_kinds.register(kind.key, kind)
