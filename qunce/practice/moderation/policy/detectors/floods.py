"""Floods 刷屏: too many messages of one person in a minute (D7, D8).

The charter's limit is exact, but not blind: what is usual in the group is nobody's breach, and between there and
clearly above both the group's habit and the person's own a person looks. The reasons name the numbers.
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
_GROUPS = N_("Usual in this group: bursts of up to %(usual)s (%(bouts)s bursts seen)")
_OWN = N_("Usual for them: bursts of up to %(usual)s (%(bouts)s bursts seen)")
_UNKNOWN = N_("What is usual here is not known yet")

Norm = tuple[tuple[Reason, ...], tuple[Evidence, ...]]


def _watch(rule: Rule, habits: Habits) -> Watcher:
    named = rule.limit

    def early(person_id: int) -> int:
        group, own = habits.norms(person_id)
        if named is not None:
            return max(named, _times(group, 1))
        return max(_UNNAMED_LIMIT, _times(group, _FAR_BEYOND), _times(own, _FAR_BEYOND))

    def sure(person_id: int) -> int:
        group, own = habits.norms(person_id)
        return max(early(person_id), _times(group, _UNUSUAL), _times(own, _UNUSUAL))

    looks, breaches = Bursts(early), Bursts(sure)

    def see(reading: Reading) -> tuple[Finding, ...]:
        message = reading.message
        if message.precision > _MINUTE:
            return NOTHING
        person, at, ref = message.sender_id, message.at, message.id
        look = looks.see(person, at, ref, message.latest)
        breach = breaches.see(person, at, ref, message.latest) if named is not None else ()
        if not (look or breach):
            return NOTHING
        norm = usual(habits.norms(person))
        if breach:
            return (_finding(breach, named or 0, norm, exact=True),)
        return (_finding(look, early(person) if named is None else named, norm, exact=False),)

    return see


def _times(pace: Pace | None, factor: float) -> int:
    return min(_MOST, int(pace.peak * factor)) if pace else 0


def usual(norms: tuple[Pace | None, Pace | None]) -> Norm:
    """What is usual in the group and for the person, in words and as numbers; that too little is known, where it is."""
    group, own = norms
    reasons, evidence = [], []
    if group:
        reasons.append(Reason(_GROUPS, {"usual": group.peak, "bouts": group.bouts}))
        evidence.append(Evidence("number", "usual_in_group", N_("usual here within 60 seconds"), value=group.peak))
    if own:
        reasons.append(Reason(_OWN, {"usual": own.peak, "bouts": own.bouts}))
        evidence.append(Evidence("number", "usual_of_person", N_("usual for them within 60 seconds"), value=own.peak))
    return (tuple(reasons) or (Reason(_UNKNOWN),)), tuple(evidence)


def _finding(messages: tuple[int, ...], limit: int, norm: Norm, *, exact: bool) -> Finding:
    count = len(messages)
    said = {"count": count, "limit": limit}
    reasons = [Reason(N_("%(count)s messages within 60 seconds, the limit is %(limit)s"), said), *norm[0]]
    label = N_("messages within 60 seconds")
    return Finding(
        exact=exact,
        reasons=tuple(reasons),
        evidence=(
            Evidence("number", "messages_60_seconds", label, value=count, of=limit),
            *norm[1],
            *(Evidence("message", message, N_("part of the flood")) for message in messages),
        ),
        confidence=1.0 if exact else 0.5,
    )


FLOODS = register("floods", "flood", _watch)
