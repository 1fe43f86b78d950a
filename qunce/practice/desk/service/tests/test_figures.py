"""Figures of the clock: percentiles, intervals, approximate ones apart (E3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.clock import DAY
from qunce.practice.desk.service.policy import Run, Tally, by_colleague, by_group, cells


def run(seconds: int | None = 60, **more: object) -> Run:
    plain = {
        "group_id": 1, "by": 5, "by_staff": True, "account": None, "seconds": seconds, "ended": seconds is not None,
        "approximate": False, "in_time": True, "exact_to": 1, "how": "mention",
    }  # fmt: skip
    return Run(**{**plain, **more})  # type: ignore[arg-type]


def tally(*runs: Run) -> Tally:
    return by_group(cells(runs))[0]


def test_too_few_say_nothing_and_say_how_many_it_takes() -> None:
    few = tally(*(run(60 * n) for n in range(1, 6))).figure(0)
    assert [q.enough for q in few.all_] == [False, False, False]
    assert [q.needed for q in few.all_] == [6, 36, 72]
    enough = tally(*(run(60 * n) for n in range(1, 73))).figure(0)
    assert [q.enough for q in enough.all_] == [True, True, True]
    assert [q.value for q in enough.all_] == [36 * 60, 65 * 60, 69 * 60]


def test_approximate_ones_are_counted_apart() -> None:
    both = tally(*[run(60)] * 6, *[run(6000, approximate=True, how="near")] * 20).figure(0)
    assert (both.tally.n, both.approximate) == (26, 20)
    assert (both.all_[0].value, both.sure[0].value) == (6000, 60)


def test_a_day_is_no_duration() -> None:
    day = tally(run(3600, exact_to=DAY), run(60)).figure(0)
    assert (day.tally.n, day.tally.coarse, day.tally.decided) == (1, 1, 1)


def test_the_share_has_only_what_is_decided() -> None:
    said = tally(run(), run(in_time=False), run(None, in_time=None, how=""), run(None, in_time=False, how="")).figure(0)
    assert (said.within.numerator, said.within.denominator, said.tally.running) == (1, 3, 2)
    unseen = tally(run(None, in_time=None, how="unseen"))
    assert (unseen.unseen, unseen.running, unseen.n) == (1, 0, 0)


def test_colleagues_have_what_they_answered_and_ticks_are_theirs_apart() -> None:
    found = by_colleague(cells([
        run(), run(by=6), run(by=7, by_staff=False), run(None, by=None, by_staff=False, how=""),
        run(by=None, account=6, approximate=True, how="tick"),
    ]))  # fmt: skip
    assert {key: one.n for key, one in found.items()} == {("person", 5): 1, ("person", 6): 1, ("account", 6): 1}


@given(st.lists(st.integers(0, 10**6), max_size=300), st.lists(st.integers(0, 10**6), max_size=50))
def test_nothing_is_lost_between_the_parts(sure: list[int], guessed: list[int]) -> None:
    runs = [run(s, group_id=s % 3) for s in sure] + [run(s, group_id=s % 3, approximate=True) for s in guessed]
    everything, groups = by_group(cells(runs))
    assert everything.n == len(runs) == sum(one.n for one in groups.values())
    figure = everything.figure(0)
    for quantile in figure.all_:
        if quantile.enough:
            assert quantile.low is not None
            assert quantile.high is not None
            assert quantile.value in sure + guessed
            assert quantile.low <= quantile.value <= quantile.high  # type: ignore[operator]


@pytest.mark.parametrize("p", [0.5, 0.9, 0.95])
def test_shuffled_values_say_the_same(p: float) -> None:
    from qunce.kernel.stats import quantile_of

    values = [(7 * n) % 101 for n in range(101)]
    assert quantile_of(values, p, 0) == quantile_of(sorted(values), p, 0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile_of(values, 1.0, 0)
