"""Whom a matter falls to: by its topic, the group and the hour (C2, C3).

A duty with topics takes what names one of them; what no topic claims goes to a duty without topics. A duty with set
times takes a matter whenever it comes, and answers at its next time. Behind a duty stand colleagues in order: the
first who is there has it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qunce.kernel.hours import Hours, reply_clock
from qunce.kernel.i18n import N_
from qunce.kernel.text import fold_text
from qunce.kernel.verdict import Reason

ROLES: Final[Mapping[str, str]] = {
    "owner": N_("Group owner: greetings, activities, decisions"),
    "sales": N_("Sales: the daily offers"),
    "service": N_("Service: how to use it, orders, after-sales"),
    "expert": N_("Expert: answers on the subject"),
    "product": N_("Product"),
    "marketing": N_("Marketing"),
    "it": N_("IT"),
    "other": N_("Something else"),
}

BY_TOPIC = N_("It speaks of “%(topic)s”, which %(persona)s answers")
BY_GROUP = N_("%(persona)s answers this group")
BY_DEFAULT = N_("No topic claims it, so %(persona)s has it")
SET_TIMES = N_("%(persona)s answers at set times: next from %(from_at)s")
AWAY = N_("The first in turn is away until %(until_at)s; the next one has it")
STANDS_IN = N_("A colleague stands in for the one who is away until %(until_at)s")
NOBODY = N_("Everybody behind %(persona)s is away, so it goes on to the next account")


@dataclass(frozen=True, slots=True)
class Watch:
    """A duty as plain data. hours None: whenever the group is served; groups empty: every group."""

    id: int
    persona_id: int
    persona: str
    role: str
    topics: tuple[str, ...] = ()
    groups: frozenset[int] = frozenset()
    hours: Hours | None = None
    holders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Away:
    """A colleague is away in [since, until), epoch seconds UTC."""

    staff_id: int
    since: int
    until: int
    stand_in: int | None = None

    def covers(self, at: int) -> bool:
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Assigned:
    """Whom it falls to. from_at: when they can begin (epoch seconds UTC), the asked moment or later."""

    duty_id: int
    persona_id: int
    persona: str
    role: str
    staff_id: int
    from_at: int
    reasons: tuple[Reason, ...]


def assign(
    watches: Collection[Watch], away: Collection[Away], *, group_id: int | None, text: str, at: int
) -> Assigned | None:
    """The duty that takes a matter said as ``text`` in a group at a moment, and who of its holders is there then.

    None where no duty takes it, or nobody behind any of them is there.
    """
    folded = fold_text(text)
    claims = sorted(
        (claim for watch in watches if (claim := _claim(watch, group_id, folded)) is not None),
        key=lambda claim: claim.order,
    )
    passed: list[Reason] = []
    for claim in claims:
        watch, reasons = claim.watch, [claim.reason]
        from_at = _begins(watch, at)
        if from_at is None:
            continue
        if from_at > at:
            reasons.append(Reason(SET_TIMES, {"persona": watch.persona, "from_at": from_at}))
        found = present(watch.holders, away, from_at)
        if found is None:
            passed.append(Reason(NOBODY, {"persona": watch.persona}))
            continue
        staff_id, why = found
        said = (*passed, *reasons, *([why] if why else []))
        return Assigned(watch.id, watch.persona_id, watch.persona, watch.role, staff_id, from_at, said)
    return None


@dataclass(frozen=True, slots=True)
class _Claim:
    watch: Watch
    order: tuple[int, int, int, int]
    reason: Reason


def _claim(watch: Watch, group_id: int | None, folded: str) -> _Claim | None:
    """How strongly a duty claims the matter: more topics first, then longer ones, then a duty of this very group."""
    if watch.groups and group_id not in watch.groups:
        return None
    own = 0 if watch.groups else 1
    if not watch.topics:
        msgid = BY_GROUP if watch.groups else BY_DEFAULT
        return _Claim(watch, (1, 0, own, watch.id), Reason(msgid, {"persona": watch.persona}))
    hits = {topic for topic in watch.topics if (word := fold_text(topic).strip()) and word in folded}
    if not hits:
        return None
    longest = max(hits, key=lambda topic: (len(topic), topic))
    order = (0, -sum(len(topic) for topic in hits), own, watch.id)
    return _Claim(watch, order, Reason(BY_TOPIC, {"persona": watch.persona, "topic": longest}))


def _begins(watch: Watch, at: int) -> int | None:
    """When a duty can begin; None where its hours never come."""
    return at if watch.hours is None else reply_clock(watch.hours).due(at, 0)


def present(holders: Sequence[int], away: Collection[Away], at: int) -> tuple[int, Reason | None] | None:
    """Who of the holders has it at a moment, and why where it is not the first. None when nobody is there."""
    gone = {one.staff_id: one for one in sorted(away, key=lambda one: one.until) if one.covers(at)}
    for place, staff_id in enumerate(holders):
        if staff_id not in gone:
            return staff_id, Reason(AWAY, {"until_at": gone[holders[0]].until}) if place else None
        stand_in = _stand_in(staff_id, gone)
        if stand_in is not None:
            return stand_in, Reason(STANDS_IN, {"until_at": gone[staff_id].until})
    return None


def _stand_in(staff_id: int, gone: Mapping[int, Away]) -> int | None:
    """Who stands in, where that one is there; whoever stands in for the stand-in counts too, round no circle."""
    seen, one = {staff_id}, gone[staff_id].stand_in
    while one is not None and one in gone and one not in seen:
        seen.add(one)
        one = gone[one].stand_in
    return one if one is not None and one not in seen else None
