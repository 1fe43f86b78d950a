"""Is a complaint being copied? Different members on the same thing, against the group's own base rate (E8).

Exact test of two Poisson counts: given all members' complaints, how likely is it that so many of them fall into the few
days since this one began? Too short a past gives no answer. Pure.
"""

from math import comb
from typing import Final, Literal, NamedTuple

from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict

KIND: Final = "desk.copied"
POLICY: Final = "desk.copied/1"
LEAST: Final = 3  # different members
LEVEL: Final = 0.01
BASE_DAYS: Final = 56
LEAST_DAYS: Final = 14  # heard before it began; less says nothing about what is usual

Decision = Literal["copied", "usual", "not_enough"]


class Copies(NamedTuple):
    """The numbers behind a decision. days: how long it has been going on; before: complaints (a member on a day) in the
    base_days heard before it began; p: probability of as many, were nothing unusual."""

    decision: Decision
    members: int
    days: float
    before: int
    base_days: int
    p: float | None


def judge_copies(members: int, began_at: int, last_at: int, before: int, base_days: int) -> Copies | None:
    """None below three different members. Times: epoch seconds UTC."""
    if members < LEAST:
        return None
    days = max(1.0, (last_at - began_at) / DAY)
    if base_days < LEAST_DAYS:
        return Copies("not_enough", members, days, before, base_days, None)
    p = tail(members, members + before, days / (days + base_days))
    return Copies("copied" if p <= LEVEL else "usual", members, days, before, base_days, p)


def tail(hits: int, total: int, share: float) -> float:
    """P(X ≥ hits) of a binomial: exact. The first voice is given, for it is what we look from."""
    hits, total = hits - 1, total - 1
    return min(1.0, sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(hits, total + 1)))


def verdict_of(found: Copies, head_id: int, message_ids: list[int], as_of: int, group_id: int) -> Verdict:
    """The verdict on a thing that several members complain of."""
    reasons = [Reason(N_("%(members)s different members complain of the same thing."), {"members": found.members})]
    if found.decision == "not_enough":
        reasons.append(
            Reason(
                N_("The group was heard for %(days)s days before: too few to say what is usual."),
                {"days": found.base_days},
            )
        )
    else:
        reasons.append(
            Reason(
                N_("In the %(days)s days before, members complained %(times)s times."),
                {"days": found.base_days, "times": found.before},
            )
        )
        reasons.append(
            Reason(
                N_("Chance alone gives so many in %(percent)s of such spans."),
                {"percent": f"{100 * (found.p or 0):.2g} %"},
            )
        )
    return Verdict(
        kind=KIND,
        subject=("message", head_id),
        decision=found.decision,
        reasons=tuple(reasons),
        evidence=tuple(Evidence("message", one, N_("complains of it")) for one in message_ids[:30]),
        confidence=0.5 if found.p is None else round(min(0.99, 1 - found.p), 3),
        policy=POLICY,
        as_of=as_of,
        group_id=group_id,
    )
