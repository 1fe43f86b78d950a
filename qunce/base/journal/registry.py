"""Fact types and their subscribers: the registries by which rooms speak to each other."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qunce.kernel.registry import Registry

if TYPE_CHECKING:
    from qunce.base.journal.models import Fact


@dataclass(frozen=True, slots=True)
class FactType:
    """A kind of fact.

    sentence  English msgid; its %(name)s places are filled from the data and ``person``, ``group``, ``actor``
    private   data keys that erasing the person redacts
    audit     True when it belongs on the audit page (somebody of the staff did it)
    measures  what it adds to the person's day in the group, e.g. {"joined": 1}
    shown     how a data key reads in the sentence, e.g. {"role": role_label}; others read as they are
    """

    key: str
    sentence: str
    icon: str = "point"
    private: tuple[str, ...] = ()
    audit: bool = False
    measures: Mapping[str, int] = field(default_factory=dict)
    shown: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)


fact_types: Registry[FactType] = Registry("fact types")

# Run inside the transaction that records the fact, in order of registration.
Subscriber = Callable[["list[Fact]"], None]
subscribers: Registry[Subscriber] = Registry("fact subscribers")

# Names of what facts point at, by id, within a workspace: "person", "group", "staff", "import".
# None instead of ids asks for all.
NameSource = Callable[[int, "Collection[int] | None"], dict[int, str]]
names: Registry[NameSource] = Registry("names in facts")


def register(*types: FactType) -> None:
    for fact_type in types:
        fact_types.register(fact_type.key, fact_type)
