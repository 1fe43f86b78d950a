"""The ladder: no step skipped, counts right under any order, duplicates and undo (issue: property tests)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.clock import DAY
from qunce.practice.moderation.incidents.policy import (
    NOTHING,
    STEPS,
    Ladder,
    LadderError,
    Offence,
    Skip,
    counting,
    judge,
)

NOW = 1_790_000_000
LADDER = Ladder()


def offence(number: int, days_ago: float, step: str | None = None, told_days_ago: float | None = None) -> Offence:
    told = None if told_days_ago is None else NOW - int(told_days_ago * DAY)
    return Offence(number, 100 + number, NOW - int(days_ago * DAY), "advert", step, told)  # type: ignore[arg-type]


@st.composite
def histories(draw: st.DrawFn) -> list[Offence]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        at = NOW - draw(st.integers(0, 200 * DAY))
        step = draw(st.sampled_from([None, *STEPS]))
        proven = None if step is None else at + draw(st.integers(1, 5 * DAY))
        found.append(Offence(number, 100 + number, at, "advert", step, proven, draw(st.booleans())))
    return found


THIS = Offence(99, 199, NOW - 60, "advert")


@given(histories(), st.randoms(use_true_random=False))
def test_order_and_duplicates_change_nothing(history: list[Offence], dice) -> None:
    shuffled = [*history, *history]
    dice.shuffle(shuffled)
    assert judge(LADDER, THIS, history, NOW) == judge(LADDER, THIS, shuffled, NOW)


@given(histories())
def test_no_step_is_skipped(history: list[Offence]) -> None:
    decision = judge(LADDER, THIS, history, NOW).decision
    if decision in (NOTHING, STEPS[0]):
        return
    proven = {o.step for o in counting(history, NOW, LADDER) if o.proven_at}
    below = STEPS[STEPS.index(decision) - 1]  # type: ignore[arg-type]
    assert below in proven or decision in proven


@given(histories())
def test_nobody_climbs_for_what_came_before_they_were_told(history: list[Offence]) -> None:
    told = [o.proven_at for o in counting(history, NOW, LADDER) if o.proven_at is not None]
    verdict = judge(LADDER, THIS, history, NOW)
    assert (verdict.decision == NOTHING) == (bool(told) and THIS.at <= max(told))


@given(histories(), st.integers(0, 7))
def test_overturning_is_as_if_it_had_never_been(history: list[Offence], number: int) -> None:
    without = [o for o in history if o.id != number]
    overturned = [replace(o, stands=False) if o.id == number else o for o in history]
    assert judge(LADDER, THIS, overturned, NOW) == judge(LADDER, THIS, without, NOW)


@given(histories())
def test_what_expired_does_not_count(history: list[Offence]) -> None:
    alive = [o for o in history if o.at > NOW - LADDER.expires_days * DAY]
    assert judge(LADDER, THIS, history, NOW) == judge(LADDER, THIS, alive, NOW)


@given(histories())
def test_the_count_is_what_the_evidence_shows(history: list[Offence]) -> None:
    verdict = judge(LADDER, THIS, history, NOW)
    (number,) = [e for e in verdict.evidence if e.kind == "number"]
    assert number.value == len([e for e in verdict.evidence if e.kind == "message"])


def test_up_the_ladder_one_by_one() -> None:
    history: list[Offence] = []
    for number, step in enumerate(STEPS):
        now = offence(number, 40 - 10 * number)
        assert judge(LADDER, now, history, now.at + 60).decision == step
        history.append(replace(now, step=step, proven_at=now.at + 120))
    again = offence(9, 1)
    assert judge(LADDER, again, history, NOW).decision == "remove"


def test_three_adverts_before_anybody_spoke_are_one_occasion() -> None:
    before = [offence(1, 1.3), offence(2, 1.2)]
    third = offence(3, 1.1)
    assert judge(LADDER, third, before, NOW).decision == "ask"
    told = [before[0], replace(before[1], step="ask", proven_at=NOW - DAY)]
    assert judge(LADDER, third, told, NOW).decision == NOTHING


@pytest.mark.parametrize(
    ("skip", "allowed"),
    [
        (Skip("remove", "a phishing link"), False),
        (Skip("remove", "", severe=True), False),
        (Skip("ask", "no further", severe=True), False),
        (Skip("remove", "a phishing link", severe=True), True),
        (Skip("notice", "a phishing link", severe=True), True),
    ],
)
def test_a_skip_needs_a_severe_offence_and_a_reason(skip: Skip, allowed: bool) -> None:
    if allowed:
        verdict = judge(LADDER, THIS, [], NOW, skip)
        assert verdict.decision == skip.to
        assert verdict.reasons[-1].params == {"why": "a phishing link"}
    else:
        with pytest.raises(LadderError):
            judge(LADDER, THIS, [], NOW, skip)


def test_a_rule_that_the_charter_calls_severe_may_be_skipped_for() -> None:
    ladder = Ladder(severe=frozenset({"advert"}))
    assert judge(ladder, THIS, [], NOW, Skip("remove", "third account of a known advertiser")).decision == "remove"
    with pytest.raises(LadderError):
        judge(Ladder(steps=("ask", "warn"), severe=frozenset({"advert"})), THIS, [], NOW, Skip("remove", "why"))


@pytest.mark.parametrize("steps", [(), ("warn", "ask"), ("ask", "ask")])
def test_a_ladder_has_its_order(steps) -> None:
    with pytest.raises(LadderError):
        Ladder(steps=steps)


def test_a_shorter_ladder_leaves_steps_out_and_skips_none() -> None:
    short = Ladder(steps=("ask", "remove"))
    asked = offence(1, 5, "ask", 4)
    assert judge(short, offence(2, 1), [asked], NOW).decision == "remove"


# Whole lives: what the product does with the ladder, in any order, twice, and taken back


@dataclass(frozen=True)
class Event:
    """What happens at a moment: an offence is posted, its step is carried out, taken back, overturned or restored."""

    at: int
    what: str  # "offend", "answer", "take back", "overturn", "restore"
    number: int


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """Events in time order. The numbers name offences; what names one that was never posted does nothing."""
    moments = draw(st.lists(st.integers(0, 300 * DAY), min_size=1, max_size=24, unique=True))
    kinds = st.sampled_from(["offend", "offend", "answer", "answer", "take back", "overturn", "restore"])
    return [Event(NOW + at, draw(kinds), draw(st.integers(0, 9))) for at in sorted(moments)]


def live(events: Iterable[Event], ladder: Ladder = LADDER) -> dict[int, Offence]:
    """The record after these events, as the services would keep it: an answer is always the step that is due."""
    known: dict[int, Offence] = {}
    for event in events:
        row = known.get(event.number)
        if event.what == "offend":
            known.setdefault(event.number, Offence(event.number, event.number, event.at, "advert"))
        elif row is None:
            continue
        elif event.what == "answer" and row.stands and row.proven_at is None:
            due = judge(ladder, row, list(known.values()), row.at).decision
            if due != NOTHING:
                known[event.number] = replace(row, step=due, proven_at=event.at)  # type: ignore[arg-type]
        elif event.what == "take back":
            known[event.number] = replace(row, step=None, proven_at=None)
        elif event.what == "overturn":
            known[event.number] = replace(row, stands=False, step=None, proven_at=None)
        elif event.what == "restore":
            known[event.number] = replace(row, stands=True)
    return known


LADDERS = st.builds(
    lambda steps, days: Ladder(tuple(s for s in STEPS if s in steps), days),
    st.sets(st.sampled_from(STEPS), min_size=1),
    st.integers(1, 120),
)


@given(lives(), LADDERS)
def test_in_no_life_is_a_step_taken_whose_lower_ones_were_not(events: list[Event], ladder: Ladder) -> None:
    """When an answer is given, every step below it had been taken, for an earlier offence that counted then."""
    known: dict[int, Offence] = {}
    for n, event in enumerate(events):
        after = live(events[: n + 1], ladder)
        row, before = after.get(event.number), known.get(event.number)
        if event.what == "answer" and row is not None and row.step and (before is None or before.step is None):
            earlier = [o for o in counting(known.values(), row.at, ladder) if o.id != row.id and o.step]
            reached = max((ladder.steps.index(o.step) for o in earlier if o.step), default=-1)
            assert ladder.steps.index(row.step) <= reached + 1
            assert all(o.proven_at is not None and o.proven_at < row.at for o in earlier)
        known = after


@given(lives(), LADDERS, st.randoms(use_true_random=False))
def test_a_life_read_in_any_order_and_twice_asks_for_the_same(events: list[Event], ladder: Ladder, dice: Any) -> None:
    rows = list(live(events, ladder).values())
    at = NOW + 301 * DAY
    this = Offence(99, 99, at, "advert")
    shuffled = [*rows, *rows, this]
    dice.shuffle(shuffled)
    verdict = judge(ladder, this, rows, at)
    assert judge(ladder, this, shuffled, at) == verdict
    (number,) = [e.value for e in verdict.evidence if e.kind == "number"]
    alive = {o.id for o in rows if o.stands and at - ladder.expires_days * DAY < o.at <= at}
    assert number == len(alive) + 1


@given(lives(), LADDERS, st.integers(0, 9))
def test_taken_back_and_overturned_leave_no_trace(events: list[Event], ladder: Ladder, number: int) -> None:
    """Who ends by overturning an offence stands where they would stand had it never been."""
    end = [*events, Event(NOW + 300 * DAY + 1, "overturn", number)]
    rows = live(end, ladder)
    this = Offence(99, 99, NOW + 301 * DAY, "advert")
    without = [row for row in rows.values() if row.id != number]
    assert judge(ladder, this, list(rows.values()), this.at) == judge(ladder, this, without, this.at)
    back = live([*end, Event(NOW + 300 * DAY + 2, "restore", number)], ladder)
    if number in back:
        assert back[number].stands
        assert back[number].step is None  # it counts again, and nobody counts as told for it


@given(lives(), LADDERS)
def test_events_that_arrive_twice_change_nothing(events: list[Event], ladder: Ladder) -> None:
    assert live([copy for event in events for copy in (event, event)], ladder) == live(events, ladder)


@given(histories(), st.sampled_from(STEPS), st.text(max_size=5), st.booleans(), st.booleans())
def test_only_a_severe_offence_with_a_reason_skips_and_only_upwards(
    history: list[Offence], to: str, why: str, severe: bool, by_charter: bool
) -> None:
    ladder = Ladder(severe=frozenset({"advert"} if by_charter else ()))
    due = judge(ladder, THIS, history, NOW).decision
    further = due != NOTHING and STEPS.index(to) > STEPS.index(due)  # type: ignore[arg-type]
    allowed = bool(why.strip()) and (severe or by_charter) and further
    skip = Skip(to, why, severe=severe)  # type: ignore[arg-type]
    if not allowed:
        with pytest.raises(LadderError):
            judge(ladder, THIS, history, NOW, skip)
        return
    verdict = judge(ladder, THIS, history, NOW, skip)
    assert verdict.decision == to
    assert verdict.reasons[-1].params == {"why": why}
