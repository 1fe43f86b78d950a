"""Whom to remind of what, when it may ring, when to give up."""

from hypothesis import given
from hypothesis import strategies as st

from qunce.base.reminders.policy import (
    LATE,
    LEAD,
    LOOK_BACK,
    PATIENCE,
    SOON,
    Due,
    Reader,
    digest_due,
    given_up,
    pause,
    rings_at,
    tell,
)  # fmt: skip
from qunce.kernel import clock
from qunce.kernel.clock import DAY

NOON = 1_763_956_800  # 2025-11-24 12:00 in Shanghai
TZ = "Asia/Shanghai"
QUIET = ((21 * 60 + 30, 8 * 60 + 30),)


def due(pk: int = 1, at: int = NOON + 60, who: int | None = None, group: int | None = 7, rank: int = 1) -> Due:
    return Due(pk, at, who, group, rank)


ME = Reader("staff:3", 3, 1)


def told(reader: Reader, *tasks: Due, known: tuple[tuple[str, str, int, int], ...] = ()) -> list[tuple[str, int]]:
    return [(event, task.task_id) for _, event, task in tell([reader], tasks, set(known), NOON)]


def test_mine_and_nobodys_but_not_a_colleagues() -> None:
    assert told(ME, due(1, who=3), due(2), due(3, who=4)) == [(SOON, 1), (SOON, 2)]


def test_nobodys_only_where_the_role_and_the_groups_allow_it() -> None:
    scoped = Reader("staff:3", 3, 1, frozenset({8}))
    assert told(scoped, due(1), due(2, group=8), due(3, group=None), due(4, who=3)) == [(SOON, 2), (SOON, 4)]
    assert told(ME, due(1, rank=2)) == []


def test_soon_then_late_then_no_more() -> None:
    assert told(ME, due(at=NOON + LEAD)) == [(SOON, 1)]
    assert told(ME, due(at=NOON + LEAD + 1)) == []
    assert told(ME, due(at=NOON)) == [(LATE, 1)]
    assert told(ME, due(at=NOON - LOOK_BACK)) == []


def test_told_once_until_the_deadline_moves() -> None:
    known = (("staff:3", SOON, 1, NOON + 60),)
    assert told(ME, due(), known=known) == []
    assert told(ME, due(at=NOON + 120), known=known) == [(SOON, 1)]


def test_a_hook_hears_of_everything_it_asked_for() -> None:
    hook = Reader("hook:1", None, 0, None, frozenset({LATE}))
    assert told(hook, due(1, who=4), due(2, at=NOON - 5, who=4, rank=3)) == [(LATE, 2)]


def test_quiet_hours_over_midnight_wait_for_the_morning() -> None:
    night = NOON + 11 * 3600  # 23:00
    assert clock.local(rings_at(night, QUIET, TZ), TZ).strftime("%d %H:%M") == "25 08:30"
    assert rings_at(NOON, QUIET, TZ) == NOON
    assert rings_at(night, (), TZ) == night


SPANS = st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 1439)), max_size=2)


@given(SPANS, st.integers(700_000_000, 2_000_000_000))
def test_what_rings_rings_soon_and_outside_a_single_quiet(quiet: list[tuple[int, int]], now: int) -> None:
    at = rings_at(now, quiet, TZ)
    assert now <= at <= now + 3 * DAY
    if len(quiet) == 1:
        minute = clock.local(at, TZ).hour * 60 + clock.local(at, TZ).minute
        start, end = quiet[0]
        inside = start <= minute < end if start < end else (minute >= start or minute < end) and start != end
        assert not inside
        assert at == rings_at(at, quiet, TZ)


def test_a_digest_comes_once_a_day_after_its_time() -> None:
    assert digest_due(NOON, 8 * 60 + 30, "", TZ) == "2025-11-24"
    assert digest_due(NOON, 8 * 60 + 30, "2025-11-24", TZ) is None
    assert digest_due(NOON, 12 * 60 + 1, "2025-11-23", TZ) is None
    assert digest_due(NOON, None, "", TZ) is None


@given(st.integers(1, 50), st.none() | st.integers(0, 10**7))
def test_pauses_grow_and_heed_the_other_side_within_reason(attempts: int, asked: int | None) -> None:
    assert pause(attempts) <= pause(attempts + 1) <= 6 * 3600
    assert pause(attempts) <= pause(attempts, asked) <= 6 * 3600


def test_three_days_are_enough() -> None:
    assert not given_up(NOON, NOON + PATIENCE - 1)
    assert given_up(NOON, NOON + PATIENCE)
