"""The reply clock: it runs only while the group is being answered (E3, E4).

A group's charter says when it is served: shifts on each weekday, split shifts, days off, and how
long a question from the night may wait. All moments here are epoch seconds UTC; the shifts are
minutes on the wall clock of the charter's zone.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from qunce.kernel.clock import DAY, zone

WEEK = 7 * DAY
_MONDAY = 4 * DAY  # 1970-01-05, the first Monday of the epoch
_STEADY_FROM = 694_224_000  # 1992: the last changes of China's own offset lie before
_STEADY_TO = 4_102_444_800  # 2100
_SEARCH_DAYS = 8  # a weekly pattern shows every shift within eight days

Shift = tuple[int, int]


class Hours(Protocol):
    """What the clock needs of ``ServiceHours``; the kernel does not know the charter."""

    @property
    def shifts(self) -> tuple[tuple[Shift, ...], ...]: ...
    @property
    def next_day(self) -> int | None: ...
    @property
    def tz(self) -> str: ...


class ReplyClock(Protocol):
    """A clock for one pattern of hours; build it with ``reply_clock``."""

    @property
    def serves(self) -> bool: ...
    def between(self, start: int, end: int) -> int: ...
    def due(self, asked_at: int, limit_minutes: int) -> int | None: ...
    def opening_after_close(self, at: int) -> int | None: ...


def due(asked_at: int, hours: Hours, limit_minutes: int) -> int | None:
    """When an answer to a question asked at ``asked_at`` is late, or None if nobody ever serves.

    The limit is counted in service time. A question that comes after the day's last shift (or
    before the first one of the next) falls under the next-day rule: ``hours.next_day`` minutes
    after the next service day opens; without such a rule the limit counts from the opening.
    """
    return reply_clock(hours).due(asked_at, limit_minutes)


def service_seconds(start: int, end: int, hours: Hours) -> int:
    """Seconds of service time in [start, end); 0 when end is not after start."""
    return reply_clock(hours).between(start, end)


def reply_clock(hours: Hours) -> ReplyClock:
    """The clock of these hours, built once per distinct pattern."""
    return _clock(_merged(hours.shifts), hours.next_day, hours.tz)


@lru_cache(maxsize=4096)
def _clock(shifts: tuple[tuple[Shift, ...], ...], next_day: int | None, tz: str) -> ReplyClock:
    offset = _steady_offset(tz)
    calendar = CalendarClock(shifts, next_day, tz)
    return calendar if offset is None else SteadyClock(calendar, offset)


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

    def __init__(self, shifts: tuple[tuple[Shift, ...], ...], next_day: int | None, tz: str) -> None:
        self.shifts = shifts
        self.next_day = next_day
        self.tz = tz
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
            return opens + 60 * self.next_day
        left, day = 60 * limit_minutes, self._local_day(asked_at)
        while True:
            for start, end in self._spans(day):
                here = end - max(start, asked_at)
                if here <= 0:
                    continue
                if left <= here:
                    return max(start, asked_at) + left
                left -= here
            day += timedelta(days=1)

    def opening_after_close(self, at: int) -> int | None:
        """The next service day's opening when ``at`` lies between two service days, else None."""
        day = self._local_day(at)
        spans = self._spans(day)
        if spans and spans[0][0] <= at < spans[-1][1]:
            return None
        for _ in range(_SEARCH_DAYS):
            spans = self._spans(day)
            if spans and spans[0][0] > at:
                return spans[0][0]
            day += timedelta(days=1)
        return None

    def _local_day(self, at: int) -> date:
        return datetime.fromtimestamp(at, zone(self.tz)).date()

    def _moment(self, day: date, minutes: int) -> int:
        wall = datetime(day.year, day.month, day.day, tzinfo=zone(self.tz)) + timedelta(minutes=minutes)
        return int(wall.timestamp())

    def _spans(self, day: date) -> list[Shift]:
        return [(self._moment(day, a), self._moment(day, b)) for a, b in self.shifts[day.weekday()]]


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
        return self._served(end) - self._served(start)

    def due(self, asked_at: int, limit_minutes: int) -> int | None:
        if limit_minutes < 1 or not _STEADY_FROM <= asked_at <= _STEADY_TO:
            return self._calendar.due(asked_at, limit_minutes)
        daily = self._daily
        if daily is not None:  # the usual charter: the same single shift all week
            now = (asked_at + self._shift) % DAY
            opens, closes = 60 * daily[0], 60 * daily[1]
            if opens <= now and now + 60 * limit_minutes <= closes and now < closes:
                return asked_at + 60 * limit_minutes
        if not self.serves:
            return None
        if self.next_day is not None:
            opening = self.opening_after_close(asked_at)
            if opening is not None:
                return opening + 60 * self.next_day
        return self._when(self._served(asked_at) + 60 * limit_minutes)

    def opening_after_close(self, at: int) -> int | None:
        if not self.serves or not _STEADY_FROM <= at <= _STEADY_TO:
            return self._calendar.opening_after_close(at)
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
