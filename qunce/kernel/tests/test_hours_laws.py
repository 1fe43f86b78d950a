"""Laws of the reply clock against a clock that counts minute by minute, in every year that is odd (E3, E4).

China kept summer time from 1986 to 1991; the holidays of 2027 are not announced; Berlin and Lord Howe change their
clocks by an hour and by half of one; Apia lost a whole day.
"""

import datetime as dt
from itertools import pairwise

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from qunce.kernel import holidays
from qunce.kernel.clock import zone
from qunce.kernel.holidays import HolidayRule
from qunce.kernel.hours import due, reply_clock, service_seconds
from qunce.kernel.tests.test_hours import DAY, NINE_TO_NINE, Hours, week

Week = tuple[tuple[tuple[int, int], ...], ...]
CHANGES = (  # moments near which something odd happens
    "1986-05-04T00:00+08:00", "1986-09-14T00:00+08:00", "1988-04-17T00:00+08:00", "1991-09-15T00:00+08:00",
    "1992-01-01T00:00+08:00", "2011-12-30T12:00+00:00", "2026-03-29T00:00+00:00", "2026-10-25T00:00+00:00",
    "2026-02-14T00:00+08:00", "2026-10-01T00:00+08:00", "2026-12-31T20:00+08:00", "2027-02-06T00:00+08:00",
    "2031-05-01T00:00+08:00", "2037-12-31T00:00+00:00",
)  # fmt: skip
near = st.builds(
    lambda text, shift: int(dt.datetime.fromisoformat(text).timestamp()) + shift,
    st.sampled_from(CHANGES), st.integers(-3 * DAY, 3 * DAY),
)  # fmt: skip
moments = near | st.integers(500_000_000, 2_100_000_000)
zones = st.sampled_from(
    ["Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]
)
rules: st.SearchStrategy[HolidayRule] = st.sampled_from(["sunday", "usual", "closed"])


def counted(start: int, minutes: int, hours: Hours) -> int:
    """Service seconds of so many minutes, each asked by itself what the wall clock shows."""
    table = holidays.of_zone(hours.tz)
    total = 0
    for at in range(start, start + 60 * minutes, 60):
        wall = dt.datetime.fromtimestamp(at, zone(hours.tz))
        weekday = wall.weekday() if table is None else table.counts_as(wall.date(), hours.holidays)
        shifts = () if weekday is None else hours.shifts[weekday]
        total += 60 * any(a <= 60 * wall.hour + wall.minute < b for a, b in shifts)
    return total


def folds(start: int, end: int, tz: str) -> bool:
    """Does the zone put its clocks back between the two? Then an hour is on the wall twice; a shift is served once."""
    offsets = [dt.datetime.fromtimestamp(at, zone(tz)).utcoffset() for at in range(start - DAY, end + DAY, 900)]
    return any((a or dt.timedelta()) > (b or dt.timedelta()) for a, b in pairwise(offsets))


@settings(deadline=None, max_examples=60)
@given(week(), zones, rules, moments, st.integers(0, 1500))
@example(NINE_TO_NINE, "Asia/Shanghai", "closed", 512_000_000, 1500)
def test_it_counts_what_the_wall_clock_shows(
    shifts: Week, tz: str, rule: HolidayRule, start: int, minutes: int
) -> None:
    start -= start % 60
    assume(not folds(start, start + 60 * minutes, tz))
    hours = Hours(shifts, tz=tz, holidays=rule)
    assert service_seconds(start, start + 60 * minutes, hours) == counted(start, minutes, hours)


@settings(deadline=None, max_examples=60)
@given(week(), zones, rules, moments, st.integers(0, 20 * DAY), st.integers(0, 20 * DAY))
def test_monotone_and_additive_over_adjacent_spans(
    shifts: Week, tz: str, rule: HolidayRule, start: int, one: int, two: int
) -> None:
    hours = Hours(shifts, tz=tz, holidays=rule)
    first = service_seconds(start, start + one, hours)
    second = service_seconds(start + one, start + one + two, hours)
    assert 0 <= first <= one
    assert service_seconds(start, start + one + two, hours) == first + second >= first
    assert service_seconds(start + one + two, start, hours) == 0, "time never runs backwards"


@settings(deadline=None, max_examples=60)
@given(week(), zones, rules, moments, st.integers(1, 4000))
def test_the_deadline_is_the_inverse_of_the_time_served(
    shifts: Week, tz: str, rule: HolidayRule, asked: int, limit: int
) -> None:
    """It ends, it is the first moment at which the limit was served, and never lies in closed hours."""
    hours = Hours(shifts, tz=tz, holidays=rule)
    until = due(asked, hours, limit)
    if until is None:
        assert not any(b > a for day in shifts for a, b in day)
        return
    assert service_seconds(asked, until, hours) == 60 * limit
    assert service_seconds(asked, until - 1, hours) == 60 * limit - 1, "the second before it was served"
    halfway = due(asked, hours, max(1, limit // 2))
    assert halfway is not None
    assert asked <= halfway <= until
    rest = 60 * limit - service_seconds(asked, halfway, hours)
    if rest % 60 == 0 and rest:
        assert due(halfway, hours, rest // 60) == until, "adding in two parts is adding at once"


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)), min_size=1, max_size=5),
    zones, moments, st.integers(0, 15 * DAY),
)  # fmt: skip
def test_a_shift_past_midnight_is_its_two_halves(
    nights: list[tuple[int, int, int]], tz: str, start: int, length: int
) -> None:
    """Written as two, they are served as long as the plain minutes of the week say."""
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    open_minutes: set[int] = set()
    for weekday, begin, long in nights:
        end = begin + long
        days[weekday].append((begin, min(end, 1440)))
        if end > 1440:
            days[(weekday + 1) % 7].append((0, end - 1440))
        open_minutes.update((1440 * weekday + minute) % 10_080 for minute in range(begin, end))
    hours = Hours(tuple(tuple(day) for day in days), tz="UTC", holidays="usual")
    start -= start % 60
    minutes = min(length, 3 * DAY) // 60
    plain = sum((start - 4 * DAY + 60 * minute) // 60 % 10_080 in open_minutes for minute in range(minutes))
    assert service_seconds(start, start + 60 * minutes, hours) == 60 * plain
    elsewhere = Hours(hours.shifts, tz=tz, holidays="usual")
    assert reply_clock(elsewhere).serves
    assert due(start, elsewhere, 600) is not None


def test_a_gap_in_the_calendar_is_no_trap() -> None:
    """Open for forty minutes that summer time skips, on the one day: the next week answers."""
    only_sunday = Hours((*(() for _ in range(6)), ((130, 170),)), tz="Europe/Berlin")
    saturday = int(dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC).timestamp())
    found = due(saturday, only_sunday, 30)
    assert found == int(dt.datetime(2026, 4, 5, 0, 40, tzinfo=dt.UTC).timestamp())


def test_years_that_nobody_announced_follow_the_weekdays() -> None:
    only_weekdays = (*(((540, 1080),) for _ in range(5)), (), ())
    for year in (2027, 2028, 2031, 2045):
        new_year = int(dt.datetime(year, 1, 1, tzinfo=zone("Asia/Shanghai")).timestamp())
        for rule in ("sunday", "closed", "usual"):
            served = service_seconds(new_year, new_year + 364 * DAY, Hours(only_weekdays, holidays=rule))
            assert served == 52 * 5 * 9 * 3600
        assert reply_clock(Hours(only_weekdays, holidays="closed")).unusual(new_year, new_year + DAY).unknown
