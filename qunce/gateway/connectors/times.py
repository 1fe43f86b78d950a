"""Moments as exports and people write them, to epoch seconds UTC (platform F2, F7; quality §2.2).

``precision`` says how exact a reading is, in seconds: 1, 60 (no seconds shown) or 86400 (a day).
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from qunce.gateway.connectors.reasons import BAD_TIME, NO_DATE, NO_SUCH_TIME, Fault
from qunce.kernel import clock

SECOND, MINUTE, DAY = 1, 60, 86_400
_YEARS = range(1990, 2101)
_EPOCH_MIN, _EPOCH_MAX = 631_123_200, 4_102_444_800  # 1990..2100
_CACHE = 50_000
_LONGEST = 64  # no form of a moment is longer

_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AGO = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1}

_WEEKDAY = r"(?:星期|周|礼拜)[一二三四五六日天]|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_CLOCK = (
    r"(?P<half>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|午夜|AM|PM)?\s?"
    r"(?P<H>\d{1,2})[:：](?P<M>\d{2})(?:[:：](?P<S>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<ampm>[AP]\.?M\.?))?"
)
_DATE = (
    r"(?:(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"|(?P<y2>\d{4})\s?年\s?(?P<m2>\d{1,2})\s?月\s?(?P<d2>\d{1,2})\s?日?"
    r"|(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日"
    r"|(?P<m4>\d{1,2})[-/](?P<d4>\d{1,2})(?![-/\d])"
    r"|(?P<us1>\d{1,2})/(?P<us2>\d{1,2})/(?P<us3>\d{4})"
    r"|(?P<rel>今天|昨天|前天|Today|Yesterday)"
    rf"|(?P<wd>{_WEEKDAY}))"
)
_OFFSET = r"(?:\s?(?P<off>Z|[+-]\d{2}:?\d{2}))?"
_CLOCK_ALONE = re.sub(r"\?P<(\w+)>", r"?P<\g<1>2>", _CLOCK)
MOMENT = (
    rf"(?:{_DATE}(?:[ ,]*(?:{_WEEKDAY})(?![一二三四五六日天]))?(?:[ T,]*{_CLOCK}{_OFFSET})?"
    rf"|(?P<only>{_CLOCK_ALONE}))"
)
_MOMENT = re.compile(MOMENT, re.IGNORECASE)
_OFFSET_TAIL = re.compile(r"(?:\.\d{1,9})?(?P<zone>Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[ T_]?(?:(\d{2}):?(\d{2}):?(\d{2}))?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?", re.ASCII)
_EVENING = frozenset(("下午", "傍晚", "晚上", "夜里", "pm"))


class UnreadableTimeError(ValueError):
    """A time that cannot be read; ``fault`` says why, ``value`` is the original."""

    def __init__(self, fault: Fault, value: str) -> None:
        super().__init__(value)
        self.fault = fault
        self.value = value


class TimeReader:
    """Reads times of one file in one zone. Caches days and clock times, bounded."""

    def __init__(self, tz: str = clock.DEFAULT_ZONE, base_date: date | None = None) -> None:
        self._zone = clock.zone(tz)
        self._base = base_date
        self._days: dict[str, int] = {}
        self._day_texts: dict[str, str] = {}
        self._offsets: dict[str, int] = {}
        self._utc: TimeReader | None = None
        self._clocks: dict[str, int] = {}
        self._moments: dict[str, tuple[int, int]] = {}

    def read(self, text: str) -> tuple[int, int]:
        """(epoch seconds, precision) of any form known here; raises UnreadableTimeError."""
        day = self._days.get(text[:10])
        if day is not None:
            seconds = self._clocks.get(text[11:])
            if seconds is not None and text[10] in " T":
                return day + seconds, SECOND if len(text) > 16 else MINUTE
        known = self._moments.get(text)
        if known is not None:
            return known
        if len(text) > _LONGEST:
            raise UnreadableTimeError(BAD_TIME, text[:_LONGEST])
        text = text.strip()
        if _ISO.fullmatch(text):
            return self._iso(text)
        found = self._read(text)
        if len(self._moments) >= _CACHE:
            self._moments.clear()
        self._moments[text] = found
        return found

    def stamp(self, text: str) -> tuple[int, int]:
        """``2025-03-01T10:00:00+08:00`` and its like, the quick way; other forms as ``read``."""
        offset = self._offsets.get(text[19:])
        if offset is None:
            match = _OFFSET_TAIL.fullmatch(text[19:])
            if match is None:
                return self.read(text)
            zone = match["zone"]
            sign = -1 if zone[0] == "-" else 1
            offset = 0 if zone == "Z" else sign * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
            if len(self._offsets) < 100:
                self._offsets[text[19:]] = offset
        if self._utc is None:
            self._utc = TimeReader("UTC")
        at, precision = self._utc.read(text[:19])
        return at - offset, precision

    def complete(self, text: str) -> str:
        """``MM-DD HH:MM:SS`` or ``HH:MM:SS`` with its day in front; other forms unchanged."""
        day_text, clock_text = (text[:5], text[6:]) if text[2:3] == "-" else ("", text)
        if text[4:5] == "-" or len(clock_text) != 8:
            return text
        known = self._day_texts.get(day_text)
        if known is None:
            if self._base is None:
                raise UnreadableTimeError(NO_DATE, text)
            month, day = day_text[:2], day_text[3:]
            if day_text and not (month.isdecimal() and day.isdecimal()):
                raise UnreadableTimeError(BAD_TIME, text)
            found = _latest(int(month), int(day), self._base, text) if day_text else self._base
            known = self._day_texts[day_text] = found.isoformat()
        return f"{known} {clock_text}"

    def resolve(self, match: re.Match[str], raw: str) -> tuple[int, int]:
        """The moment of a match of a pattern that contains MOMENT; ``raw`` is how it reads."""
        day = self._day_of(match, raw)
        if match["only"] is not None:
            parts = ("half2", "ampm2", "H2", "M2", "S2")
        elif match["H"] is not None:
            parts = ("half", "ampm", "H", "M", "S")
        else:
            return self._at(day, 0, raw), DAY
        half, ampm, hour, minute, second = (match[name] for name in parts)
        seconds = _clock_seconds(half or ampm or "", int(hour), int(minute), int(second or 0), raw)
        precision = SECOND if second is not None else MINUTE
        if match["off"]:
            return _with_offset(day, seconds, match["off"], raw), precision
        return self._at(day, seconds, raw), precision

    def at(self, day: date, seconds: int) -> int:
        """A wall-clock time (seconds since midnight) of a day in the file's zone."""
        return self._at(day, seconds, str(day))

    def day_of(self, seconds: int) -> date:
        """The local day of a moment."""
        return datetime.fromtimestamp(seconds, self._zone).date()

    def epoch(self, value: float | str, raw: str = "") -> int:
        """Epoch seconds, milliseconds or microseconds; raises UnreadableTimeError outside 1990..2100."""
        raw = raw or str(value)
        try:
            number = int(float(value)) if not isinstance(value, int) else value
        except (ValueError, OverflowError):
            raise UnreadableTimeError(BAD_TIME, raw) from None
        for scale in (1, 1_000, 1_000_000):
            if _EPOCH_MIN <= number // scale < _EPOCH_MAX:
                return number // scale
        raise UnreadableTimeError(NO_SUCH_TIME, raw)

    def serial(self, value: float, *, date1904: bool = False) -> tuple[int, int]:
        """A spreadsheet's serial date; raises UnreadableTimeError outside 1990..2100."""
        origin = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - wall clock
        if not 0 < value < 100_000:
            raise UnreadableTimeError(NO_SUCH_TIME, str(value))
        wall = origin + timedelta(seconds=round(value * DAY))
        if wall.year not in _YEARS:
            raise UnreadableTimeError(NO_SUCH_TIME, str(value))
        seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
        return self._at(wall.date(), seconds, str(value)), SECOND if seconds else DAY

    def _iso(self, text: str) -> tuple[int, int]:
        """``YYYY-MM-DD HH:MM[:SS]``; remembers day and clock for the quick way."""
        day_text, clock_text = text[:10], text[11:]
        second = int(clock_text[6:] or 0)
        seconds = _clock_seconds("", int(clock_text[:2]), int(clock_text[3:5]), second, text)
        precision = SECOND if len(text) > 16 else MINUTE
        self._clocks[clock_text] = seconds
        midnight = self._days.get(day_text)
        if midnight is not None:
            return midnight + seconds, precision
        day = _day(int(day_text[:4]), int(day_text[5:7]), int(day_text[8:]), text)
        midnight = self._at(day, 0, text)
        if self._at(day, DAY - 1, text) - midnight == DAY - 1:  # no clock change that day
            if len(self._days) >= _CACHE:
                self._days.clear()
            self._days[day_text] = midnight
        return self._at(day, seconds, text), precision

    def _read(self, text: str) -> tuple[int, int]:
        match = _MOMENT.fullmatch(text)
        if match:
            return self.resolve(match, text)
        if text.isascii() and text.isdigit() and len(text) in (10, 13, 16):
            return self.epoch(int(text), text), SECOND
        compact = _COMPACT.fullmatch(text)
        if compact:
            day = _day(int(compact[1]), int(compact[2]), int(compact[3]), text)
            if compact[4] is None:
                return self._at(day, 0, text), DAY
            seconds = _clock_seconds("", int(compact[4]), int(compact[5]), int(compact[6]), text)
            return self._at(day, seconds, text), SECOND
        raise UnreadableTimeError(BAD_TIME, text)

    def _day_of(self, match: re.Match[str], raw: str) -> date:
        for year, month, day in (("y", "m", "d"), ("y2", "m2", "d2")):
            if match[year]:
                return _day(int(match[year]), int(match[month]), int(match[day]), raw)
        if match["us1"]:
            return _american(int(match["us1"]), int(match["us2"]), int(match["us3"]), raw)
        if self._base is None:
            raise UnreadableTimeError(NO_DATE, raw)
        for month, day in (("m3", "d3"), ("m4", "d4")):
            if match[month]:
                return _latest(int(match[month]), int(match[day]), self._base, raw)
        if match["rel"]:
            return self._base - timedelta(days=_AGO[match["rel"].lower()])
        if match["wd"]:
            return _last_weekday(match["wd"], self._base)
        return self._base

    def _at(self, day: date, seconds: int, raw: str) -> int:
        try:
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware below
            return int((midnight + timedelta(seconds=seconds)).replace(tzinfo=self._zone).timestamp())
        except (OverflowError, ValueError):
            raise UnreadableTimeError(NO_SUCH_TIME, raw) from None


def _day(year: int, month: int, day: int, raw: str) -> date:
    if year not in _YEARS:
        raise UnreadableTimeError(NO_SUCH_TIME, raw)
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableTimeError(NO_SUCH_TIME, raw) from None


def _american(first: int, second: int, year: int, raw: str) -> date:
    """Month first, as English clients write it; day first only where nothing else is possible."""
    return _day(year, second, first, raw) if first > 12 else _day(year, first, second, raw)


def _latest(month: int, day: int, base: date, raw: str) -> date:
    """The latest such day that is not after the day of the export (a leap day may be years ago)."""
    for year in range(base.year, base.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= base:
            return found
    raise UnreadableTimeError(NO_SUCH_TIME, raw)


def _last_weekday(name: str, base: date) -> date:
    """The last such weekday before the base day: today's messages carry no weekday."""
    wanted = _WEEKDAYS.get(name[-1])
    if wanted is None:
        wanted = _ENGLISH_DAYS.index(name[:3].lower())
    return base - timedelta(days=(base.weekday() - wanted - 1) % 7 + 1)


def _clock_seconds(half: str, hour: int, minute: int, second: int, raw: str) -> int:
    half = half.lower().replace(".", "")
    if hour < 12 and (half in _EVENING or (half == "中午" and hour < 10)):
        hour += 12
    elif hour == 12 and half in ("am", "凌晨", "午夜"):
        hour = 0
    elif hour == 12 and half in ("晚上", "夜里"):
        hour = 24
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and half not in ("晚上", "夜里")):
        raise UnreadableTimeError(NO_SUCH_TIME, raw)
    return hour * 3600 + minute * 60 + second


def _with_offset(day: date, seconds: int, offset: str, raw: str) -> int:
    if offset in ("Z", "z"):
        zone: timezone = UTC
    else:
        hours, minutes = int(offset[1:3]), int(offset[-2:])
        if hours > 14 or minutes > 59:
            raise UnreadableTimeError(NO_SUCH_TIME, raw)
        delta = timedelta(hours=hours, minutes=minutes)
        zone = timezone(-delta if offset[0] == "-" else delta)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return int(midnight.timestamp()) + seconds
