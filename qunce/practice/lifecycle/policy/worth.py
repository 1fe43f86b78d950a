"""What a member is worth to one group: the sum of weight times measure, each term in words.

The weights come from the purpose's table (community/charter/purposes.py); nothing here asks which
purpose it is. A measure is an amount from 0 (nothing) to 1 (as much as counts). What is unknown
counts as nothing and keeps its range: unknown purchases may be worth all or none of their points.

Sources: L5, L7, F8, A14; mission.md, "What no existing system does" 2.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.registry import Registry
from qunce.kernel.verdict import Param, Reason

UNBOUGHT_FULL_DAYS = 90  # F8: free-riders cannot be told at the start, so not buying counts slowly
MENTION_FROM = 30  # a measure worth this many points is mentioned even when the member has none of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person in one group, as SQL sums give it. Moments are epoch seconds, UTC; None is unknown.

    is_staff      staff of ours or a bot: never judged
    joined_fact   id of the fact that says when they joined
    join_scene    "invited", "code", "link" or "" (unknown); inviter: the name of who invited them, "" if unknown
    in_roster     a roster names them, so they are here; False: only ever seen in the talk
    messages      all heard in this group; last_message is the id of the newest
    helped        answers that the asker accepted or thanked for, last 90 days
    asked         questions asked here, last 90 days
    brought       people they invited who are still here
    orders        None: no customer list says whether they buy
    key_tier      decision of the current "lifecycle.key_member" verdict, "" for none
    woken_at      when a wake task for them was last done; interviewed_at likewise
    extra         amounts (0..1) of measures that other rooms registered
    """

    person_id: int
    role: str = "member"
    is_staff: bool = False
    joined_at: int | None = None
    joined_fact: int | None = None
    join_scene: str = ""
    inviter_id: int | None = None
    inviter: str = ""
    in_roster: bool = False
    last_spoke_at: int | None = None
    last_message: int | None = None
    messages: int = 0
    helped: int = 0
    asked: int = 0
    brought: int = 0
    orders: int | None = None
    last_order_at: int | None = None
    key_tier: str = ""
    woken_at: int | None = None
    interviewed_at: int | None = None
    extra: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The group a member is judged in: its charter and how much of its talk was heard.

    joins_heard  whether the sources tell joins at all (a spreadsheet of messages does not)
    heard_share  days with a source between heard_from and heard_until, as a fraction
    """

    group_id: int
    charter: EffectiveCharter
    heard_from: int
    heard_until: int
    name: str = ""
    joins_heard: bool = True
    heard_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a measure: ``known`` counts, low..high is what it may turn out to be (all 0..1)."""

    known: float
    low: float
    high: float
    said: str
    params: Mapping[str, Param] = field(default_factory=dict)
    none_said: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One summand. points = round(weight x amount), so that the shown terms add up to the shown sum."""

    measure: str
    weight: float
    points: int
    low: int
    high: int
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Worth:
    """The sum and its terms, largest first. low..high: what it may be once the unknown is known."""

    points: int
    low: int
    high: int
    terms: tuple[Term, ...]

    @property
    def open(self) -> bool:
        return self.low != self.high

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(term.reason for term in self.terms if term.reason is not None)


Measure = Callable[[Member, Setting], Amount]
AMOUNTS: Registry[Measure] = Registry("amounts of measures")


def worth(member: Member, setting: Setting, only: Iterable[str] | None = None) -> Worth:
    """Add up weight times measure; ``only`` limits it to the measures that a person takes along."""
    weights = setting.charter.weights
    counted = set(weights) if only is None else set(weights) & set(only)
    terms = [_term(key, weights[key], _amount(key, member, setting)) for key in sorted(counted)]
    terms.sort(key=lambda term: (-abs(term.points), term.measure))
    return Worth(
        points=sum(term.points for term in terms),
        low=sum(term.low for term in terms),
        high=sum(term.high for term in terms),
        terms=tuple(terms),
    )


def _amount(key: str, member: Member, setting: Setting) -> Amount:
    measure = AMOUNTS.find(key)
    if measure is not None:
        return measure(member, setting)
    amount = min(1.0, max(0.0, member.extra.get(key, 0.0)))
    said = N_("%(measure)s: %(part_share)s of %(weight)s points = %(points)s.")
    return Amount(amount, amount, amount, said, {"measure": key})


def _term(key: str, weight: float, amount: Amount) -> Term:
    points = round(weight * amount.known)
    ends = sorted((round(weight * amount.low), round(weight * amount.high)))
    reason = None
    if points or amount.low != amount.high:
        places = {"part_share": round(amount.known, 2), "weight": _plain(weight), "points": points}
        reason = Reason(amount.said, {**amount.params, **places})
    elif amount.none_said and weight >= MENTION_FROM:
        reason = Reason(amount.none_said, {"weight": _plain(weight)})
    return Term(key, weight, points, ends[0], ends[1], reason)


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else round(number, 1)


def _measure(key: str) -> Callable[[Measure], Measure]:
    return lambda measure: AMOUNTS.register(key, measure)


def _sure(amount: float, said: str, none_said: str = "", **params: Param) -> Amount:
    return Amount(amount, amount, amount, said, params, none_said)


@_measure("spoke")
def _spoke(member: Member, setting: Setting) -> Amount:
    """Ten messages are half of it, and it halves with every further silent_days of silence."""
    amount = 0.0
    if member.messages and member.last_spoke_at is not None:
        silent = max(0, setting.heard_until - member.last_spoke_at)
        fading = 0.5 ** (silent / (setting.charter.silent_days * DAY))
        amount = member.messages / (member.messages + 10) * fading
    return _sure(
        amount,
        N_(
            "Talking: %(messages)s messages, the last on %(last_at)s: %(part_share)s of %(weight)s points = %(points)s."
        ),
        N_("Talking, worth up to %(weight)s points here: nothing, or too long ago."),
        messages=member.messages,
        last_at=member.last_spoke_at,
    )


@_measure("helped")
def _helped(member: Member, setting: Setting) -> Amount:
    return _sure(
        member.helped / (member.helped + 2),
        N_("Helping: %(times)s accepted answers: %(part_share)s of %(weight)s points = %(points)s."),
        N_("Helping others, worth up to %(weight)s points here: nothing in 90 days."),
        times=member.helped,
    )


@_measure("asked")
def _asked(member: Member, setting: Setting) -> Amount:
    return _sure(
        member.asked / (member.asked + 2),
        N_("Asking: %(times)s questions: %(part_share)s of %(weight)s points = %(points)s."),
        times=member.asked,
    )


@_measure("brought")
def _brought(member: Member, setting: Setting) -> Amount:
    return _sure(
        member.brought / (member.brought + 1),
        N_("Brought %(people)s people who are still here: %(part_share)s of %(weight)s points = %(points)s."),
        people=member.brought,
    )


@_measure("sample")
def _sample(member: Member, setting: Setting) -> Amount:
    return _sure(1.0, N_("Part of the sample: %(points)s points, whether they talk or not."))


@_measure("reads")
def _reads(member: Member, setting: Setting) -> Amount:
    return _sure(1.0, N_("Stays and may read along: %(points)s points."))


@_measure("bought")
def _bought(member: Member, setting: Setting) -> Amount:
    if member.orders is None:
        said = N_("Purchases are unknown (no customer list names them): up to %(weight)s points are open.")
        return Amount(0.0, 0.0, 1.0, said)
    return _sure(
        member.orders / (member.orders + 0.5),
        N_("Buying: %(orders)s orders: %(part_share)s of %(weight)s points = %(points)s."),
        N_("Buying, worth up to %(weight)s points here: no order in the customer list."),
        orders=member.orders,
    )


@_measure("unbought")
def _unbought(member: Member, setting: Setting) -> Amount:
    """Here long and, as the customer list says, never bought. Grows from 0 at the start to 1 at 90 days."""
    here = max(0, setting.heard_until - (member.joined_at or setting.heard_from)) // DAY
    amount = min(1.0, here / UNBOUGHT_FULL_DAYS)
    if member.orders is None:
        said = N_("If they turn out never to have bought in %(days)s days here, points are lost.")
        return Amount(0.0, 0.0, amount, said, {"days": here})
    said = N_("Here for %(days)s days without an order: %(part_share)s of %(weight)s points = %(points)s.")
    return _sure(amount if member.orders == 0 else 0.0, said, days=here)
