"""The intervals keep their promise: coverage by enumeration and simulation, agreement with SciPy."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from qunce.kernel import stats

counts = st.integers(0, 3000)
days = st.lists(st.integers(0, 400), min_size=7, max_size=40)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    denominator = draw(st.integers(1, 3000))
    return draw(st.integers(0, denominator)), denominator


@given(shares())
def test_wilson_agrees_with_scipy_and_holds_the_point(share: tuple[int, int]) -> None:
    k, n = share
    ours = stats.wilson(k, n)
    theirs = scipy_stats.binomtest(k, n).proportion_ci(method="wilson")
    assert ours.low == pytest.approx(theirs.low, abs=1e-12)
    assert ours.high == pytest.approx(theirs.high, abs=1e-12)
    assert 0 <= ours.low <= k / n <= ours.high <= 1


@pytest.mark.parametrize("n", [8, 20, 61, 200])
def test_wilson_covers_the_truth_95_times_in_100_on_average(n: int) -> None:
    truths = np.linspace(0.02, 0.98, 97)
    covered = [
        sum(scipy_stats.binom.pmf(k, n, p) for k in range(n + 1) if not stats.wilson(k, n).excludes(float(p)))
        for p in truths
    ]
    assert float(np.mean(covered)) >= 0.94


def test_a_group_of_eight_gets_no_bare_percentage() -> None:
    small = stats.share(3, 8, as_of=7)
    assert not small.enough
    assert small.percentage is None
    assert (small.numerator, small.denominator, small.as_of) == (3, 8, 7)
    assert small.high - small.low > 0.5
    large = stats.share(30, 80, as_of=7)
    assert large.percentage == 0.375


def test_nothing_counted_is_no_share() -> None:
    empty = stats.share(0, 0, as_of=1)
    assert empty.point is None
    assert (empty.low, empty.high, empty.enough) == (0.0, 1.0, False)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3)])
def test_an_impossible_share_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError):
        stats.wilson(k, n)


@given(st.integers(0, 500))
def test_poisson_is_the_exact_interval(k: int) -> None:
    found = stats.poisson(k)
    assert not found.excludes(k)
    assert scipy_stats.poisson.cdf(k, found.high) == pytest.approx(0.025, abs=1e-9)
    if k:
        assert scipy_stats.poisson.sf(k - 1, found.low) == pytest.approx(0.025, abs=1e-9)


@given(counts, counts, st.integers(1, 60), st.integers(1, 60))
def test_rate_ratio_turns_over_when_the_periods_are_swapped(a: int, b: int, da: int, db: int) -> None:
    forth, back = stats.rate_ratio(a, b, da, db), stats.rate_ratio(b, a, db, da)
    assert forth.low == pytest.approx(1 / back.high if back.high else math.inf, rel=1e-6)
    if a and b:
        assert not forth.excludes((a / da) / (b / db))


@given(counts, st.integers(1, 60))
def test_equal_counts_in_equal_periods_are_no_trend(a: int, length: int) -> None:
    assert not stats.rate_ratio(a, a, length, length).excludes(1.0)


@given(shares(), shares())
def test_difference_of_shares_turns_over_and_agrees_with_wilson(x: tuple[int, int], y: tuple[int, int]) -> None:
    now, before = stats.share(*x, as_of=2), stats.share(*y, as_of=1)
    forth, back = stats.shares_difference(now, before), stats.shares_difference(before, now)
    assert forth.change.low == pytest.approx(-back.change.high, abs=1e-12)
    assert not forth.change.excludes(now.numerator / now.denominator - before.numerator / before.denominator)
    if not (now.enough and before.enough):
        assert forth.direction is None


@given(days, st.randoms())
def test_a_count_holds_its_own_rate_and_forgets_no_happening(values: list[int], rng: object) -> None:
    found = stats.count_by_day(values, as_of=3)
    assert found.number == sum(values)
    assert found.low <= found.number / found.days + 1e-9
    assert found.number / found.days <= found.high + 1e-9


@given(days, days)
def test_daily_counts_turn_over_when_swapped(a: list[int], b: list[int]) -> None:
    forth, back = stats.counts_by_day_ratio(a, b), stats.counts_by_day_ratio(b, a)
    opposite = {"up": "down", "down": "up", None: None}
    assert forth.direction == opposite[back.direction]


def test_less_than_a_week_is_never_a_trend() -> None:
    assert stats.counts_by_day_ratio([100] * 6, [0] * 28).direction is None
    assert stats.counts_by_day_ratio([100] * 7, [0] * 28).direction == "up"


@pytest.mark.parametrize("dispersion", [0.5, 1.0, 2.0])
def test_bursty_days_without_a_change_seldom_get_a_trend(dispersion: float) -> None:
    """A plain Poisson comparison names one in more than half of these."""
    rng = np.random.default_rng(7)
    rounds, named, naive = 400, 0, 0
    for _ in range(rounds):
        now, before = (rng.negative_binomial(dispersion, dispersion / (dispersion + 50), 28).tolist() for _ in "ab")
        named += stats.counts_by_day_ratio(now, before).direction is not None
        naive += stats.rate_ratio(sum(now), sum(before), 28, 28).excludes(1.0)
    assert named / rounds <= 0.075
    assert naive / rounds > 0.5


def test_a_halved_group_is_seen() -> None:
    rng = np.random.default_rng(8)
    seen = sum(
        stats.counts_by_day_ratio(
            rng.negative_binomial(2, 2 / (2 + 50), 28).tolist(),
            rng.negative_binomial(2, 2 / (2 + 100), 28).tolist(),
        ).direction
        == "down"
        for _ in range(200)
    )
    assert seen >= 160


@pytest.mark.parametrize("n", [6, 15, 60, 400, 1500])
def test_median_interval_covers_the_truth(n: int) -> None:
    rng = np.random.default_rng(n)
    hit = 0
    for _ in range(300):
        found = stats.median_of(rng.exponential(600, n).tolist(), as_of=0)
        assert found.low is not None
        assert found.high is not None
        hit += found.low <= 600 * math.log(2) <= found.high
    assert hit / 300 >= 0.92


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=80), st.randoms(use_true_random=False))
def test_median_ignores_order_and_encloses_itself(values: list[float], rng: object) -> None:
    found = stats.median_of(values, as_of=0)
    shuffled = list(values)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stats.median_of(shuffled, as_of=0) == found
    assert found.low <= found.value <= found.high  # type: ignore[operator]
    assert found.enough == (len(values) >= 6)


def test_median_of_nothing() -> None:
    assert stats.median_of([], as_of=5) == stats.Median(None, None, None, 0, 5, enough=False)


def test_reply_times_without_a_change_seldom_get_a_trend_and_a_doubling_does() -> None:
    rng = np.random.default_rng(9)
    named = doubled = 0
    for _ in range(300):
        before = rng.lognormal(6, 1.2, 40).tolist()
        named += stats.medians_ratio(rng.lognormal(6, 1.2, 40).tolist(), before).direction is not None
        doubled += stats.medians_ratio(rng.lognormal(7.2, 1.2, 40).tolist(), before).direction == "up"
    assert named / 300 <= 0.08
    assert doubled / 300 >= 0.8
    assert stats.medians_ratio([1.0] * 9, [900.0] * 50).direction is None


def test_importing_costs_no_scipy() -> None:
    code = "import sys, qunce.kernel.stats as s; s.wilson(3, 8); print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
