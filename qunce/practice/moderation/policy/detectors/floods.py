"""Floods 刷屏: too many messages of one person in a minute (D7, D8).

The charter's limit is exact. Yet somebody who always talks fast in a fast group is not flooding
by the usual pace: between the limit and clearly above the person's own habit a person looks.
"""

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.detectors.bursts import Bursts
from qunce.practice.moderation.policy.habits import Habits, Pace
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
        if named is not None:
            return named
        return max(_UNNAMED_LIMIT, _times(habits.of(person_id), _FAR_BEYOND))

    def sure(person_id: int) -> int:
        return max(early(person_id), _times(habits.of(person_id), _UNUSUAL))

    looks, breaches = Bursts(early), Bursts(sure)

    def see(reading: Reading) -> tuple[Finding, ...]:
        message = reading.message
        if message.precision > _MINUTE:
            return NOTHING
        person, at, ref = message.sender_id, message.at, message.id
        look = looks.see(person, at, ref, message.latest)
        if named is None:
            return (_finding(look, early(person), habits.of(person), exact=False),) if look else NOTHING
        breach = breaches.see(person, at, ref, message.latest)
        if breach:
            return (_finding(breach, named, habits.of(person), exact=True),)
        return (_finding(look, named, habits.of(person), exact=False),) if look else NOTHING

    return see


def _times(pace: Pace | None, factor: float) -> int:
    return min(_MOST, int(pace.peak * factor)) if pace else 0


def _finding(messages: tuple[int, ...], limit: int, pace: Pace | None, *, exact: bool) -> Finding:
    count = len(messages)
    said = {"count": count, "limit": limit}
    reasons = [Reason(N_("%(count)s messages within 60 seconds, the limit is %(limit)s"), said)]
    if pace is not None:
        reasons.append(Reason(N_("The usual burst here is %(usual)s messages"), {"usual": pace.peak}))
    label = N_("messages within 60 seconds")
    return Finding(
        exact=exact,
        reasons=tuple(reasons),
        evidence=(
            Evidence("number", "messages_60_seconds", label, value=count, of=limit),
            *(Evidence("message", message, N_("part of the flood")) for message in messages),
        ),
        confidence=1.0 if exact else 0.5,
    )


FLOODS = register("floods", "flood", _watch)
