"""From messages to verdicts: every detector whose rule the charter holds looks at every message.

Missions rows D3, D7, D8; design §4.6 (a score alone never accuses). The verdict:

    kind       "moderation.breach", policy "moderation.breach/1"
    subject    ("message", id): for a flood the message that went past the limit
    decision   "breach": exact evidence against a rule of the charter; "review": a person looks
    reasons    the gravest first; each carries ``rule_kind`` among its parameters
    evidence   spans of the original text, the messages of a flood, numbers with their limit
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason, Verdict
from qunce.practice.moderation.policy.detectors import DETECTORS, Finding, Watcher
from qunce.practice.moderation.policy.detectors.adverts import Lexicon, lexicon
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.names import Names, calls, in_a_name
from qunce.practice.moderation.policy.pieces import Tails
from qunce.practice.moderation.policy.reading import SPOKEN_KINDS, Message, Reading, read_many

POLICY = "moderation.breach/1"
KIND = "moderation.breach"
_MOST_EVIDENCE = 300
_WORDS = ("advert", "contact")  # rules whose breaches also come in pieces, and in nicknames
_BATCH = 512


class Watch:
    """The watch over one group: feed it the group's messages in time order.

    Messages judged before may be fed again to fill the memory for floods; ``see`` is a pure
    function of the messages seen so far. Constant memory per person.
    """

    def __init__(
        self,
        charter: EffectiveCharter,
        habits: Habits | None = None,
        group_id: int | None = None,
        listed: Lexicon | None = None,
    ) -> None:
        self._group_id = group_id
        known = habits or Habits()
        if listed is not None:
            known = replace(known, words=listed)
        self._watchers: list[tuple[Rule, Watcher]] = [
            (rule, detector.watch(rule, known))
            for detector in DETECTORS
            if (rule := charter.rule(detector.rule)) is not None
        ]
        worded = [(rule, watcher) for rule, watcher in self._watchers if rule.kind in _WORDS]
        self._finder = (known.words or lexicon()).finder if charter.rule("advert") else None
        self._names = Names()
        self._tails = Tails()
        self._worded = worded

    def see(self, message: Message) -> Verdict | None:
        """The verdict on one message, or None when no rule of the charter speaks of it."""
        return next(iter(self.see_many((message,))), None)

    def see_many(self, messages: Sequence[Message]) -> list[Verdict]:
        """The verdicts on the next messages, in order, the same as ``see`` gives one by one.

        Each watcher goes through all of them before the next one does: its tables stay in the
        processor's cache, which is a third of the time of a long history.
        """
        if not self._watchers:
            return []
        readings = read_many([message for message in messages if message.kind in SPOKEN_KINDS], self._finder)
        found: dict[int, list[tuple[Rule, Finding]]] = {}
        for rule, watcher in self._watchers:
            for index, reading in enumerate(readings):
                findings = watcher(reading)
                if findings:
                    found.setdefault(index, []).extend((rule, finding) for finding in findings)
        if self._worded:
            for index, rule, finding in (*self._in_pieces(readings), *self._in_names(readings)):
                found.setdefault(index, []).append((rule, finding))
        return [self._verdict(readings[index].message, found[index]) for index in sorted(found)]

    def _in_pieces(self, readings: Sequence[Reading]) -> Iterator[tuple[int, Rule, Finding]]:
        """What people's last messages say together."""
        tails = self._tails.follow(readings, self._finder)
        joined = read_many([tail.joined for tail in tails], self._finder)
        for tail, reading in zip(tails, joined, strict=True):
            for rule, watcher in self._worded:
                for finding in watcher(reading):
                    laid = self._tails.laid_back(finding, tail)
                    if laid is not None:
                        yield tail.index, rule, laid

    def _in_names(self, readings: Sequence[Reading]) -> Iterator[tuple[int, Rule, Finding]]:
        """What people call themselves."""
        fresh = [(index, alone) for index, one in enumerate(readings) if (alone := self._names.fresh(one.message))]
        names = read_many([alone for _, alone in fresh], self._finder)
        for (index, _), reading in zip(fresh, names, strict=True):
            for rule, watcher in self._worded:
                found = watcher(reading)
                said = found[0] if found else calls(reading.message) if rule.kind == "advert" else None
                if said:
                    yield index, rule, in_a_name(said, reading.message)

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
    kept: dict[tuple[object, ...], Reason] = {}
    for reason in reasons:
        said = tuple((name, value) for name, value in sorted(reason.params.items()) if name != "rule_kind")
        kept.setdefault((reason.msgid, said), reason)
    return tuple(kept.values())


def judge_messages(
    messages: Iterable[Message],
    charter: EffectiveCharter,
    habits: Habits | None = None,
    group_id: int | None = None,
    listed: Lexicon | None = None,
) -> Iterator[Verdict]:
    """Verdicts over a group's messages in time order; silent on all that is in order.

    listed: our words and the workspace's own (``own_lexicon``); None: ours alone.
    """
    watch = Watch(charter, habits, group_id, listed)
    coming = iter(messages)
    while batch := list(islice(coming, _BATCH)):
        yield from watch.see_many(batch)


def judge_message(message: Message, charter: EffectiveCharter, group_id: int | None = None) -> Verdict | None:
    """The verdict on one message by itself; floods need the others (``Watch``)."""
    return Watch(charter, None, group_id).see(message)
