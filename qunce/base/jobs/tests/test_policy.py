"""Waits, schedules and paces, for any numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.jobs import policy

seconds = st.integers(min_value=0, max_value=4_000_000_000)


@given(attempt=st.integers(1, 40), chance=st.floats(0, 1))
def test_waits_grow_within_bounds(attempt, chance):
    wait = policy.backoff_seconds(attempt, chance)
    assert policy.BACKOFF_FIRST <= wait <= policy.BACKOFF_MOST * 1.25 + 1
    assert policy.backoff_seconds(attempt + 1, chance) >= wait
    assert wait >= policy.backoff_seconds(attempt, 0.0)


@given(due=seconds, every=st.integers(1, 10_000_000), now=seconds)
def test_next_round_is_after_now_and_on_the_grid(due, every, now):
    later = policy.next_due(due, every, now)
    assert later > now or later == due + every
    assert (later - due) % every == 0
    assert later - max(now, due) <= every


def test_schedule_of_no_interval_is_refused():
    with pytest.raises(ValueError, match="1 s"):
        policy.next_due(0, 0, 1)


@given(
    start=st.integers(0, 10**9),
    fresh=st.integers(0, 10**9),
    rest=st.integers(0, 10**9),
    began=seconds,
    lasted=st.integers(-100, 10**6),
)
def test_pace_never_promises_nonsense(start, fresh, rest, began, lasted):
    done, total = start + fresh, start + fresh + rest
    pace = policy.pace(done, start, total or None, began, began + lasted)
    assert pace.share is None or 0 <= pace.share <= 1
    assert pace.rate is None or pace.rate > 0
    assert pace.eta is None or pace.eta >= 0
    if fresh == 0 or lasted <= 0:
        assert pace.rate is None
        assert pace.eta is None
    elif total:
        assert pace.eta == pytest.approx(rest / (fresh / lasted), abs=1)


def test_a_pause_does_not_slow_the_rate_down():
    assert policy.pace(1_100, 1_000, 2_000, 50, 60).rate == 10
