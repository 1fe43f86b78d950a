"""Floods 刷屏: too many messages of one person in a minute (D7, D8).

The charter's limit is exact. Yet somebody who always talks fast in a fast group is not flooding
by the usual pace: between the limit and clearly above the person's own habit a person looks.
"""

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.detectors.bursts import Bursts
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading

_MINUTE = 60
_UNUSUAL = 1.5  # times the usual peak
# Where the charter names no number: only far beyond the habit, and only for a person to look at.
_UNNAMED_LIMIT = 20
_FAR_BEYOND = 3.0
_MOST = 200


def _watch(rule: Rule, habits: Habits) -> Watcher:
    named = rule.limit

    def early(person_id: int) -> int:
        pace = habits.of(person_id)
        if named is not None:
            return named
        return min(_MOST, max(_UNNAMED_LIMIT, int(pace.peak * _FAR_BEYOND) if pace else 0))

    def sure(person_id: int) -> int:
        pace = habits.of(person_id)
        return min(_MOST, max(early(person_id), int(pace.peak * _UNUSUAL) if pace else 0))

    looks, breaches = Bursts(early), Bursts(sure)

    def see(reading: Reading) -> tuple[Finding, ...]:
        message = reading.message
        if message.precision > _MINUTE:
            return NOTHING
        person = message.sender_id
        look = looks.see(person, message.at, message.id)
        if named is None:
            return (_finding(look, _UNNAMED_LIMIT, exact=False),) if look else NOTHING
        breach = breaches.see(person, message.at, message.id)
        if breach:
            return (_finding(breach, named, exact=True),)
        return (_finding(look, named, exact=False),) if look else NOTHING

    return see


def _finding(messages: tuple[int, ...], limit: int, *, exact: bool) -> Finding:
    count = len(messages)
    reasons = [Reason(N_("%(count)s messages within 60 seconds, the limit is %(limit)s"), {"count": count, "limit": limit})]
    if not exact:
        reasons.append(Reason(N_("Not unusual for this person or this group")))
    return Finding(
        exact=exact,
        reasons=tuple(reasons),
        evidence=(
            Evidence("number", "messages_60_seconds", N_("messages within 60 seconds"), value=count, of=limit),
            *(Evidence("message", message, N_("part of the flood")) for message in messages),
        ),
        confidence=1.0 if exact else 0.5,
    )


FLOODS = register("floods", "flood", _watch)
