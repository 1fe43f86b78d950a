"""The way a complaint is handled (E7).

Apologise → private chat → classify → solution, accepted or not → time told → closed. The steps that were taken are the
state; what may come next depends on the last of them only. Taking a step back removes the last one. Pure.
"""

from collections.abc import Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Step(StrEnum):
    """What is done about a complaint. Said to the members: SAID; decided by the operator: all others."""

    APOLOGY = "apology"
    PRIVATE = "private"
    FAULT = "fault"  # it is a real fault
    MISTAKEN = "mistaken"  # it is a misunderstanding
    MALICE = "malice"  # they mean harm
    OFFER = "offer"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CLARIFY = "clarify"
    ANYTHING = "anything"  # stay with the problem: anything else?
    TIME = "time"
    CLOSE = "close"


SAID: Final = frozenset({Step.APOLOGY, Step.PRIVATE, Step.OFFER, Step.CLARIFY, Step.ANYTHING, Step.TIME, Step.CLOSE})
KINDS: Final = (Step.FAULT, Step.MISTAKEN, Step.MALICE)

FOLLOWING: Final = MappingProxyType(
    {
        None: (Step.APOLOGY,),
        Step.APOLOGY: (Step.PRIVATE,),
        Step.PRIVATE: KINDS,
        Step.FAULT: (Step.OFFER,),
        Step.MISTAKEN: (Step.CLARIFY,),
        Step.MALICE: (Step.ANYTHING,),
        Step.OFFER: (Step.ACCEPTED, Step.DECLINED),
        Step.DECLINED: (Step.OFFER,),
        Step.ACCEPTED: (Step.TIME,),
        Step.TIME: (Step.CLOSE,),
        Step.CLARIFY: (Step.CLOSE,),
        Step.ANYTHING: (Step.CLOSE,),
        Step.CLOSE: (),
    }
)


class StepError(ValueError):
    """The step is not one that may be taken now."""


def allowed(taken: Sequence[Step]) -> tuple[Step, ...]:
    """What may be done next."""
    return FOLLOWING[taken[-1] if taken else None]


def take(taken: Sequence[Step], step: Step) -> list[Step]:
    """The steps after one more; raises StepError where it may not be taken."""
    if step not in allowed(taken):
        raise StepError(f"{step} after {taken[-1] if taken else 'nothing'}")
    return [*taken, step]


def kind_of(taken: Sequence[Step]) -> Step | None:
    """Real fault, misunderstanding or malice, once it is said."""
    return next((step for step in taken if step in KINDS), None)


def is_closed(taken: Sequence[Step]) -> bool:
    return bool(taken) and taken[-1] == Step.CLOSE
