"""Public holidays and make-up workdays: the table itself, and the reply clock over them (design §4.10)."""

import datetime as dt
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qunce.kernel import clock, holidays
from qunce.kernel.holidays import HOLIDAY_RULES, HolidayRule
from qunce.kernel.hours import CalendarClock, SteadyClock, Unusual, due, reply_clock, service_seconds, shifts_on
from qunce.kernel.tests.test_hours import NINE_TO_NINE, SPLIT, Hours, at, week

DAY = 86_400
WORKDAYS = (*(((540, 1080),) for _ in range(5)), (), ())
# The years with summer time in China, the years of the table with their edges, and years nobody announced yet.
moments = (
    st.integers(500_000_000, 700_000_000)
    | st.integers(1_388_000_000, 1_800_000_000)
    | st.integers(1_798_000_000, 2_600_000_000)
)
zones = st.sampled_from(["Asia/Shanghai", "Asia/Urumqi", "UTC", "Europe/Berlin", "America/New_York"])
rules = st.sampled_from(HOLIDAY_RULES)
Week = tuple[tuple[tuple[int, int], ...], ...]


def test_the_table_of_2026() -> None:
    table = holidays.china()
    assert table.off[date(2026, 10, 1)] == "国庆节"
    assert table.off[date(2026, 2, 23)] == "春节"
    assert date(2026, 2, 28) in table.work
    assert date(2026, 10, 10) in table.work
    assert not table.is_workday(date(2026, 10, 7))
    assert table.is_workday(date(2026, 10, 8))
    assert table.is_workday(date(2026, 10, 10))  # a Saturday
    assert table.known_until >= date(2026, 12, 31)


def test_every_year_has_its_notice_and_its_seven_holidays() -> None:
    table = holidays.china()
    for year, notice in table.years.items():
        named = {name for day, name in table.off.items() if day.year == year}
        assert notice.startswith("国办发明电〔")
        assert {"元旦", "春节", "清明节", "劳动节", "端午节", "国庆节"} <= named
        assert sum(1 for day in table.off if day.year == year) >= 18
    assert sorted(table.years) == list(range(min(table.years), max(table.years) + 1)), "a year is left out"


def test_agrees_with_two_packages_on_every_day() -> None:
    """They know some of the years; where one of them is not installed there is nothing to hold against."""
    chinese = pytest.importorskip("chinese_calendar")
    others = pytest.importorskip("holidays")
    for year in sorted(holidays.china().years):
        if year > 2026:
            continue  # neither knows make-up days of later years
        theirs = others.country_holidays("CN", years=year)
        day = date(year, 1, 1)
        while day.year == year:
            assert chinese.is_workday(day) == theirs.is_working_day(day) == holidays.is_workday(day), day
            day += dt.timedelta(days=1)


def test_refuses_a_table_that_contradicts_itself() -> None:
    said = {"zones": [], "years": {"2026": {"notice": "", "off": [["元旦", "2026-01-03", "2026-01-01"]], "work": []}}}
    with pytest.raises(ValueError, match="元旦"):
        holidays.read(said)
    said["years"]["2026"] |= {"off": [], "work": ["2026-01-05"]}  # type: ignore[index]
    with pytest.raises(ValueError, match="make-up"):
        holidays.read(said)


def test_an_unannounced_year_follows_the_weekdays_and_says_so() -> None:
    table = holidays.china()
    after = date(table.known_until.year + 1, 10, 1)
    assert not table.knows(after)
    assert table.is_workday(after) == (after.weekday() < 5)
    start = int(dt.datetime(after.year, 9, 30, 4, tzinfo=dt.UTC).timestamp())
    assert reply_clock(Hours(WORKDAYS)).unusual(start, start + 2 * DAY) == Unusual(unknown=True)
    assert reply_clock(Hours()).unusual(start, start + 2 * DAY) == Unusual(), "the same hours all week: all is known"
    assert reply_clock(Hours(WORKDAYS, tz="Europe/Berlin")).unusual(start, start + 2 * DAY) == Unusual()


def test_the_national_day_of_an_office() -> None:
    """2026: October 1st (Thursday) to 7th are off, Saturday the 10th is made up."""
    office = Hours(WORKDAYS, next_day=60)
    assert due(at("2026-09-30T17:50"), office, 30) == at("2026-10-08T09:20")
    assert due(at("2026-09-30T19:00"), office, 30) == at("2026-10-08T10:00")
    assert due(at("2026-10-03T12:00"), office, 30) == at("2026-10-08T10:00")
    assert due(at("2026-10-10T12:00"), office, 30) == at("2026-10-10T12:30"), "a Saturday made up"
    assert service_seconds(at("2026-09-30T00:00"), at("2026-10-12T00:00"), office) == 4 * 9 * 3600
    assert reply_clock(office).unusual(at("2026-09-30T00:00"), at("2026-10-12T00:00")) == Unusual(5, 1)
    assert shifts_on(office, date(2026, 10, 7)) == ()


def test_as_usual_and_closed() -> None:
    asked = at("2026-10-01T12:00")
    assert due(asked, Hours(WORKDAYS, holidays="usual"), 30) == asked + 1800
    assert due(asked, Hours(), 30) == asked + 1800, "nine to nine every day: a holiday is a day like any other"
    assert due(asked, Hours(holidays="closed"), 30) == at("2026-10-08T09:30")
    assert reply_clock(Hours(holidays="closed")).opening_after_close(asked) == at("2026-10-08T09:00")


def test_next_day_minutes_that_outlast_the_shift_go_on_in_the_next() -> None:
    asked = at("2026-11-19T20:00")
    assert due(asked, Hours(SPLIT, next_day=150), 30) == at("2026-11-20T14:30")
    assert due(asked, Hours(SPLIT, next_day=0), 30) == at("2026-11-20T10:00")


def test_summer_time_of_china() -> None:
    """1988-04-17 02:00 became 03:00; a shift across it is an hour shorter, one inside it is none."""
    night = at("1988-04-16T12:00")
    assert service_seconds(night, night + 2 * DAY, Hours(tuple(((60, 240),) for _ in range(7)))) == (2 + 3) * 3600
    inside = Hours(tuple(((130, 170), (180, 210)) for _ in range(7)))
    assert service_seconds(night, night + DAY, inside) == 30 * 60
    autumn = int(dt.datetime(1988, 9, 10, 4, tzinfo=dt.UTC).timestamp())
    assert service_seconds(autumn, autumn + DAY, Hours(tuple(((0, 1440),) for _ in range(7)))) == DAY


@settings(deadline=None, max_examples=200)
@given(week(), zones, rules, moments, st.integers(0, 40 * DAY), st.integers(0, 40 * DAY))
@example(NINE_TO_NINE, "Asia/Shanghai", "closed", 1_790_700_000, 30 * DAY, 3 * DAY)
def test_additive_and_bounded(shifts: Week, tz: str, rule: HolidayRule, start: int, one: int, two: int) -> None:
    hours = Hours(shifts, tz=tz, holidays=rule)
    first = service_seconds(start, start + one, hours)
    whole = service_seconds(start, start + one + two, hours)
    assert 0 <= first <= one
    assert whole == first + service_seconds(start + one, start + one + two, hours)


@settings(deadline=None, max_examples=200)
@given(week(), zones, rules, st.none() | st.integers(0, 600), moments, st.integers(1, 1500))
def test_nothing_is_due_outside_service_time(
    shifts: Week, tz: str, rule: HolidayRule, next_day: int | None, asked: int, limit: int
) -> None:
    hours = Hours(shifts, next_day, tz, rule)
    until = due(asked, hours, limit)
    if until is None:
        assert not reply_clock(hours).serves
        return
    assert until >= asked
    served_until = service_seconds(until - 1, until, hours) == 1
    assert served_until or (next_day == 0 and service_seconds(until, until + 1, hours) == 1)
    if next_day is None:
        assert service_seconds(asked, until, hours) == 60 * limit


@settings(deadline=None, max_examples=200)
@given(week(), zones, rules, moments, st.integers(0, 20 * DAY), st.integers(1, 1500))
def test_who_asks_later_is_answered_no_sooner(
    shifts: Week, tz: str, rule: HolidayRule, asked: int, later: int, limit: int
) -> None:
    hours = Hours(shifts, tz=tz, holidays=rule)
    one, other = due(asked, hours, limit), due(asked + later, hours, limit)
    assert (one is None) == (other is None)
    assert one is None or other is None or one <= other


@settings(deadline=None, max_examples=300)
@given(
    week(), rules, st.none() | st.integers(0, 600), st.integers(1_388_000_000, 1_900_000_000),
    st.integers(0, 60 * DAY), st.integers(0, 3000),
)  # fmt: skip
def test_arithmetic_equals_the_calendar_on_holidays(
    shifts: Week, rule: HolidayRule, next_day: int | None, start: int, length: int, limit: int
) -> None:
    quick = reply_clock(Hours(shifts, next_day, holidays=rule))
    assert isinstance(quick, SteadyClock)
    slow = quick._calendar
    assert isinstance(slow, CalendarClock)
    assert quick.between(start, start + length) == slow.between(start, start + length)
    assert quick.opening_after_close(start) == slow.opening_after_close(start)
    assert quick.due(start, limit) == slow.due(start, limit)


@given(st.dates(date(1985, 1, 1), date(2045, 1, 1)), rules)
def test_each_day_counts_as_some_weekday(day: date, rule: HolidayRule) -> None:
    table = holidays.china()
    counted = table.counts_as(day, rule)
    if counted is None:
        assert rule == "closed"
        assert day in table.off
    elif rule != "usual":
        assert (counted < 5) == table.is_workday(day)
    if not table.knows(day):
        assert counted == day.weekday()


def test_the_clock_of_the_workspace_says_the_local_day() -> None:
    """23:30 UTC on September 30th is the morning of National Day in Shanghai."""
    asked = int(dt.datetime(2026, 9, 30, 23, 30, tzinfo=dt.UTC).timestamp())
    assert clock.local_day(asked) == date(2026, 10, 1)
    assert reply_clock(Hours(WORKDAYS)).opening_after_close(asked) == at("2026-10-08T09:00")
