"""How a group fares: four weeks against its charter's floor and against the four weeks before (L4, L6, M3).

Decisions, in this order:

not_enough    fewer than 14 days heard, or nobody to speak of
mass_leaving  a tenth of the members gone, at least five (L4: ordinary loss is normal, this is not)
below_floor   the activity is below the charter's floor: time for a renewal round (L6)
near_floor    below by the number, but the group is too small or too little known to be sure
healthy       at or above every floor of the charter
no_floor      measured, but the charter sets no floor to measure by
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Param, Reason, Verdict
from qunce.practice.lifecycle.policy.figures import Figure, Period, busiest_hours, gone, measure

KIND = "lifecycle.health"
POLICY = "health/1"

LEAST_DAYS = 14  # heard days for a judgement
FULL_DAYS = 28
# L4. The field calls 10 % a month a warning for a settled group; unsourced, so an editable default.
MASS_SHARE = 0.10
MASS_PEOPLE = 5

_TRENDS = {
    ("speaking", "up"): N_("More members speak than in the four weeks before."),
    ("speaking", "down"): N_("Fewer members speak than in the four weeks before."),
    ("messages", "up"): N_("More is said than in the four weeks before."),
    ("messages", "down"): N_("Less is said than in the four weeks before."),
    ("joins", "up"): N_("More people join than in the four weeks before."),
    ("joins", "down"): N_("Fewer people join than in the four weeks before."),
    ("reply_time", "up"): N_("Answers take longer than in the four weeks before."),
    ("reply_time", "down"): N_("Answers come faster than in the four weeks before."),
    ("in_time", "up"): N_("More questions are answered in time than in the four weeks before."),
    ("in_time", "down"): N_("Fewer questions are answered in time than in the four weeks before."),
    ("breaches", "up"): N_("More breaches of the rules than in the four weeks before."),
    ("breaches", "down"): N_("Fewer breaches of the rules than in the four weeks before."),
}


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict and the figures behind it, in the order in which a page shows them."""

    verdict: Verdict
    figures: tuple[Figure, ...]

    def figure(self, key: str) -> Figure:
        return next(figure for figure in self.figures if figure.key == key)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one floor is met: "above", "below" or "near", and how sure that is (0..1)."""

    decision: str
    sure: float
    reason: Reason


def judge(group_id: int, charter: EffectiveCharter, now: Period, before: Period | None, *, as_of: int) -> Health:
    """Judge a group by its charter.

    now, before  sums of the last 28 days and of the 28 before; None where nothing was heard then
    as_of        the moment until which the group was heard
    """
    figures = measure(now, before, as_of)
    by_key = {figure.key: figure for figure in figures}
    decision, sure, reasons = _decide(charter, now, before, by_key)
    reasons += _context(charter, now, before, figures)
    verdict = Verdict(
        kind=KIND,
        subject=("group", group_id),
        decision=decision,
        reasons=tuple(reasons),
        evidence=tuple(_number(figure) for figure in figures if figure.value is not None),
        confidence=round(sure, 3),
        policy=POLICY,
        as_of=as_of,
        group_id=group_id,
    )
    return Health(verdict, figures)


def _decide(
    charter: EffectiveCharter, now: Period, before: Period | None, figures: dict[str, Figure]
) -> tuple[str, float, list[Reason]]:
    if now.heard_days < LEAST_DAYS or now.people == 0:
        params = {"days": now.heard_days, "least": LEAST_DAYS, "people": now.people}
        said = N_("%(days)s days and %(people)s people heard; from %(least)s days on there is a judgement.")
        return "not_enough", 1.0, [Reason(said, params)]
    heard = min(1.0, now.heard_days / FULL_DAYS)
    floors = _floors(charter, now, figures)
    leaving = _mass_leaving(now, before, figures["leaves"])
    if leaving is not None:
        return "mass_leaving", leaving.sure * heard, [leaving.reason, *(floor.reason for floor in floors)]
    for decision, standing in (("below_floor", "below"), ("near_floor", "near"), ("healthy", "above")):
        found = [floor for floor in floors if floor.decision == standing]
        if found:
            first = sorted(floors, key=lambda floor: floor.decision != standing)
            return decision, min(f.sure for f in found) * heard, [floor.reason for floor in first]
    said = N_("The charter sets no activity floor, so there is nothing to measure by.")
    return "no_floor", heard * 0.95, [Reason(said)]


def _floors(charter: EffectiveCharter, now: Period, figures: dict[str, Figure]) -> list[Standing]:
    speaking, talk = figures["speaking"], figures["messages"]
    found = []
    if charter.floor.speaking_share is not None:
        said = (
            N_("%(numerator)s of %(denominator)s members spoke: below the floor of %(floor_share)s."),
            N_("%(numerator)s of %(denominator)s members spoke: the floor of %(floor_share)s is kept."),
        )
        params = {"floor_share": charter.floor.speaking_share}
        # Seen people are fewer than members: their share is at most the true one's upper end.
        sure = 1.0 if now.members is not None else 0.7
        found.append(_stand(speaking, charter.floor.speaking_share, said, params, sure))
    if charter.floor.messages_per_day is not None:
        said = (
            N_("%(numerator)s messages in %(denominator)s days: below the floor of %(floor)s a day."),
            N_("%(numerator)s messages in %(denominator)s days: the floor of %(floor)s a day is kept."),
        )
        floor = charter.floor.messages_per_day
        params = {"floor": int(floor) if floor == int(floor) else floor}
        found.append(_stand(talk, charter.floor.messages_per_day, said, params, 1.0))
    return found


def _stand(figure: Figure, floor: float, said: tuple[str, str], params: dict[str, float], known: float) -> Standing:
    """Below, near or above: by the number, and how sure by where the interval lies."""
    places: dict[str, Param] = {
        **params, "numerator": figure.numerator, "denominator": figure.denominator
    }  # fmt: skip
    value, low, high = figure.value or 0.0, figure.low or 0.0, figure.high or 0.0
    if value >= floor:
        return Standing("above", (0.95 if low >= floor else 0.6) * known, Reason(said[1], places))
    if high < floor:
        # People missing below the line would only make the share smaller: this is sure either way.
        return Standing("below", 0.95, Reason(said[0], places))
    whole = figure.enough and not figure.approximate
    return Standing("below" if whole else "near", 0.6 * known, Reason(said[0], places))


def _mass_leaving(now: Period, before: Period | None, leaves: Figure) -> Standing | None:
    counted = gone(now, before)
    # Whom staff took out in a renewal round did not walk away.
    number = max(0, counted - now.removed) if counted is not None else now.left
    base = leaves.denominator or 0
    if number < MASS_PEOPLE or number < MASS_SHARE * base:
        return None
    params: dict[str, Param] = {"gone": number, "people": base, "mass_share": MASS_SHARE}
    said = N_("%(gone)s of %(people)s members are gone: ordinary loss stays under %(mass_share)s.")
    sure = 0.95 if (leaves.low or 0.0) >= MASS_SHARE else 0.7
    return Standing("mass", sure, Reason(said, params))


def _context(charter: EffectiveCharter, now: Period, before: Period | None, figures: Sequence[Figure]) -> list[Reason]:
    """What else a person should know, the same for every decision."""
    reasons = [
        Reason(_TRENDS[figure.key, figure.trend])
        for figure in figures
        if figure.trend is not None and (figure.key, figure.trend) in _TRENDS
    ]
    compared = any(figure.change.enough for figure in figures)
    if before is None:
        reasons.append(Reason(N_("Nothing was heard in the four weeks before: no trend can be named.")))
    elif not compared:
        reasons.append(Reason(N_("Too little was heard to compare with the four weeks before.")))
    elif not reasons:
        reasons.append(Reason(N_("No change against the four weeks before that chance would not explain.")))
    reasons += _facts(charter, now, figures)
    reasons += [figure.note for figure in figures if figure.note is not None]
    if LEAST_DAYS <= now.heard_days < FULL_DAYS:
        said = N_("Heard on %(days)s of %(of)s days.")
        reasons.append(Reason(said, {"days": now.heard_days, "of": FULL_DAYS}))
    if now.members is not None and now.members > charter.size_cap:
        said = N_("%(members)s members, over the size cap of %(cap)s: let nobody in before it runs well.")
        reasons.append(Reason(said, {"members": now.members, "cap": charter.size_cap}))
    peak = busiest_hours(now)
    if peak is not None:
        start, number = peak
        params: dict[str, Param] = {"from": start, "to": (start + 3) % 24 or 24}
        params |= {"numerator": number, "denominator": sum(now.hours)}
        said = N_("Busiest from %(from)s:00 to %(to)s:00: %(numerator)s of %(denominator)s messages.")
        reasons.append(Reason(said, params))
    return _once(reasons)


def _facts(charter: EffectiveCharter, now: Period, figures: Sequence[Figure]) -> list[Reason]:
    """What happened, in counts; what a floor said is not said again."""
    said: list[tuple[str, dict[str, Param]]] = []
    speakers: dict[str, Param] = {"numerator": now.speakers, "denominator": now.people}
    messages: dict[str, Param] = {"numerator": now.messages, "denominator": now.heard_days}
    if charter.floor.speaking_share is None:
        said.append((N_("%(numerator)s of %(denominator)s members spoke."), speakers))
    if charter.floor.messages_per_day is None:
        said.append((N_("%(numerator)s messages in %(denominator)s days."), messages))
    if now.messages:
        five: dict[str, Param] = {"numerator": now.top_five_messages, "denominator": now.messages}
        said.append((N_("%(numerator)s of %(denominator)s messages came from five people."), five))
    moves: dict[str, Param] = {"joins": sum(now.joins_by_day), "left": now.left, "removed": now.removed}
    if now.joins_by_day or now.left or now.removed:
        said.append((N_("%(joins)s joined, %(left)s were seen leaving, %(removed)s were removed."), moves))
    if now.questions:
        asked: dict[str, Param] = {"in_time": now.answered_in_time, "questions": now.questions}
        said.append((N_("%(in_time)s of %(questions)s questions were answered in time."), asked))
    if now.reply_seconds:
        median = next(figure.value for figure in figures if figure.key == "reply_time")
        took: dict[str, Param] = {"answers": len(now.reply_seconds), "median_seconds": median}
        said.append((N_("Half of %(answers)s answers came within %(median_seconds)s."), took))
    breaches: dict[str, Param] = {"breaches": sum(now.breaches_by_day)}
    if now.breaches_by_day:
        said.append((N_("%(breaches)s breaches of the rules."), breaches))
    return [Reason(msgid, params) for msgid, params in said]


def _once(reasons: Sequence[Reason]) -> list[Reason]:
    found: list[Reason] = []
    for reason in reasons:
        if reason not in found:
            found.append(reason)
    return found


def _number(figure: Figure) -> Evidence:
    return Evidence(
        "number",
        figure.key,
        figure.label,
        value=figure.numerator,
        of=figure.denominator,
        approximate=figure.approximate,
    )
