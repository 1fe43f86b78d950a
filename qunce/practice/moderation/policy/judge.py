"""From messages to verdicts: every detector whose rule the charter holds looks at every message.

Missions rows D3, D7, D8; design §4.6 (a score alone never accuses). The verdict:

    kind       "moderation.breach", policy "moderation.breach/1"
    subject    ("message", id): for a flood the message that went past the limit
    decision   "breach": exact evidence against a rule of the charter; "review": a person looks
    reasons    the gravest first; each carries ``rule_kind`` among its parameters
    evidence   spans of the original text, the messages of a flood, numbers with their limit
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason, Verdict
from qunce.practice.moderation.policy.detectors import DETECTORS, Finding, Watcher
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import SPOKEN_KINDS, Message, Reading

POLICY = "moderation.breach/1"
KIND = "moderation.breach"
_MOST_EVIDENCE = 300


class Watch:
    """The watch over one group: feed it the group's messages in time order.

    Messages judged before may be fed again to fill the memory for floods; ``see`` is a pure
    function of the messages seen so far. Constant memory per person.
    """

    def __init__(self, charter: EffectiveCharter, habits: Habits | None = None, group_id: int | None = None) -> None:
        self._group_id = group_id
        known = habits or Habits()
        self._watchers: list[tuple[Rule, Watcher]] = [
            (rule, detector.watch(rule, known))
            for detector in DETECTORS
            if (rule := charter.rule(detector.rule)) is not None
        ]

    def see(self, message: Message) -> Verdict | None:
        """The verdict on one message, or None when no rule of the charter speaks of it."""
        if not self._watchers or message.kind not in SPOKEN_KINDS:
            return None
        reading = Reading(message)
        found = [(rule, finding) for rule, watcher in self._watchers for finding in watcher(reading)]
        return self._verdict(message, found) if found else None

    def _verdict(self, message: Message, found: list[tuple[Rule, Finding]]) -> Verdict:
        found.sort(key=lambda pair: (not pair[1].exact, -pair[1].confidence))
        exact = found[0][1].exact
        reasons = [
            replace(reason, params={**reason.params, "rule_kind": rule.kind})
            for rule, finding in found
            for reason in finding.reasons
        ]
        reasons += [
            Reason(N_("The group's rule: %(rule)s"), {"rule": rule.text, "rule_kind": rule.kind})
            for rule in dict.fromkeys(rule for rule, _ in found)
        ]
        if message.is_staff:
            reasons.append(Reason(N_("The sender is staff; the rules bind staff first")))
        return Verdict(
            kind=KIND,
            subject=("message", message.id),
            decision="breach" if exact else "review",
            reasons=_once(reasons),
            evidence=tuple(dict.fromkeys(item for _, finding in found for item in finding.evidence))[:_MOST_EVIDENCE],
            confidence=1.0 if exact else max(finding.confidence for _, finding in found),
            policy=POLICY,
            as_of=message.at,
            group_id=self._group_id,
            person_id=message.sender_id,
        )


def _once(reasons: list[Reason]) -> tuple[Reason, ...]:
    """The same sentence is said once, however many spans carry it."""
    kept: list[Reason] = []
    for reason in reasons:
        if reason not in kept:
            kept.append(reason)
    return tuple(kept)


def judge_messages(
    messages: Iterable[Message],
    charter: EffectiveCharter,
    habits: Habits | None = None,
    group_id: int | None = None,
) -> Iterator[Verdict]:
    """Verdicts over a group's messages in time order; silent on all that is in order."""
    see = Watch(charter, habits, group_id).see
    for message in messages:
        verdict = see(message)
        if verdict is not None:
            yield verdict


def judge_message(message: Message, charter: EffectiveCharter, group_id: int | None = None) -> Verdict | None:
    """The verdict on one message by itself; floods need the others (``Watch``)."""
    return Watch(charter, None, group_id).see(message)
