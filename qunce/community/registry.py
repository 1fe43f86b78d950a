"""Who wants to know when a group was heard: practices subscribe with the name of a job."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Listener:
    """A practice's job that runs after new talk arrived in a group (or some was taken away).

    task   the registered job, called with workspace_id, group_id and since (epoch seconds of the earliest change)
    order  lower first; a job that reads another's verdicts comes later
    """

    key: str
    task: str
    order: int = 50


listeners: Registry[Listener] = Registry("listeners")

# Called in the erasing transaction with (workspace id, every name the person bore, ids of their messages).
Eraser = Callable[[int, Collection[str], Collection[int]], None]
erasers: Registry[Eraser] = Registry("erasers")
