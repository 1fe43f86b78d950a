"""Group health: judged by the charter's floor, careful with small groups, honest about what is not seen."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.community.charter.policy import merge, purpose_layer
from qunce.community.charter.purposes import SALES
from qunce.community.charter.types import ActivityFloor, EffectiveCharter
from qunce.practice.lifecycle.policy.figures import Period, busiest_hours, gone
from qunce.practice.lifecycle.policy.health import Health, judge
from qunce.practice.lifecycle.tests.words_in_both import in_both

NOW = 1_790_000_000
CHARTER = merge([purpose_layer(SALES)]).charter


def with_floor(share: float | None, messages: float | None = None) -> EffectiveCharter:
    return replace(CHARTER, floor=ActivityFloor(share, messages))


def period(speakers: int = 30, members: int | None = 100, days: int = 28, **more: object) -> Period:
    base = Period(members=members, seen=100, speakers=speakers, messages_by_day=(8, 12) * (days // 2))
    return replace(base, **more)  # type: ignore[arg-type]


def health(now: Period, before: Period | None = None, charter: EffectiveCharter | None = None) -> Health:
    return judge(5, charter or with_floor(0.2), now, before, as_of=NOW)


def said(found: Health) -> str:
    return " ".join(in_both(reason)[0] for reason in found.verdict.reasons)


@pytest.mark.parametrize(
    ("now", "charter", "decision"),
    [
        (period(30), with_floor(0.2), "healthy"),
        (period(9), with_floor(0.2), "below_floor"),
        (period(18), with_floor(0.2), "below_floor"),
        (period(18, members=None), with_floor(0.2), "near_floor"),
        (period(9, members=None), with_floor(0.2), "below_floor"),
        (period(1, members=8, seen=8), with_floor(0.2), "near_floor"),
        (period(0, members=8, seen=8), with_floor(0.5), "below_floor"),
        (period(30, days=12), with_floor(0.2), "not_enough"),
        (period(0, members=None, seen=0), with_floor(0.2), "not_enough"),
        (period(30), with_floor(None), "no_floor"),
        (period(30), with_floor(None, 9), "healthy"),
        (period(30), with_floor(0.2, 50), "below_floor"),
        (period(9), with_floor(0.2, 9), "below_floor"),
    ],
)
def test_the_floor_decides(now: Period, charter: EffectiveCharter, decision: str) -> None:
    assert health(now, charter=charter).verdict.decision == decision


def test_below_by_chance_is_less_sure_than_far_below() -> None:
    assert health(period(18)).verdict.confidence < health(period(5)).verdict.confidence


def test_a_group_of_eight_gets_no_bare_percentage() -> None:
    figure = health(period(3, members=8, seen=8)).figure("speaking")
    assert (figure.numerator, figure.denominator, figure.as_of) == (3, 8, NOW)
    assert not figure.enough
    assert figure.low is not None
    assert figure.high is not None
    assert figure.high - figure.low > 0.5


def test_without_a_roster_it_says_of_the_people_seen() -> None:
    found = health(period(30, members=None, seen=61))
    assert "Of the 61 people seen" in said(found)
    assert found.figure("speaking").approximate
    assert found.verdict.confidence < health(period(30, members=61)).verdict.confidence


def test_leaving_cannot_be_seen_and_that_is_said() -> None:
    found = health(period())
    assert "WeChat says nothing when somebody leaves" in said(found)
    assert found.figure("leaves").approximate
    assert not found.figure("leaves").enough
    told = health(period(leaves_told=True, left=2))
    assert "WeChat says nothing" not in said(told)
    assert told.figure("leaves").enough


def test_two_rosters_show_who_left() -> None:
    now, before = period(members=80, joins_by_day=(1,) * 28), period(members=120)
    assert gone(now, before) == 68
    found = health(now, before)
    assert found.verdict.decision == "mass_leaving"
    assert "68 members are no longer there" in said(found)


def test_a_renewal_round_of_ours_is_no_mass_leaving() -> None:
    now, before = period(members=90, joins_by_day=(0,) * 28, removed=30), period(members=120)
    assert health(now, before).verdict.decision == "healthy"


def test_ordinary_loss_is_no_mass_leaving() -> None:
    assert health(period(members=96, left=4)).verdict.decision == "healthy"
    assert health(period(members=20, speakers=8, left=4)).verdict.decision == "healthy"


def test_a_trend_is_named_only_when_its_interval_excludes_no_change() -> None:
    rng = np.random.default_rng(3)
    busy = tuple(int(n) for n in rng.negative_binomial(2, 2 / 102, 28))
    quiet = tuple(int(n) for n in rng.negative_binomial(2, 2 / 22, 28))
    found = health(period(messages_by_day=quiet), period(messages_by_day=busy))
    assert "Less is said than in the four weeks before." in said(found)
    assert found.figure("messages").change.change.high < 1
    level = health(period(messages_by_day=busy), period(messages_by_day=busy[::-1]))
    assert level.figure("messages").trend is None
    assert "No change against the four weeks before that chance would not explain." in said(level)


def test_an_unchanged_group_seldom_gets_a_trend() -> None:
    rng = np.random.default_rng(4)
    rounds, named = 200, 0
    for _ in range(rounds):
        one, other = (
            period(
                int(rng.binomial(100, 0.3)),
                messages_by_day=tuple(int(n) for n in rng.negative_binomial(1, 1 / 31, 28)),
                joins_by_day=tuple(int(n) for n in rng.poisson(1.0, 28)),
                reply_seconds=tuple(rng.lognormal(6, 1, 30)),
                questions=60,
                answered_in_time=int(rng.binomial(60, 0.7)),
                breaches_by_day=tuple(int(n) for n in rng.poisson(0.2, 28)),
            )
            for _ in range(2)
        )
        named += any(figure.trend for figure in health(one, other).figures)
    assert named / rounds <= 0.08


def test_nothing_before_means_no_trend_and_says_so() -> None:
    found = health(period(), None)
    assert all(figure.trend is None for figure in found.figures)
    assert "no trend can be named" in said(found)


def test_the_busiest_hours_wrap_around_midnight() -> None:
    hours = [0] * 24
    hours[23], hours[0], hours[12] = 40, 30, 20
    assert busiest_hours(period(hours=tuple(hours))) == (22, 70)
    assert busiest_hours(period(hours=(1,) * 24)) is None


def test_over_the_size_cap_is_said() -> None:
    assert "over the size cap of 200" in said(health(period(60, members=230)))


days = st.lists(st.integers(0, 60), min_size=0, max_size=28).map(tuple)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    by_day = draw(days)
    seen = draw(st.integers(0, 200))
    speakers = draw(st.integers(0, seen))
    questions = draw(st.integers(0, 50))
    replies = draw(st.lists(st.floats(0, 90_000), max_size=questions).map(tuple))
    return Period(
        members=draw(st.none() | st.integers(0, 300)),
        seen=seen,
        speakers=speakers,
        messages_by_day=by_day,
        top_five_messages=draw(st.integers(0, sum(by_day))),
        hours=draw(st.just(()) | st.lists(st.integers(0, 20), min_size=24, max_size=24).map(tuple)),
        joins_by_day=draw(st.just(()) | st.just((1,) * len(by_day))),
        left=draw(st.integers(0, 30)),
        removed=draw(st.integers(0, 30)),
        questions=questions,
        answered_in_time=draw(st.integers(0, questions)),
        reply_seconds=replies,
        replies_guessed=draw(st.integers(0, len(replies))),
        breaches_by_day=draw(st.just((0,) * len(by_day)) | st.just((2,) * len(by_day))),
    )


floors = st.builds(
    ActivityFloor,
    speaking_share=st.none() | st.floats(0.01, 0.9),
    messages_per_day=st.none() | st.floats(0.5, 40),
)


@given(periods(), st.none() | periods(), floors)
def test_every_reading_is_complete_and_said_in_both_languages(
    now: Period, before: Period | None, floor: ActivityFloor
) -> None:
    found = health(now, before, replace(CHARTER, floor=floor))
    for reason in found.verdict.reasons:
        in_both(reason)
    for figure in found.figures:
        assert figure.as_of == NOW
        if figure.value is not None and figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value + 1e-9
            assert figure.value <= figure.high + 1e-9
        if figure.trend is not None:
            assert before is not None
            assert figure.change.change.excludes(figure.change.neutral)
    if found.verdict.decision == "below_floor":
        shares, talk = found.figure("speaking"), found.figure("messages")
        below = floor.speaking_share is not None and (shares.value or 0) < floor.speaking_share
        assert below or (floor.messages_per_day is not None and (talk.value or 0) < floor.messages_per_day)


@given(periods(), floors, st.floats(0.01, 0.3))
def test_a_higher_floor_never_makes_a_group_healthier(now: Period, floor: ActivityFloor, more: float) -> None:
    order = {"below_floor": 0, "near_floor": 1, "healthy": 2}
    low = health(now, None, with_floor(floor.speaking_share or 0.01)).verdict.decision
    high = health(now, None, with_floor(min(0.95, (floor.speaking_share or 0.01) + more))).verdict.decision
    if low in order and high in order:
        assert order[high] <= order[low]


CHANGES = {
    "speaking": {"speakers": 1},
    "messages": {"messages_by_day": (99,) * 28, "top_five_messages": 0},
    "top_five": {"top_five_messages": 77},
    "joins": {"joins_by_day": (9,) * 28},
    "removed": {"removed": 9},
    "leaves": {"left": 3},
    "reply_time": {"reply_seconds": (1.0, 2.0)},
    "in_time": {"answered_in_time": 2, "questions": 9},
    "breaches": {"breaches_by_day": (3,) * 28},
}


@pytest.mark.parametrize("key", sorted(CHANGES))
def test_every_cited_number_is_carried_by_a_reason(key: str) -> None:
    now = period(joins_by_day=(0,) * 28, questions=5, answered_in_time=3, reply_seconds=(60.0,) * 5)
    now = replace(now, breaches_by_day=(0,) * 28)
    found = health(now)
    assert key in {evidence.ref for evidence in found.verdict.evidence}
    changed = health(replace(now, **CHANGES[key]))  # type: ignore[arg-type]
    assert changed.verdict.reasons != found.verdict.reasons


def test_percent_places_are_shares() -> None:
    """Parameters named *_share are fractions: base.ui prints them as percentages."""
    reasons = health(period(9)).verdict.reasons
    shares = [v for r in reasons for k, v in r.params.items() if re.fullmatch(r".*_share", k)]
    assert shares
    assert all(0 <= float(str(share)) <= 1 for share in shares)
