"""Kinds of judgement, and who undoes what followed from one that is overturned."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qunce.kernel.registry import Registry

if TYPE_CHECKING:
    from qunce.base.verdicts.models import StoredVerdict


@dataclass(frozen=True, slots=True)
class VerdictKind:
    """A judgement that a room makes.

    title      English msgid, e.g. "Unanswered question"
    decisions  code → msgid as shown on a badge
    overturned called in the transaction of the overturning; withdraws tasks, takes back what followed
    restored   called when the overturning itself is undone
    part       name of the address (with the verdict's id) that gives a part of its page, where there is one
    """

    key: str
    title: str
    decisions: Mapping[str, str]
    overturned: "Callable[[StoredVerdict], None] | None" = None
    restored: "Callable[[StoredVerdict], None] | None" = None
    tone: Mapping[str, str] = field(default_factory=dict)
    part: str = ""


verdict_kinds: Registry[VerdictKind] = Registry("verdict kinds")


def register(*kinds: VerdictKind) -> None:
    for kind in kinds:
        verdict_kinds.register(kind.key, kind)
