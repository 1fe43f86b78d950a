"""Same rule, same step? by offender and by operator (D5). Pure.

An offence is answered when its step was taken; it is let be when a colleague set it aside. What is younger than
``GRACE`` is left out: nobody had the time. Shares under 20 cases carry no percentage (``Share.enough``).

The step that was taken is held against the one that the ladder asked for, as things were known when it was decided:
harder, as due, or softer. Whether the offender is a colleague plays no part in what is due.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qunce.kernel.clock import DAY
from qunce.kernel.stats import Share, shares_difference
from qunce.kernel.stats import share as share_of
from qunce.practice.moderation.incidents.policy import STEPS, Ladder, Offence, judge

GRACE = 2 * DAY


@dataclass(frozen=True, slots=True)
class Fact:
    """One offence. decided_by: staff id of whoever took its step, None while none was; skipped: steps were skipped.

    overturned  it turned out to be none
    taken, due  the step it was answered with, and the one the ladder asked for; "" where none, or unknown
    case        id of its file
    """

    rule: str
    is_staff: bool
    at: int
    answered: bool
    let_be: bool
    skipped: bool
    overturned: bool
    decided_by: int | None
    taken: str = ""
    due: str = ""
    case: int = 0


Gap = Literal["harder", "due", "softer", ""]


def gap(fact: Fact) -> Gap:
    """How the step taken stands to the one due; "" where one of them is not known."""
    if not fact.answered or fact.taken not in STEPS or fact.due not in STEPS:
        return ""
    further = STEPS.index(fact.taken) - STEPS.index(fact.due)
    return "harder" if further > 0 else "softer" if further < 0 else "due"


def due_then(ladder: Ladder, offence: Offence, others: Iterable[Offence], decided_at: int) -> str:
    """The step that an offence asked for when its step was decided: by what had been told until then, and no skip.

    "" where nothing was due (it was posted before the person was told of an earlier one).
    """
    known = [_as_of(other, decided_at) for other in others if other.id != offence.id]
    decision = judge(ladder, _as_of(offence, offence.at - 1), known, offence.at).decision
    return decision if decision in STEPS else ""


def _as_of(offence: Offence, moment: int) -> Offence:
    """What was known of an offence at a moment: a step that was proven later had not been taken."""
    if offence.proven_at is None or offence.proven_at <= moment:
        return offence
    return Offence(offence.id, offence.message_id, offence.at, offence.rule_kind, stands=offence.stands)


@dataclass(frozen=True, slots=True)
class Line:
    """Of one rule ("" for all): how often offences of members and of colleagues were answered, and let be.

    differs  the shares answered differ beyond chance (99 %), and both are known well enough to say so
    """

    rule: str
    members: Share
    staff: Share
    members_let_be: Share
    staff_let_be: Share
    differs: bool


@dataclass(frozen=True, slots=True)
class Operator:
    """Of one operator's steps (None: no name is known): how many skipped steps, how many were overturned.

    as_due, softer  of those of which it is known what was due
    """

    staff_id: int | None
    skipped: Share
    overturned: Share
    as_due: Share
    softer: Share


@dataclass(frozen=True, slots=True)
class Steps:
    """Of one rule ("" for all): the steps taken against those due, for members and for colleagues.

    differs  the shares as due differ beyond chance (99 %), and both are known well enough to say so
    """

    rule: str
    members: Mapping[Gap, Share]
    staff: Mapping[Gap, Share]
    differs: bool


@dataclass(frozen=True, slots=True)
class Same:
    """The same rule and the same step due: how often each step was taken, or it was let be."""

    rule: str
    due: str
    taken: Mapping[str, int]
    let_be: int

    @property
    def total(self) -> int:
        return sum(self.taken.values()) + self.let_be


def by_offender(facts: Iterable[Fact], now: int) -> list[Line]:
    """All rules together first, then each, the most frequent first."""
    counted = [fact for fact in facts if fact.at <= now - GRACE and not fact.overturned]
    rules = sorted({fact.rule for fact in counted}, key=lambda rule: (-sum(f.rule == rule for f in counted), rule))
    return [_line("", counted, now), *(_line(rule, [f for f in counted if f.rule == rule], now) for rule in rules)]


def _line(rule: str, facts: Sequence[Fact], now: int) -> Line:
    members, staff = [f for f in facts if not f.is_staff], [f for f in facts if f.is_staff]
    answered = [share_of(sum(f.answered for f in part), len(part), now) for part in (members, staff)]
    let_be = [share_of(sum(f.let_be and not f.answered for f in part), len(part), now) for part in (members, staff)]
    trend = shares_difference(answered[0], answered[1], 0.99) if answered[0].enough and answered[1].enough else None
    differs = trend is not None and not trend.change.low <= trend.neutral <= trend.change.high
    return Line(rule, answered[0], answered[1], let_be[0], let_be[1], differs)


def by_operator(facts: Iterable[Fact], now: int) -> list[Operator]:
    """Who took steps, the busiest first. What was overturned later counts as theirs."""
    taken = [fact for fact in facts if fact.answered]
    ids = {fact.decided_by for fact in taken}
    order = sorted(ids, key=lambda pk: (-sum(f.decided_by == pk for f in taken), pk or 0))
    found = []
    for pk in order:
        mine = [fact for fact in taken if fact.decided_by == pk]
        skipped, wrong = sum(f.skipped for f in mine), sum(f.overturned for f in mine)
        gaps = Counter(gap(fact) for fact in mine)
        known = len(mine) - gaps[""]
        found.append(
            Operator(
                pk,
                share_of(skipped, len(mine), now),
                share_of(wrong, len(mine), now),
                share_of(gaps["due"], known, now),
                share_of(gaps["softer"], known, now),
            )
        )
    return found


def by_step(facts: Iterable[Fact], now: int) -> list[Steps]:
    """Taken against due: all rules together first, then each, the most frequent first. What was none is left out."""
    counted = [fact for fact in facts if gap(fact) and not fact.overturned]
    rules = sorted({fact.rule for fact in counted}, key=lambda rule: (-sum(f.rule == rule for f in counted), rule))
    return [_steps("", counted, now), *(_steps(rule, [f for f in counted if f.rule == rule], now) for rule in rules)]


def _steps(rule: str, facts: Sequence[Fact], now: int) -> Steps:
    parts = []
    for staff in (False, True):
        gaps = Counter(gap(fact) for fact in facts if fact.is_staff == staff)
        whole = sum(gaps.values())
        kinds: tuple[Gap, ...] = ("due", "harder", "softer")
        parts.append({kind: share_of(gaps[kind], whole, now) for kind in kinds})
    ours, theirs = parts[1]["due"], parts[0]["due"]
    trend = shares_difference(theirs, ours, 0.99) if theirs.enough and ours.enough else None
    differs = trend is not None and not trend.change.low <= trend.neutral <= trend.change.high
    return Steps(rule, parts[0], parts[1], differs)


def same(facts: Iterable[Fact], now: int) -> list[Same]:
    """For each rule and step due: what was done, the most frequent first. What is young or was none is left out."""
    taken: dict[tuple[str, str], Counter[str]] = {}
    for fact in facts:
        if fact.due in STEPS and not fact.overturned and fact.at <= now - GRACE and (fact.answered or fact.let_be):
            taken.setdefault((fact.rule, fact.due), Counter())[fact.taken if fact.answered else ""] += 1
    found = [
        Same(rule, due, {step: counts[step] for step in STEPS}, counts[""]) for (rule, due), counts in taken.items()
    ]
    return sorted(found, key=lambda one: (-one.total, one.rule, STEPS.index(one.due)))


def off(facts: Iterable[Fact]) -> list[Fact]:
    """The cases whose step was not the one due, the newest first."""
    return sorted((fact for fact in facts if gap(fact) in ("harder", "softer")), key=lambda f: (-f.at, -f.case))
