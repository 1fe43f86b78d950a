"""The one clock. Time is UTC everywhere and judged in the workspace's zone.

Product code never calls ``datetime.now()``: it calls ``now()`` or ``timestamp()`` from here,
so that a test or the sandbox can hold time still (design §4.10).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"
DAY = 86_400

_fixed: ContextVar[datetime | None] = ContextVar("qunce_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def timestamp() -> int:
    """The present moment in whole seconds since the epoch."""
    return int(now().timestamp())


def held() -> bool:
    """Whether somebody holds the clock still: then the database's own clock must not be asked."""
    return _fixed.get() is not None


@contextmanager
def fixed(at: datetime | int) -> Iterator[None]:
    """Hold the clock still (tests, the sandbox, judging as at an export's end)."""
    moment = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else at
    if moment.tzinfo is None:
        raise ValueError("the clock takes aware moments only")
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


@lru_cache(maxsize=64)
def zone(name: str = DEFAULT_ZONE) -> ZoneInfo:
    return ZoneInfo(name)


def local(seconds: int, tz: str = DEFAULT_ZONE) -> datetime:
    """A moment (seconds, UTC) as wall-clock time in a zone."""
    return datetime.fromtimestamp(seconds, zone(tz))


def local_day(seconds: int, tz: str = DEFAULT_ZONE) -> date:
    return local(seconds, tz).date()


def day_start(day: date, tz: str = DEFAULT_ZONE) -> int:
    """The first second (UTC epoch) of a local day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone(tz)).timestamp())


def day_end(day: date, tz: str = DEFAULT_ZONE) -> int:
    """The first second after a local day."""
    return day_start(day + timedelta(days=1), tz)


_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def day_number(seconds: int, tz: str = DEFAULT_ZONE) -> int:
    """The local day of a moment, counted from 1970-01-01: how the sums of activity name days."""
    return number_of(local_day(seconds, tz))


def number_of(day: date) -> int:
    """The number of a date, counted from 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(day + _EPOCH_ORDINAL)
