"""What a script may leave open, to be filled from the matter at hand (E2). Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from qunce.community.charter.types import ServiceHours
from qunce.kernel.registry import Registry
from qunce.kernel.verdict import Reason


class Situation(NamedTuple):
    """Who is answered, where, by whom, until when. Texts are "" and ``due_at`` is None where nobody knows.

    me      how whoever answers is known to the members
    due_at  when the answer is due, epoch seconds UTC
    now     epoch seconds UTC; its wall clock is that of ``hours.tz``
    """

    name: str
    group: str
    me: str
    hours: ServiceHours
    due_at: int | None
    now: int


@dataclass(frozen=True, slots=True)
class Variable:
    """One open place, written ``{key}``.

    label  msgid: what is put there
    value  what it is in a situation: words as they are, or a Reason that is translated; "" where it is not known
    also   other names people write for it
    """

    key: str
    label: str
    value: Callable[[Situation], str | Reason]
    also: tuple[str, ...] = ()


variables: Registry[Variable] = Registry("variables of scripts")


def register(variable: Variable) -> Variable:
    return variables.register(variable.key, variable)
