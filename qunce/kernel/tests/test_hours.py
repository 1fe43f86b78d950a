"""The reply clock (E3, E4): service time only, split shifts, days off, the next-day rule."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.kernel.holidays import HolidayRule
from qunce.kernel.hours import CalendarClock, SteadyClock, due, reply_clock, service_seconds

NINE_TO_NINE = tuple(((540, 1260),) for _ in range(7))
SPLIT = (*(((600, 720), (840, 1080)) for _ in range(5)), (), ())
DAY = 86_400


@dataclass(frozen=True)
class Hours:
    shifts: tuple[tuple[tuple[int, int], ...], ...] = NINE_TO_NINE
    next_day: int | None = None
    tz: str = "Asia/Shanghai"
    holidays: HolidayRule = "sunday"


def at(text: str) -> int:
    """2026-11-20 is a Friday; wall clock of Shanghai."""
    return int(dt.datetime.fromisoformat(text + "+08:00").timestamp())


@st.composite
def week(draw: st.DrawFn) -> tuple[tuple[tuple[int, int], ...], ...]:
    def day() -> tuple[tuple[int, int], ...]:
        cuts = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
        return tuple(zip(cuts[::2], cuts[1::2]))

    return tuple(day() for _ in range(7))


moments = st.integers(1_500_000_000, 1_900_000_000)
spans = st.integers(0, 15 * DAY)
zones = st.sampled_from(["Asia/Shanghai", "UTC", "Asia/Kolkata", "Europe/Berlin", "America/New_York"])


def test_limit_runs_in_service_time_only() -> None:
    hours = Hours()
    assert due(at("2026-11-20T10:00"), hours, 30) == at("2026-11-20T10:30")
    assert due(at("2026-11-20T20:50"), hours, 30) == at("2026-11-21T09:20")
    assert due(at("2026-11-20T20:30"), hours, 30) == at("2026-11-20T21:00")
    assert due(at("2026-11-20T22:00"), hours, 30) == at("2026-11-21T09:30")
    assert due(at("2026-11-21T03:00"), hours, 30) == at("2026-11-21T09:30")


def test_next_day_rule_covers_the_night_but_not_the_lunch_break() -> None:
    hours = Hours(SPLIT, next_day=90)
    assert due(at("2026-11-20T12:30"), hours, 30) == at("2026-11-20T14:30")  # between two shifts
    assert due(at("2026-11-20T19:00"), hours, 30) == at("2026-11-23T11:30")  # Friday night: Monday
    assert due(at("2026-11-22T12:00"), hours, 30) == at("2026-11-23T11:30")  # a day off
    assert due(at("2026-11-23T08:00"), hours, 30) == at("2026-11-23T11:30")  # before the first shift


def test_split_shift_carries_the_rest_over_the_break() -> None:
    assert due(at("2026-11-20T11:50"), Hours(SPLIT), 30) == at("2026-11-20T14:20")
    assert service_seconds(at("2026-11-20T11:00"), at("2026-11-20T15:00"), Hours(SPLIT)) == 2 * 3600


def test_nobody_serves() -> None:
    hours = Hours(tuple(() for _ in range(7)))
    assert due(at("2026-11-20T10:00"), hours, 30) is None
    assert service_seconds(0, 10 * DAY, hours) == 0


def test_refuses_shifts_that_are_none() -> None:
    with pytest.raises(ValueError, match="seven"):
        reply_clock(Hours(NINE_TO_NINE[:6]))
    with pytest.raises(ValueError, match="one day"):
        reply_clock(Hours(tuple(((540, 1500),) for _ in range(7))))


def test_daylight_saving_is_walked_by_the_calendar() -> None:
    hours = Hours(tuple(((0, 1440),) for _ in range(7)), tz="Europe/Berlin")
    night = int(dt.datetime(2026, 10, 24, 22, tzinfo=dt.UTC).timestamp())  # 2026-10-25 has 25 hours
    assert isinstance(reply_clock(hours), CalendarClock)
    assert service_seconds(night, night + 25 * 3600, hours) == 25 * 3600


@settings(deadline=None)
@given(week(), zones, moments, spans, spans)
def test_additive_monotone_and_bounded(
    shifts: tuple[tuple[tuple[int, int], ...], ...], tz: str, start: int, one: int, two: int
) -> None:
    hours = Hours(shifts, tz=tz)
    first = service_seconds(start, start + one, hours)
    whole = service_seconds(start, start + one + two, hours)
    assert 0 <= first <= one
    assert first <= whole
    assert whole == first + service_seconds(start + one, start + one + two, hours)
    assert service_seconds(start + 1, start, hours) == 0


@settings(deadline=None)
@given(week(), moments, spans)
def test_shifts_add_up(shifts: tuple[tuple[tuple[int, int], ...], ...], start: int, length: int) -> None:
    """Serving in two shifts serves as long as the two shifts apart."""
    parts = [
        Hours(tuple(tuple(s for i, s in enumerate(day) if (i == 0) is first) for day in shifts))
        for first in (True, False)
    ]
    whole = service_seconds(start, start + length, Hours(shifts))
    assert whole == sum(service_seconds(start, start + length, part) for part in parts)


@settings(deadline=None)
@given(week(), st.none() | st.integers(0, 600), moments, spans, st.integers(0, 3000))
def test_week_arithmetic_equals_the_calendar(
    shifts: tuple[tuple[tuple[int, int], ...], ...], next_day: int | None, start: int, length: int, limit: int
) -> None:
    quick = reply_clock(Hours(shifts, next_day))
    assert isinstance(quick, SteadyClock)
    slow = CalendarClock(quick._calendar.shifts, next_day, "Asia/Shanghai", quick._calendar.special)
    assert quick.between(start, start + length) == slow.between(start, start + length)
    assert quick.opening_after_close(start) == slow.opening_after_close(start)
    if any(any(b > a for a, b in day) for day in shifts):
        assert quick.due(start, limit) == slow.due(start, limit)


@settings(deadline=None)
@given(week(), moments, spans, st.integers(1, 3000))
def test_due_is_monotone_and_takes_exactly_the_limit(
    shifts: tuple[tuple[tuple[int, int], ...], ...], start: int, later: int, limit: int
) -> None:
    hours = Hours(shifts)
    until, after = due(start, hours, limit), due(start + later, hours, limit)
    if until is None or after is None:
        assert not reply_clock(hours).serves
        return
    assert start <= until <= after
    assert service_seconds(start, until, hours) == 60 * limit
