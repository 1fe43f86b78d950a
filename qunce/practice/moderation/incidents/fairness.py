"""Same rule, same step? by offender and by operator (D5). Pure.

An offence is answered when its step was taken; it is let be when a colleague set it aside. What is younger than
``GRACE`` is left out: nobody had the time. Shares under 20 cases carry no percentage (``Share.enough``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qunce.kernel.clock import DAY
from qunce.kernel.stats import Share, shares_difference
from qunce.kernel.stats import share as share_of

GRACE = 2 * DAY


@dataclass(frozen=True, slots=True)
class Fact:
    """One offence. decided_by: staff id of whoever took its step, None while none was; skipped: steps were skipped.

    overturned  it turned out to be none
    """

    rule: str
    is_staff: bool
    at: int
    answered: bool
    let_be: bool
    skipped: bool
    overturned: bool
    decided_by: int | None


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
    """Of one operator's steps (None: no name is known): how many skipped steps, how many were overturned."""

    staff_id: int | None
    skipped: Share
    overturned: Share


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
        found.append(Operator(pk, share_of(skipped, len(mine), now), share_of(wrong, len(mine), now)))
    return found
