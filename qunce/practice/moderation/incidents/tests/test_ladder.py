"""The ladder: no step skipped, counts right under any order, duplicates and undo (issue: property tests)."""

from dataclasses import replace

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
