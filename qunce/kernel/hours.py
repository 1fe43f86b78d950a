"""The reply clock: it runs only while the group is being answered (E3, E4).

A group's charter says when it is served: shifts on each weekday, split shifts, days off, and how
long a question from the night may wait; and whose hours hold on a public holiday (``holidays.HolidayRule``). All
moments here are epoch seconds UTC; the shifts are minutes on the wall clock of the charter's zone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol

from qunce.kernel import holidays
from qunce.kernel.clock import DAY, local_day, zone
from qunce.kernel.holidays import Holidays

WEEK = 7 * DAY
_MONDAY = 4 * DAY  # 1970-01-05, the first Monday of the epoch
_STEADY_FROM = 694_224_000  # 1992: the last changes of China's own offset lie before
_STEADY_TO = 4_102_444_800  # 2100
_SEARCH_DAYS = 8  # a weekly pattern shows every shift within eight days
_LONGEST_BREAK = 30  # days off and made up in a row, more than any year had
_EPOCH = date(1970, 1, 1).toordinal()

Shift = tuple[int, int]


class Hours(Protocol):
    """What the clock needs of ``ServiceHours``; the kernel does not know the charter."""

    @property
    def shifts(self) -> tuple[tuple[Shift, ...], ...]: ...
    @property
    def next_day(self) -> int | None: ...
    @property
    def tz(self) -> str: ...
    @property
    def holidays(self) -> holidays.HolidayRule: ...


class Unusual(NamedTuple):
    """What of a span of days does not follow the week: days off and days made up that have other hours than their
    weekday, and whether some of it lies in a year whose holidays nobody announced yet."""

    off: int = 0
    made_up: int = 0
    unknown: bool = False


class ReplyClock(Protocol):
    """A clock for one pattern of hours; build it with ``reply_clock``."""

    @property
    def serves(self) -> bool: ...
    def between(self, start: int, end: int) -> int: ...
    def due(self, asked_at: int, limit_minutes: int) -> int | None: ...
    def opening_after_close(self, at: int) -> int | None: ...
    def unusual(self, start: int, end: int) -> Unusual: ...


def due(asked_at: int, hours: Hours, limit_minutes: int) -> int | None:
    """When an answer to a question asked at ``asked_at`` is late, or None if nobody ever serves.

    The limit is counted in service time. A question that comes after the day's last shift (or
    before the first one of the next) falls under the next-day rule: ``hours.next_day`` minutes of
    service time after the next service day opens; without such a rule the limit counts from the opening.
    """
    return reply_clock(hours).due(asked_at, limit_minutes)


def service_seconds(start: int, end: int, hours: Hours) -> int:
    """Seconds of service time in [start, end); 0 when end is not after start."""
    return reply_clock(hours).between(start, end)


def reply_clock(hours: Hours) -> ReplyClock:
    """The clock of these hours, built once per distinct pattern."""
    return _clock(_merged(hours.shifts), hours.next_day, hours.tz, hours.holidays)


def shifts_on(hours: Hours, day: date) -> tuple[Shift, ...]:
    """The shifts of one date, holidays and make-up workdays included, in minutes of the local day."""
    table = holidays.of_zone(hours.tz)
    weekday = day.weekday() if table is None else table.counts_as(day, hours.holidays)
    return () if weekday is None else _merged(hours.shifts)[weekday]


@lru_cache(maxsize=4096)
def _clock(
    shifts: tuple[tuple[Shift, ...], ...], next_day: int | None, tz: str, rule: holidays.HolidayRule
) -> ReplyClock:
    offset = _steady_offset(tz)
    table = holidays.of_zone(tz)
    calendar = CalendarClock(shifts, next_day, tz, special_days(shifts, table, rule), _blind_after(shifts, table, rule))
    return calendar if offset is None else SteadyClock(calendar, offset)


def special_days(
    shifts: tuple[tuple[Shift, ...], ...], table: Holidays | None, rule: holidays.HolidayRule
) -> dict[date, tuple[Shift, ...]]:
    """The dates whose shifts are not those of their weekday. A group served alike all week has none."""
    found: dict[date, tuple[Shift, ...]] = {}
    for day in sorted({*table.off, *table.work}) if table else ():
        weekday = table.counts_as(day, rule) if table else None
        said = () if weekday is None else shifts[weekday]
        if said != shifts[day.weekday()]:
            found[day] = said
    return found


def _blind_after(
    shifts: tuple[tuple[Shift, ...], ...], table: Holidays | None, rule: holidays.HolidayRule
) -> date | None:
    """The last date that is surely right; None where holidays change nothing or no table speaks."""
    alike = rule == "usual" or (rule == "sunday" and len(set(shifts)) == 1)
    return None if table is None or alike or not any(shifts) else table.known_until


@lru_cache(maxsize=4096)
def _merged(shifts: tuple[tuple[Shift, ...], ...]) -> tuple[tuple[Shift, ...], ...]:
    """Shifts in order, touching ones joined: 9-12 and 12-18 is 9-18."""
    if len(shifts) != 7:
        raise ValueError(f"service hours need seven weekdays, not {len(shifts)}")
    week: list[tuple[Shift, ...]] = []
    for day in shifts:
        joined: list[Shift] = []
        for start, end in sorted(day):
            if not 0 <= start <= end <= 1440:
                raise ValueError(f"a shift runs within one day: {start}..{end}")
            if start == end:
                continue
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        week.append(tuple(joined))
    return tuple(week)


@lru_cache(maxsize=64)
def _steady_offset(tz: str) -> int | None:
    """The zone's one offset from UTC in seconds, or None where it changes with the seasons."""
    place, seen = zone(tz), set()
    for year in range(1992, 2038):
        for month in (1, 4, 7, 10):
            shift = datetime(year, month, 1, tzinfo=UTC).astimezone(place).utcoffset()
            seen.add(0 if shift is None else int(shift.total_seconds()))
    return seen.pop() if len(seen) == 1 else None


class CalendarClock:
    """Walks day by day on the real calendar: right in every zone, daylight saving included."""

    def __init__(
        self,
        shifts: tuple[tuple[Shift, ...], ...],
        next_day: int | None,
        tz: str,
        special: Mapping[date, tuple[Shift, ...]] | None = None,
        blind_after: date | None = None,
    ) -> None:
        self.shifts = shifts
        self.next_day = next_day
        self.tz = tz
        self.special = special or {}
        self.special_days = [day.toordinal() - _EPOCH for day in sorted(self.special)]
        self.blind_after = blind_after
        self.serves = any(shifts)

    def between(self, start: int, end: int) -> int:
        """Seconds of service time in [start, end)."""
        total, day = 0, self._local_day(start)
        while self.serves and start < end:
            for opens, closes in self._spans(day):
                total += max(0, min(end, closes) - max(start, opens))
            day += timedelta(days=1)
            if self._moment(day, 0) >= end:
                break
        return total

    def due(self, asked_at: int, limit_minutes: int) -> int | None:
        """When the limit runs out, or None if nobody ever serves; see ``hours.due``."""
        if not self.serves:
            return None
        opens = self.opening_after_close(asked_at)
        if opens is not None and self.next_day is not None:
            return self._after(opens, 60 * self.next_day)
        return self._after(asked_at, 60 * limit_minutes)

    def _after(self, at: int, left: int) -> int:
        """When ``left`` seconds have been served from ``at`` on."""
        day = self._local_day(at)
        while True:
            for start, end in self._spans(day):
                here = end - max(start, at)
                if here <= 0:
                    continue
                if left <= here:
                    return max(start, at) + left
                left -= here
            day += timedelta(days=1)

    def opening_after_close(self, at: int) -> int | None:
        """The next service day's opening when ``at`` lies between two service days, else None."""
        day = self._local_day(at)
        spans = self._spans(day)
        if spans and spans[0][0] <= at < spans[-1][1]:
            return None
        for _ in range(_SEARCH_DAYS + (_LONGEST_BREAK if self.special else 0)):
            spans = self._spans(day)
            if spans and spans[0][0] > at:
                return spans[0][0]
            day += timedelta(days=1)
        return None

    def unusual(self, start: int, end: int) -> Unusual:
        """Days in [start, end] that do not follow the week."""
        first, last = self._local_day(start), self._local_day(end)
        days = self.special_days
        number = bisect_left(days, first.toordinal() - _EPOCH), bisect_right(days, last.toordinal() - _EPOCH)
        between = [date.fromordinal(day + _EPOCH) for day in days[slice(*number)]]
        table = holidays.of_zone(self.tz)
        off = sum(1 for day in between if table is not None and day in table.off)
        return Unusual(off, len(between) - off, self.blind_after is not None and last > self.blind_after)

    def _local_day(self, at: int) -> date:
        return local_day(at, self.tz)

    def _moment(self, day: date, minutes: int) -> int:
        wall = datetime(day.year, day.month, day.day, tzinfo=zone(self.tz)) + timedelta(minutes=minutes)
        at = int(wall.timestamp())
        back = datetime.fromtimestamp(at, wall.tzinfo)
        if back.replace(tzinfo=None) == wall.replace(tzinfo=None):
            return at
        return self._skipped(wall)

    @staticmethod
    def _skipped(wall: datetime) -> int:
        """Clocks were put forward over this time: what should begin or end in the gap does so at the change."""
        low, high = sorted((int(wall.replace(fold=0).timestamp()), int(wall.replace(fold=1).timestamp())))
        before = datetime.fromtimestamp(low, wall.tzinfo).utcoffset()
        while high - low > 1:
            middle = (low + high) // 2
            if datetime.fromtimestamp(middle, wall.tzinfo).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high

    def _spans(self, day: date) -> list[Shift]:
        shifts = self.special.get(day, self.shifts[day.weekday()]) if self.special else self.shifts[day.weekday()]
        return [(self._moment(day, a), self._moment(day, b)) for a, b in shifts]


class SteadyClock:
    """Arithmetic on the week, for zones with one offset such as Asia/Shanghai.

    ``_served(t)`` is the service time from a fixed Monday to t, so that a duration is a
    difference and a due moment is its inverse: no walking, one bisection each.
    """

    def __init__(self, calendar: CalendarClock, offset: int) -> None:
        self._calendar = calendar
        self.serves = calendar.serves
        self.next_day = calendar.next_day
        shifts = calendar.shifts
        self._offset = offset
        self._special = calendar.special_days  # day numbers whose shifts are not those of the week
        self._shift = offset - _MONDAY
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []  # service seconds of the week before each shift
        self._opens_day: list[bool] = []  # is it the first shift of its day?
        week = 0
        for weekday, day in enumerate(shifts):
            for number, (start, end) in enumerate(day):
                self._starts.append(weekday * DAY + 60 * start)
                self._ends.append(weekday * DAY + 60 * end)
                self._before.append(week)
                self._opens_day.append(number == 0)
                week += 60 * (end - start)
        self._week = week
        whole = set(shifts)
        self._daily = shifts[0][0] if len(whole) == 1 and len(shifts[0]) == 1 else None

    def between(self, start: int, end: int) -> int:
        if start >= end or not self.serves:
            return 0
        if start < _STEADY_FROM or end > _STEADY_TO:
            return self._calendar.between(start, end)
        whole = self._served(end) - self._served(start)
        return whole + self._difference(start, end) if self._special else whole

    def due(self, asked_at: int, limit_minutes: int) -> int | None:
        if limit_minutes < 1 or not _STEADY_FROM <= asked_at <= _STEADY_TO:
            return self._calendar.due(asked_at, limit_minutes)
        found = self._due(asked_at, limit_minutes)
        if found is not None and self._is_special(asked_at, found):
            return self._calendar.due(asked_at, limit_minutes)
        return found

    def _due(self, asked_at: int, limit_minutes: int) -> int | None:
        """By the week alone."""
        daily = self._daily
        if daily is not None:  # the usual charter: the same single shift all week
            now = (asked_at + self._shift) % DAY
            opens, closes = 60 * daily[0], 60 * daily[1]
            if opens <= now and now + 60 * limit_minutes <= closes and now < closes:
                return asked_at + 60 * limit_minutes
        if not self.serves:
            return None
        if self.next_day is not None:
            opening = self._opening(asked_at)
            if opening is not None:
                return self._when(self._served(opening) + 60 * self.next_day) if self.next_day else opening
        return self._when(self._served(asked_at) + 60 * limit_minutes)

    def opening_after_close(self, at: int) -> int | None:
        if not self.serves or not _STEADY_FROM <= at <= _STEADY_TO:
            return self._calendar.opening_after_close(at)
        opening = self._opening(at)
        if self._is_special(at, opening or at):
            return self._calendar.opening_after_close(at)
        return opening

    def unusual(self, start: int, end: int) -> Unusual:
        return self._calendar.unusual(start, end)

    def _is_special(self, start: int, end: int) -> bool:
        """Whether some day of [start, end] does not follow the week."""
        if not self._special:
            return False
        index = bisect_left(self._special, (start + self._offset) // DAY)
        return index < len(self._special) and self._special[index] <= (end + self._offset) // DAY

    def _difference(self, start: int, end: int) -> int:
        """Seconds served in [start, end) on days that do not follow the week, less what the week gives them."""
        total = 0
        first, last = ((at + self._offset) // DAY for at in (start, end))
        for day in self._special[bisect_left(self._special, first) : bisect_right(self._special, last)]:
            midnight = day * DAY - self._offset
            real = self._calendar.special[date.fromordinal(day + _EPOCH)]
            weekly = self._calendar.shifts[date.fromordinal(day + _EPOCH).weekday()]
            for shifts, sign in ((real, 1), (weekly, -1)):
                for opens, closes in shifts:
                    total += sign * max(0, min(end, midnight + 60 * closes) - max(start, midnight + 60 * opens))
        return total

    def _opening(self, at: int) -> int | None:
        """By the week alone."""
        weeks, now = divmod(at + self._shift, WEEK)
        index = bisect_right(self._starts, now) - 1
        if index >= 0 and now < self._ends[index]:
            return None
        following = (index + 1) % len(self._starts)
        if not self._opens_day[following]:
            return None  # a pause between two shifts of the same day
        wrap = WEEK if index + 1 == len(self._starts) else 0
        return weeks * WEEK + self._starts[following] + wrap - self._shift

    def _served(self, at: int) -> int:
        weeks, now = divmod(at + self._shift, WEEK)
        index = bisect_right(self._starts, now) - 1
        if index < 0:
            return weeks * self._week
        return weeks * self._week + self._before[index] + min(now, self._ends[index]) - self._starts[index]

    def _when(self, served: int) -> int:
        """The first moment at which ``served`` seconds have been served."""
        weeks, rest = divmod(served - 1, self._week)
        index = bisect_right(self._before, rest) - 1
        return weeks * WEEK + self._starts[index] + rest + 1 - self._before[index] - self._shift
