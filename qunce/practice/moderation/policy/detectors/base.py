"""What a detector is and gives back, and the registry of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qunce.community.charter.types import Rule
from qunce.kernel.registry import Registry
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in a message, or in the messages up to it.

    exact       the charter's rule and what stands there settle it without judgement; only exact
                findings make a breach, the others ask a person to look (design §4.6)
    confidence  0..1; 1 for exact findings
    """

    exact: bool
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    confidence: float


Watcher = Callable[[Reading], Sequence[Finding]]


class Detector(Protocol):
    """A way to see one kind of breach: one file, registered in ``DETECTORS``.

    key   stable name
    rule  the kind of charter rule it serves; in a group without such a rule it never runs
    """

    @property
    def key(self) -> str: ...

    @property
    def rule(self) -> str: ...

    def watch(self, rule: Rule, habits: Habits) -> Watcher:
        """A watcher over one group's messages in time order; it may remember what it saw."""


@dataclass(frozen=True)
class RuleDetector:
    """A detector made of its parts."""

    key: str
    rule: str
    watch_with: Callable[[Rule, Habits], Watcher]

    def watch(self, rule: Rule, habits: Habits) -> Watcher:
        return self.watch_with(rule, habits)


DETECTORS: Registry[Detector] = Registry("breach detectors")


def register(key: str, rule: str, watch_with: Callable[[Rule, Habits], Watcher]) -> Detector:
    """Register a detector for a kind of charter rule."""
    return DETECTORS.register(key, RuleDetector(key, rule, watch_with))


NOTHING: tuple[Finding, ...] = ()
