"""Until when: the time words of a Chinese line, and the moment they end at (E6).

What is said with a number of minutes or hours is taken literally. What names a day or a part of one (今天, 周五,
下班前) ends when the group's service of that day ends, on the holidays and make-up workdays there are. A day that is
named with "before" (周五之前, 10号前) is in it: who says "before Friday" is not called late on Friday. Pure.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from qunce.kernel import holidays
from qunce.kernel.clock import DAY, day_start, local, local_day
from qunce.kernel.hours import Hours, shifts_on
from qunce.practice.desk.promises.policy.numbers import NUMBER, number

_HOUR: Final = 60  # minutes
_MIDNIGHT: Final = 24 * _HOUR
_OFFICE_CLOSES: Final = 18 * _HOUR  # where the charter names no hours for the day
_FIRST_HOUR: Final = 60  # 上班后, 一早: within an hour of opening

# Part of a day → the minute it ends at, where no clock time is named; before → when "before" it is.
_PARTS: Final = {
    "凌晨": 6 * _HOUR, "清早": 9 * _HOUR, "一早": 10 * _HOUR, "一大早": 10 * _HOUR, "早上": 10 * _HOUR,
    "早晨": 10 * _HOUR, "早": 10 * _HOUR, "上午": 12 * _HOUR, "中午": 13 * _HOUR, "午间": 13 * _HOUR,
    "午饭前": 12 * _HOUR, "午饭后": 14 * _HOUR, "午休后": 14 * _HOUR, "下午": 18 * _HOUR, "傍晚": 19 * _HOUR,
    "晚饭前": 18 * _HOUR, "晚上": 22 * _HOUR, "晚间": 22 * _HOUR, "夜里": _MIDNIGHT, "晚": 22 * _HOUR,
    "睡前": 22 * _HOUR,
}  # fmt: skip
_BEFORE: Final = {"中午": 12 * _HOUR, "下午": 12 * _HOUR, "晚上": 18 * _HOUR, "晚": 18 * _HOUR, "早上": 9 * _HOUR}
_AFTERNOON: Final = frozenset({"下午", "傍晚", "晚上", "晚间", "晚", "夜里", "中午", "午间", "晚饭前", "睡前"})
_WEEKDAYS: Final = {sign: day for signs in ("一二三四五六日", "1234567") for day, sign in enumerate(signs)} | {"天": 6}
_NEAR: Final = {"今": 0, "当": 0, "明": 1, "次": 1, "第二": 1, "隔": 1, "后": 2, "大后": 3}
_HOLIDAYS: Final = {
    "国庆": "国庆节", "十一": "国庆节", "春节": "春节", "过年": "春节", "五一": "劳动节", "劳动节": "劳动节",
    "元旦": "元旦", "中秋": "中秋节", "端午": "端午节", "清明": "清明节", "过完年": "春节", "年": "春节",
}  # fmt: skip

_CAREFUL: Final = {"晚": r"(?<!最)晚(?!点|些|到)", "早": r"(?<![最尽])早(?!点|些|就|已)"}  # not 最晚, 晚点, 尽早
_PART = "|".join(_CAREFUL.get(word, word) for word in sorted(_PARTS, key=len, reverse=True))
_DAY = (
    r"(?P<near>大后|后|明|今|当|次|第二|隔)(?:天|日|儿个?)(?!的(?!上午|下午|早|晚|中午))|(?P<near_part>今|明|后)(?=早|晚)"
    r"|(?P<week>下下个?|下个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天]|[1-7](?!\d|天|个))"
    r"|(?P<weekend_of>下个?|这个?|本)?周末"
    r"|(?P<whole_week>下下个?|下个?|这个?|本)(?:周|星期|礼拜)(?![一二三四五六日天末1-7])"
    r"|(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<of_month>\d{1,2}|[一二三四五六七八九十]{1,3})[号日]?"
    r"|(?P<month_word>下个月|下月|这个月|本月|当月)?(?P<month_end>月?底|月末)(?<=月底|月末)"
    r"|(?P<month_first>下个?月初)|(?P<whole_month>下个月|下月|这个月|本月|当月)(?!初|底|末|\d|[一二三四五六七八九十]+[号日])"
    r"|(?P<number_of_month>下个?月)?(?P<number_day>\d{1,2}|[一二三四五六七八九十]{1,3})[号日](?![楼线店群位码桌])"
    r"|(?P<year_end>年底|年末)"
    r"|(?P<feast>国庆|十一|春节|过年|五一|劳动节|元旦|中秋|端午|清明|过完年|(?<![\d一二三两半几今明去])年)(?:节|假期|长假|放假|假)*(?P<feast_side>回来|之?前|之?后|以后)"
    r"|(?P<any_feast>节|假期|放假|长假|小长假)(?:回来)?(?P<any_side>之?前|之?后|以后|(?<=回来))"
)
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-4]|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])(?:点钟?|[时](?!间|候))"
    r"(?P<minute>半|一刻|三刻|(?:[0-5]?\d|[一二三四五]?十[一二三四五六七八九]?)分?)?"
    r"|(?P<hour_digits>[01]?\d|2[0-4])[:：](?P<minute_digits>[0-5]\d)"
)
_TO = r"(?:\s*(?:[-–—~～]|到|至)\s*)"
_SUFFIX = r"(?P<suffix>之前|以前|前|之内|以内|内|里|左右|之后|以后|后)?"
_LENGTH = re.compile(
    rf"(?:再?过)?(?P<count>{NUMBER})\s*(?P<half>个半|个)?\s*"
    r"(?P<unit>分钟|分(?!之|店|享|数|类|别)|刻钟|小时|钟头|钟(?!头)|h(?:ours?)?\b|工作日|交易日|天|日(?![常期程])|周|星期|礼拜|月)"
    r"\s*(?P<plus_half>半)?(?P<suffix>之内|以内|内|里|左右|之后|以后|后)?",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"(?:(?P<in_day>{_DAY})\s*的?)?\s*(?P<part>{_PART})?\s*(?:的\s*)?"
    rf"(?:(?:(?:[01]?\d|2[0-4])(?:点半?|[:：][0-5]\d)?{_TO})?(?P<clock>{_CLOCK}))?\s*"
    rf"(?P<work>(?:上班|开门|开店|营业)(?:时|了)?(?:就|后|第一时间|以后)?|下班之?前?|打烊之?前|关门之?前|收工之?前)?\s*{_SUFFIX}"
)
_AGO = re.compile(r"\s*(?:以前|之前|前)")


class Until(NamedTuple):
    """A time expression. ``due_at``: epoch seconds UTC, None where its day is not known (a feast of an unannounced
    year); ``bound``: it names an end (前, 内), so that it cannot be an event's beginning; ``span`` in the text."""

    due_at: int | None
    span: tuple[int, int]
    bound: bool


def times_in(text: str, said_at: int, hours: Hours) -> list[Until]:
    """Every time expression of a folded line that lies after ``said_at``, in order."""
    found = [*_lengths(text, said_at, hours)]
    taken = [one.span for one in found]
    for match in _WHEN.finditer(text):
        span = _trimmed(match)
        if span[0] == span[1] or any(a < span[1] and span[0] < b for a, b in taken):
            continue
        if match["suffix"] and text.startswith("的", match.end()):
            continue  # 3点前的那条: says which, not until when
        day = _Day(said_at, hours)
        known, due = day.read(match)
        if known and (due is None or due > said_at):
            end = match["suffix"] or (match["work"] or "").endswith("前")
            found.append(Until(due, span, bool(end) and match["suffix"] not in ("左右", "后", "之后", "以后")))
    return sorted(found, key=lambda one: one.span)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    said = match[0]
    return match.start() + len(said) - len(said.lstrip()), match.end() - (len(said) - len(said.rstrip()))


# --- lengths of time


def _lengths(text: str, said_at: int, hours: Hours) -> Iterator[Until]:
    for match in _LENGTH.finditer(text):
        count = number(match["count"])
        if count is None or (_AGO.match(text, match.end()) and match["suffix"] is None):
            continue
        count += 0.5 if match["half"] == "个半" or match["plus_half"] else 0
        unit = match["unit"].lower()
        if unit in ("月", "周") and match["half"] is None and match["suffix"] is None:
            continue  # 3月, 一周 by themselves name no end
        if unit in ("天", "日") and match["suffix"] is None and match["count"] in ("一", "1", "每"):
            continue
        if unit == "钟" and match["half"] is None:
            continue
        due = _after(count, unit, said_at, hours)
        yield Until(due, _trimmed(match), match["suffix"] in ("之内", "以内", "内", "里"))


def _after(count: float, unit: str, said_at: int, hours: Hours) -> int:
    if unit[0] in "分":
        return said_at + round(60 * count)
    if unit == "刻钟":
        return said_at + round(15 * 60 * count)
    if unit in ("小时", "钟头", "钟") or unit[0] == "h":
        return said_at + round(3600 * count)
    today = local_day(said_at, hours.tz)
    if unit in ("工作日", "交易日"):
        return closing(_workdays_later(today, max(1, round(count)), hours.tz), hours)
    if unit == "月":
        return closing(_months_later(today, max(1, round(count))), hours)
    if unit in ("周", "星期", "礼拜"):
        return closing(today + timedelta(days=round(7 * count)), hours)
    if count != int(count):  # 半天, 一天半
        return said_at + round(count * DAY) if count > 1 else said_at + 4 * 3600
    return closing(today + timedelta(days=int(count)), hours)


def _workdays_later(day: date, count: int, tz: str) -> date:
    while count:
        day += timedelta(days=1)
        count -= holidays.is_workday(day, tz)
    return day


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# --- days and moments of the clock


def closing(day: date, hours: Hours) -> int:
    """When service of a day ends; the calendar day's end where nobody serves on it."""
    shifts = shifts_on(hours, day)
    return day_start(day, hours.tz) + 60 * (shifts[-1][1] if shifts else _MIDNIGHT)


def last_service_day(first: date, last: date, hours: Hours) -> date:
    """The last day of a span on which the group is served, or its last day."""
    day = last
    while day >= first:
        if shifts_on(hours, day):
            return day
        day -= timedelta(days=1)
    return last


class _Day:
    """Reads one expression of day, part, clock time and 上班/下班, as said at a moment."""

    def __init__(self, said_at: int, hours: Hours) -> None:
        self.said_at = said_at
        self.hours = hours
        self.today = local_day(said_at, hours.tz)

    def read(self, match: re.Match[str]) -> tuple[bool, int | None]:
        """(does it name a time at all, the moment it ends at)"""
        named, day = self._day(match)
        if named and day is None:
            return True, None
        minutes = self._clock(match)
        part = match["part"]
        if minutes is not None:
            if (
                minutes <= 12 * _HOUR
                and part in _AFTERNOON
                and not (part in ("中午", "午间") and minutes >= 10 * _HOUR)
            ):
                minutes = minutes + 12 * _HOUR if minutes < 12 * _HOUR else self._noon_or_night(part)
            return True, self._at_clock(day, minutes, part)
        if match["work"]:
            return True, self._at_work(day, match["work"])
        if part:
            return True, self._at_part(day, part, match["suffix"] or "")
        if not named or day is None:
            return False, None
        due = closing(day, self.hours)
        return True, due if due > self.said_at else self._moment(day, _MIDNIGHT)

    @staticmethod
    def _noon_or_night(part: str) -> int:
        return 12 * _HOUR if part in ("中午", "午间", "下午") else _MIDNIGHT

    def _moment(self, day: date, minutes: int) -> int:
        return day_start(day, self.hours.tz) + 60 * minutes

    def _clock(self, match: re.Match[str]) -> int | None:
        if not match["clock"]:
            return None
        if match["hour_digits"]:
            return int(match["hour_digits"]) * _HOUR + int(match["minute_digits"])
        hour, said = number(match["hour"]), match["minute"]
        if hour is None:
            return None
        minute = {"半": 30.0, "一刻": 15.0, "三刻": 45.0, None: 0.0}.get(said)
        minute = number(said.rstrip("分")) if minute is None and said else minute
        return int(hour) * _HOUR + int(minute or 0)

    def _at_clock(self, day: date | None, minutes: int, part: str | None) -> int | None:
        """A time on the clock: without a part of the day, the half of the day that people are awake and serving."""
        if minutes > _MIDNIGHT:
            return None
        both = [minutes] if part or minutes > 12 * _HOUR or minutes == 0 else [minutes, minutes + 12 * _HOUR]
        days = [day] if day else [self.today, self.today + timedelta(days=1)]
        moments = [(d, self._moment(d, _MIDNIGHT if m == 0 else m)) for d in days for m in both]
        ahead = [(d, at) for d, at in moments if at > self.said_at]
        served = [at for d, at in ahead if self._serves(d, at)]
        awake = [at for _, at in ahead if local(at, self.hours.tz).hour >= 6]
        return next(iter([*served, *awake, *(at for _, at in ahead)]), None)

    def _serves(self, day: date, at: int) -> bool:
        shifts = shifts_on(self.hours, day)
        return bool(shifts) and self._moment(day, shifts[0][0]) < at <= self._moment(day, shifts[-1][1])

    def _at_work(self, day: date | None, said: str) -> int | None:
        """上班后: an hour after opening; 下班前: at closing. Without a day, the next service day it can mean."""
        opens = said.startswith(("上班", "开"))
        if said.startswith("营业"):
            return None
        for ahead in [day] if day else [self.today + timedelta(days=n) for n in range(40)]:
            shifts = shifts_on(self.hours, ahead)
            if not shifts:
                continue
            minutes = shifts[0][0] + _FIRST_HOUR if opens else shifts[-1][1]
            begins = self._moment(ahead, shifts[0][0] if opens else minutes)
            if begins > self.said_at:
                return self._moment(ahead, minutes)
        return self._moment(day, 10 * _HOUR if opens else _OFFICE_CLOSES) if day else None

    def _at_part(self, day: date | None, part: str, suffix: str) -> int:
        minutes = _PARTS[part]
        if suffix in ("前", "之前", "以前"):
            minutes = _BEFORE.get(part, minutes)
        ahead = day or self.today
        shifts = shifts_on(self.hours, ahead)
        if shifts and minutes == 10 * _HOUR:  # 一早: not before they are there
            minutes = max(minutes, shifts[0][0] + _FIRST_HOUR)
        if shifts and minutes == 22 * _HOUR:
            minutes = max(minutes, shifts[-1][1])
        due = self._moment(ahead, minutes)
        if day is None and due <= self.said_at:
            return self._moment(ahead + timedelta(days=1), minutes)
        return due if due > self.said_at or day != self.today else self._moment(ahead, _MIDNIGHT)

    def _day(self, match: re.Match[str]) -> tuple[bool, date | None]:
        """(is a day named, which one); None where it is a feast that nobody announced yet."""
        if not match["in_day"]:
            return False, None
        if near := match["near"] or match["near_part"]:
            return True, self.today + timedelta(days=_NEAR[near])
        monday = self.today - timedelta(days=self.today.weekday())
        if match["weekday"]:
            return True, self._weekday(monday, match["week"], _WEEKDAYS[match["weekday"]])
        if "周末" in match["in_day"]:
            first = monday + timedelta(days=7 * _weeks(match["weekend_of"]))
            return True, first + timedelta(days=4 if _is_before(match) else 6)
        if match["whole_week"]:
            first = monday + timedelta(days=7 * _weeks(match["whole_week"]))
            return True, last_service_day(max(first, self.today), first + timedelta(days=6), self.hours)
        if match["feast"] or match["any_feast"]:
            side = match["feast_side"] or match["any_side"] or "后"
            return True, self._feast(_HOLIDAYS.get(match["feast"] or ""), before=side.endswith("前"))
        return True, self._of_calendar(match)

    def _weekday(self, monday: date, week: str | None, weekday: int) -> date:
        day = monday + timedelta(days=7 * _weeks(week) + weekday)
        if week is None and (day < self.today or (day == self.today and closing(day, self.hours) <= self.said_at)):
            day += timedelta(days=7)
        return day

    def _of_calendar(self, match: re.Match[str]) -> date | None:
        first = self.today.replace(day=1)
        following = _months_later(first, 1)
        if match["year_end"]:
            return last_service_day(self.today, date(self.today.year, 12, 31), self.hours)
        if match["month_first"]:
            return following.replace(day=5)
        if match["month_end"] or match["whole_month"]:
            whole = match["month_word"] or match["whole_month"] or ""
            begins = following if whole.startswith("下") else first
            return last_service_day(max(begins, self.today), _months_later(begins, 1) - timedelta(days=1), self.hours)
        month = number(match["month"]) if match["month"] else None
        day = number(match["of_month"] or match["number_day"])
        begins = following if match["number_of_month"] else first
        return self._dated(begins, None if month is None else int(month), int(day or 0))

    def _dated(self, first: date, month: int | None, day: int) -> date | None:
        """The next date of that number: this month's or the next, or this year's or the next."""
        places = [first, _months_later(first, 1), _months_later(first, 2)]
        if month is not None:
            places = [date(year, month, 1) for year in (self.today.year, self.today.year + 1)] if month <= 12 else []
        for place in places:
            if 1 <= day <= monthrange(place.year, place.month)[1] and place.replace(day=day) >= self.today:
                return place.replace(day=day)
        return None

    def _feast(self, name: str | None, *, before: bool) -> date | None:
        """The first service day after the holiday that comes next (or is now), or the last one before it."""
        table = holidays.of_zone(self.hours.tz)
        day = self.today
        while table is not None and table.knows(day) and not (day in table.off and name in (None, table.off[day])):
            day += timedelta(days=1)
        if table is None or not table.knows(day):
            return None
        step = -1 if before else 1
        while day in table.off or not shifts_on(self.hours, day) or not table.is_workday(day):
            day += timedelta(days=step)
        return day


def _weeks(word: str | None) -> int:
    return 0 if not word else word.count("下")


def _is_before(match: re.Match[str]) -> bool:
    return (match["suffix"] or "") in ("前", "之前", "以前") and not match["clock"] and not match["part"]
