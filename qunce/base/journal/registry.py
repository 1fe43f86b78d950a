"""Fact types and their subscribers: the registries by which rooms speak to each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qunce.kernel.registry import Registry

if TYPE_CHECKING:
    from qunce.base.journal.models import Fact


@dataclass(frozen=True, slots=True)
class FactType:
    """A kind of fact.

    sentence  English msgid; its %(name)s places are filled from the fact's data plus ``person``, ``group``, ``actor``
    private   data keys that erasing the person redacts
    audit     True when it belongs on the audit page (somebody of the staff did it)
    measures  what it adds to the person's day in the group, e.g. {"joined": 1}
    """

    key: str
    sentence: str
    icon: str = "point"
    private: tuple[str, ...] = ()
    audit: bool = False
    measures: Mapping[str, int] = field(default_factory=dict)


fact_types: Registry[FactType] = Registry("fact types")

# Run inside the transaction that records the fact, in order of registration.
Subscriber = Callable[["list[Fact]"], None]
subscribers: Registry[Subscriber] = Registry("fact subscribers")


def register(*types: FactType) -> None:
    for fact_type in types:
        fact_types.register(fact_type.key, fact_type)
