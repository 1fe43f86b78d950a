"""A member who says nothing: keep, wake, move to another group, interview, or remove? (L5, L7, B9)

"Takes benefits, never talks: kick?" is decided from the group's purpose and the member's value to
it: the same member may be kept in one group and woken in another. The steps of ``LADDER`` are tried
in order; the first that applies is the decision and gives the first reason.

Nothing here removes anybody: "remove_candidate" is a proposal for a renewal round that a person
confirms (design 4.6). Never a candidate: staff, owner and admins; who has not been woken first;
whose purchases are unknown; who buys; key members; who was interviewed lately; who may have left
already (no roster names them); of whose time here too little was heard.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qunce.community.charter.policy import Finding
from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Param, Reason, Verdict
from qunce.practice.lifecycle.policy.hearing import NO_ROSTER, certainty
from qunce.practice.lifecycle.policy.worth import Member, Setting, Worth, worth

KIND = "lifecycle.silent"
POLICY = "silent/1"

KEEP_FROM = 50  # points: from here on a silent member is worth the seat
SPEAKS_FOR = 20  # points: from here on something speaks for the member
CALIBRATION_DAYS = 7  # F1: everybody finds their feet in the first week
WAKE_PATIENCE_DAYS = 7  # how long a waking is given to work
WAKE_HOLDS_DAYS = 90  # after that they may be woken again
INTERVIEW_HOLDS_DAYS = 90
SURE_ENOUGH = 0.5  # below this confidence nobody becomes a candidate for removal

# What a person takes along into another group; presence alone makes nobody fit there.
PORTABLE = ("bought", "unbought", "sample", "reads")
PRESENCE = {"sample", "reads"}


def seat_within_reach(charter: EffectiveCharter) -> Iterable[Finding]:
    """A charter check: where all that counts adds up to less than a seat takes, no silent member can keep one."""
    most = sum(points for points in charter.weights.values() if points > 0)
    if 0 < most < KEEP_FROM:
        said = N_("All together at most %(most)s points: a silent member keeps the seat from %(line)s on.")
        yield Finding("weights", "warning", Reason(said, {"most": round(most), "line": KEEP_FROM}))


@dataclass(frozen=True)
class Case:
    """Everything the steps look at; what most cases never ask for is computed on demand.

    Days are whole days, counted until the talk was heard.
    """

    member: Member
    setting: Setting
    as_of: int
    others: tuple[Setting, ...]
    silent_days: int
    here_days: int | None

    @cached_property
    def worth(self) -> Worth:
        return worth(self.member, self.setting)

    @cached_property
    def certainty(self) -> tuple[float, tuple[Reason, ...]]:
        """How sure we are (0..1), and what is in doubt."""
        return certainty(self.member, self.setting, self.as_of)

    @property
    def sure(self) -> float:
        return self.certainty[0]

    @property
    def never_spoke(self) -> bool:
        return self.member.last_spoke_at is None

    def within(self, moment: int | None, days: int) -> bool:
        return moment is not None and self.as_of - moment < days * DAY


Step = Callable[[Case], Reason | None]


def judge(member: Member, setting: Setting, *, as_of: int, others: Sequence[Setting] = ()) -> Verdict:
    """Judge one member of one group as of a moment.

    others  groups of the same owner that have room and that this person is not in
    """
    case = _case(member, setting, as_of, tuple(others))
    decision, first = next((decision, reason) for decision, step in LADDER if (reason := step(case)) is not None)
    reasons = [first]
    if decision not in PLAIN:
        weighed = () if decision in UNWEIGHED else (*case.worth.reasons, _sum(case))
        doubts = (doubt for doubt in case.certainty[1] if doubt != first)
        reasons += [_silence(case), *_origin(member), *weighed, *doubts]
    return Verdict(
        kind=KIND,
        subject=("person", member.person_id),
        decision=decision,
        reasons=tuple(reasons),
        evidence=_evidence(case, decision),
        confidence=PLAIN.get(decision, case.sure),
        policy=POLICY,
        as_of=as_of,
        group_id=setting.group_id,
        person_id=member.person_id,
    )


def first_to_wake(verdicts: Iterable[Verdict], at_most: int) -> list[Verdict]:
    """Whom to wake first when there are more than a person can greet.

    Worth and certainty first, then who fell silent most recently: they are the easiest to win back.
    """

    def order(verdict: Verdict) -> tuple[float, float, int | str]:
        known = {evidence.ref: evidence.value or 0.0 for evidence in verdict.evidence}
        return -known["worth"] * verdict.confidence, known["silent_days"], verdict.subject[1]

    return sorted((v for v in verdicts if v.decision == "wake"), key=order)[:at_most]


def _case(member: Member, setting: Setting, as_of: int, others: tuple[Setting, ...]) -> Case:
    until = setting.heard_until
    here = None if member.joined_at is None else max(0, until - member.joined_at) // DAY
    # Silence counts from the last word or the (latest) joining, and only while we listened.
    started = [moment for moment in (member.last_spoke_at, member.joined_at) if moment is not None]
    since = max(started, default=setting.heard_from)
    if member.last_spoke_at is None:
        since = max(since, setting.heard_from)
    silent = max(0, until - since) // DAY
    return Case(member, setting, as_of, others, silent, here)


# --- the steps, in order ---


def _exempt(case: Case) -> Reason | None:
    if case.member.is_staff or case.member.role in ("owner", "admin"):
        return Reason(N_("Staff, owner and admins are not judged as members."))
    return None


def _active(case: Case) -> Reason | None:
    last, limit = case.member.last_spoke_at, case.setting.charter.silent_days
    if last is None or case.setting.heard_until - last >= limit * DAY:
        return None
    params = {"last_at": last, "days": limit}
    return Reason(N_("Spoke on %(last_at)s, within the %(days)s days this group allows."), params)


def _newcomer(case: Case) -> Reason | None:
    if case.here_days is None or case.here_days >= CALIBRATION_DAYS:
        return None
    params = {"joined_at": case.member.joined_at, "days": CALIBRATION_DAYS}
    return Reason(N_("Joined on %(joined_at)s: nobody is judged in the first %(days)s days."), params)


def _too_early(case: Case) -> Reason | None:
    limit = case.setting.charter.silent_days
    if case.silent_days >= limit:
        return None
    params = {"days": case.silent_days, "limit": limit}
    return Reason(N_("Only %(days)s days of silence heard; this group looks from %(limit)s days on."), params)


def _worth_the_seat(case: Case) -> Reason | None:
    if case.worth.points < KEEP_FROM:
        return None
    return Reason(
        N_("Silent, and worth the seat: %(points)s points for what this group is for."),
        {"points": case.worth.points},
    )


def _being_woken(case: Case) -> Reason | None:
    if not case.within(case.member.woken_at, WAKE_PATIENCE_DAYS):
        return None
    params = {"woken_at": case.member.woken_at, "days": WAKE_PATIENCE_DAYS}
    return Reason(N_("Woken on %(woken_at)s: give them %(days)s days."), params)


def _interviewed(case: Case) -> Reason | None:
    if not case.within(case.member.interviewed_at, INTERVIEW_HOLDS_DAYS):
        return None
    params = {"interviewed_at": case.member.interviewed_at}
    return Reason(N_("Interviewed on %(interviewed_at)s: decide by what they said."), params)


def _fits_elsewhere(case: Case) -> Reason | None:
    best: tuple[int, int, Setting] | None = None
    for other in case.others:
        there = worth(case.member, other, PORTABLE)
        earned = any(term.points > 0 and term.measure not in PRESENCE for term in there.terms)
        if other.charter.life_days is None and earned and there.points >= KEEP_FROM:
            best = max(best or (0, 0, other), (there.points, -other.group_id, other), key=lambda b: b[:2])
    if best is None:
        return None
    params: dict[str, Param] = {"group": best[2].name, "there": best[0], "here": case.worth.points}
    said = N_("Fits better into “%(group)s”: worth %(there)s points there and %(here)s here.")
    return Reason(said, params)


def _stays_for_something(case: Case) -> Reason | None:
    long_here = 3 * case.setting.charter.silent_days
    if not case.never_spoke or case.silent_days < long_here or case.worth.points < SPEAKS_FOR:
        return None
    params = {"days": case.silent_days}
    return Reason(N_("Here for %(days)s days without a word, and still here: ask what keeps them."), params)


def _not_woken_yet(case: Case) -> Reason | None:
    if case.within(case.member.woken_at, WAKE_HOLDS_DAYS):
        return None
    if case.never_spoke:
        return Reason(N_("Has never said a word: a personal word from us comes first."))
    return Reason(N_("Used to talk and fell silent: a personal word from us comes first."))


def _nothing_speaks_for(case: Case) -> Reason | None:
    if case.worth.high >= SPEAKS_FOR or any(guard(case) for guard in GUARDS):
        return None
    params = {"woken_at": case.member.woken_at}
    return Reason(N_("Woken on %(woken_at)s without an answer, and nothing speaks for the seat."), params)


def _ask(case: Case) -> Reason:
    guard = next((reason for guard in GUARDS if (reason := guard(case))), None)
    return guard or Reason(N_("Waking did not help: ask in a private chat what they hoped for."))


LADDER: tuple[tuple[str, Step], ...] = (
    ("exempt", _exempt),
    ("active", _active),
    ("newcomer", _newcomer),
    ("not_enough", _too_early),
    ("keep", _worth_the_seat),
    ("wait", _being_woken),
    ("keep", _interviewed),
    ("move_group", _fits_elsewhere),
    ("interview", _stays_for_something),
    ("wake", _not_woken_yet),
    ("remove_candidate", _nothing_speaks_for),
    ("interview", _ask),
)
# Read off a single fact, which leaves no doubt; the number is the confidence.
PLAIN = {"exempt": 1.0, "active": 0.95, "newcomer": 0.95}
# Decided before anything is weighed.
UNWEIGHED = frozenset({*PLAIN, "not_enough"})
CITED: Mapping[str, tuple[str, ...]] = {
    "exempt": (),
    "active": ("message",),
    "newcomer": ("fact",),
    "not_enough": ("message", "fact", "person", "days"),
}
DECISIONS = frozenset(decision for decision, _ in LADDER)


# --- what forbids removing, whatever the sum ---


def _purchases_unknown(case: Case) -> Reason | None:
    if case.member.orders is not None:
        return None
    return Reason(N_("Whether they buy is unknown, so they are no candidate for removal: ask first."))


def _buyer(case: Case) -> Reason | None:
    if not case.member.orders:
        return None
    params: dict[str, Param] = {"orders": case.member.orders}
    if case.member.last_order_at is None:
        return Reason(N_("A customer with %(orders)s orders is not removed: ask what they miss."), params)
    said = N_("A customer with %(orders)s orders, the last on %(last_at)s, is not removed: ask what they miss.")
    return Reason(said, {**params, "last_at": case.member.last_order_at})


def _key_member(case: Case) -> Reason | None:
    if not case.member.key_tier:
        return None
    return Reason(N_("Counts among the key members of this group: ask what happened."))


def _maybe_gone(case: Case) -> Reason | None:
    return None if case.member.in_roster else NO_ROSTER


def _hardly_heard(case: Case) -> Reason | None:
    if case.sure >= SURE_ENOUGH:
        return None
    said = N_("Too little of their time here was heard (sure to %(sure_share)s) to give up the seat.")
    return Reason(said, {"sure_share": case.sure})


GUARDS: tuple[Step, ...] = (_purchases_unknown, _buyer, _key_member, _maybe_gone, _hardly_heard)


# --- how it reads ---


def _silence(case: Case) -> Reason:
    member, limit = case.member, case.setting.charter.silent_days
    params: dict[str, Param] = {"days": case.silent_days, "limit": limit}
    if member.last_spoke_at is not None:
        said = N_("Last spoke on %(last_at)s; %(days)s days of silence (looked at from %(limit)s on).")
        return Reason(said, {**params, "last_at": member.last_spoke_at})
    if member.joined_at is not None:
        said = N_("Joined on %(joined_at)s, not a word in %(days)s days heard (looked at from %(limit)s on).")
        return Reason(said, {**params, "joined_at": member.joined_at})
    return Reason(N_("Not a word in the %(days)s days heard (looked at from %(limit)s on)."), params)


_SCENES = {
    "invited": N_("Came in through %(inviter)s."),
    "code": N_("Came in by scanning %(inviter)s's code."),
    "link": N_("Came in by a link."),
}


def _origin(member: Member) -> tuple[Reason, ...]:
    said = _SCENES.get(member.join_scene)
    if said is None or ("inviter" in said and not member.inviter):
        return ()
    return (Reason(said, {"inviter": member.inviter}),)


def _sum(case: Case) -> Reason:
    value = case.worth
    params: dict[str, Param] = {"points": value.points, "line": KEEP_FROM}
    if not value.open:
        return Reason(N_("Together %(points)s points; from %(line)s on a silent member keeps the seat."), params)
    said = N_(
        "Together %(points)s points (%(low)s to %(high)s once purchases are known);"
        " from %(line)s on a silent member keeps the seat."
    )
    return Reason(said, {**params, "low": value.low, "high": value.high})


def _evidence(case: Case, decision: str) -> tuple[Evidence, ...]:
    """What the reasons of this decision rest on, and nothing else."""
    made = (SOURCES[key](case) for key in CITED.get(decision, tuple(SOURCES)))
    return tuple(evidence for evidence in made if evidence is not None)


def _last_message(case: Case) -> Evidence | None:
    last = case.member.last_message
    return None if last is None else Evidence("message", last, N_("the last message"))


def _joining(case: Case) -> Evidence | None:
    fact = case.member.joined_fact
    return None if fact is None else Evidence("fact", fact, N_("the joining"))


def _inviter(case: Case) -> Evidence | None:
    if case.member.inviter_id is None or not _origin(case.member):
        return None
    return Evidence("person", case.member.inviter_id, N_("who brought them in"))


def _days(case: Case) -> Evidence:
    return Evidence("number", "silent_days", N_("days silent"), value=case.silent_days)


def _points(case: Case) -> Evidence:
    label = N_("points for this group")
    return Evidence("number", "worth", label, value=case.worth.points, of=KEEP_FROM)


SOURCES: Mapping[str, Callable[[Case], Evidence | None]] = {
    "message": _last_message,
    "fact": _joining,
    "person": _inviter,
    "days": _days,
    "worth": _points,
}
