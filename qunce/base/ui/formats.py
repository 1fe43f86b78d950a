"""How moments, durations, shares, money and names read, in the page's language and the workspace's zone.

Plain text in, plain text out; ``filters`` dresses it for pages. The zone is the active one
(``django.utils.timezone.activate``), the present is ``kernel.clock.now()``.
"""

import unicodedata
from datetime import UTC, date, datetime, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qunce.kernel import clock
from qunce.kernel.stats import wilson

Moment = int | float | datetime
NONE = "—"
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def localise(moment: Moment) -> datetime:
    """A moment (epoch seconds UTC, or an aware datetime) as wall-clock time in the active zone."""
    aware = moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment, UTC)
    return aware.astimezone(timezone.get_current_timezone())


def clock_time(moment: Moment) -> str:
    """``15:05``"""
    return localise(moment).strftime("%H:%M")


def day(value: Moment | date) -> str:
    """``11月21日``, with the year when it is not this one. Takes a moment or a local date."""
    local = value if isinstance(value, date) and not isinstance(value, datetime) else localise(value).date()
    if local.year == localise(clock.now()).year:
        return dateformat.format(local, pgettext("date format", "M j"))
    return dateformat.format(local, pgettext("date format", "M j, Y"))


def when(moment: Moment, precision: int = 1) -> str:
    """``今天 15:05``, ``昨天 15:05``, ``3 天前``, ``11月2日 15:05``, ``2025年11月2日``.

    precision  seconds the source was exact to; a whole day (86400) shows no clock time
    """
    local, now = localise(moment), localise(clock.now())
    days = (now.date() - local.date()).days
    words = {"clock": local.strftime("%H:%M")}
    exact = precision < _DAY
    if days == 0:
        return _("today %(clock)s") % words if exact else _("today")
    if days == 1:
        return _("yesterday %(clock)s") % words if exact else _("yesterday")
    if days == -1:
        return _("tomorrow %(clock)s") % words if exact else _("tomorrow")
    if 1 < days < 7:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    if local.year != now.year or not exact:
        return day(local.date())
    return _("%(day)s %(clock)s") % {"day": day(local.date()), **words}


def zone_label() -> str:
    name = timezone.get_current_timezone_name()
    return _("Beijing time") if name == "Asia/Shanghai" else name


def full_moment(moment: Moment) -> str:
    """``2026-11-21 15:05:00 (北京时间)``: what the title of every moment says."""
    return f"{localise(moment):%Y-%m-%d %H:%M:%S} ({zone_label()})"


def duration(seconds: float) -> str:
    """``45 秒``, ``35 分钟``, ``2 小时 5 分钟``, ``3 天``: two units at most."""
    whole = abs(int(seconds))
    if whole < _MINUTE:
        return ngettext("%(n)s second", "%(n)s seconds", whole) % {"n": whole}
    if whole < _HOUR:
        return _minutes(whole // _MINUTE)
    if whole < _DAY:
        hours, minutes = whole // _HOUR, whole % _HOUR // _MINUTE
        return " ".join([_hours(hours)] + ([_minutes(minutes)] if minutes else []))
    days, hours = whole // _DAY, whole % _DAY // _HOUR
    return " ".join([_days(days)] + ([_hours(hours)] if hours and days < 3 else []))


def _minutes(n: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}


def _hours(n: int) -> str:
    return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}


def _days(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": count(n)}


def due(moment: Moment) -> str:
    """``还剩 25 分钟`` or ``已超 2 小时``: a deadline seen from now."""
    left = localise(moment) - clock.now()
    if left >= timedelta(0):
        return _("%(duration)s left") % {"duration": duration(left.total_seconds())}
    return _("%(duration)s overdue") % {"duration": duration(-left.total_seconds())}


def is_overdue(moment: Moment) -> bool:
    return localise(moment) < clock.now()


def count(value: float) -> str:
    """``12,430``; a fraction keeps one decimal."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.1f}"
    return f"{int(value):,}"


def percent(fraction: float) -> str:
    """``37%``; below ten per cent with one decimal, and never 0 or 100 unless it is exactly that."""
    points = fraction * 100
    if 0 < points < 0.1:
        return "<0.1%"
    if 99.5 <= points < 100:
        return ">99%"
    text = f"{points:.1f}" if 0 < points < 9.95 else f"{points:.0f}"
    return f"{text.removesuffix('.0')}%"


def interval_text(part: int, whole: int) -> str:
    """``27%–50%``: where the true share lies, in 95 of 100 cases."""
    ends = wilson(part, whole)
    return f"{ends.low * 100:.0f}%–{ends.high * 100:.0f}%"


def share(part: int, whole: int, unit: str = "") -> str:
    """``23 / 61 人，27%–50%``: numerator, denominator and interval, never a bare percentage.

    unit  an already translated measure word
    """
    if whole <= 0:
        return _("no data yet")
    words = {
        "part": count(part),
        "whole": count(whole),
        "unit": f" {unit}" if unit else "",
        "interval": interval_text(part, whole),
    }
    return _("%(part)s / %(whole)s%(unit)s, %(interval)s") % words


def money(fen: int) -> str:
    """分 as ``¥1,234.50``; whole yuan without decimals. Integer arithmetic only."""
    yuan, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{yuan:,}" + (f".{rest:02d}" if rest else "")


def file_size(size: int) -> str:
    """``1.2 MB``"""
    amount = float(size)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"


def visible_name(name: str) -> str:
    """A name without controls, direction overrides and line breaks; a placeholder when nothing is left.

    Joiners stay: they hold emoji families together.
    """
    kept = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} and c not in _OVERRIDES)
    blank = all(c.isspace() or unicodedata.category(c) in {"Cf", "Mn", "Me"} or c in _BLANK_LETTERS for c in kept)
    return _("(no name)") if blank else kept


_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK_LETTERS = frozenset("\u3164\u115f\u1160\uffa0\u2800")  # letters by category, empty to the eye
_JOINS = frozenset("\u200d\ufe0f\u20e3")


def initial(name: str) -> str:
    """What stands in an avatar: the first sign as a reader sees it, an emoji with all its parts."""
    shown = visible_name(name).strip(" ([（【@~·-_")
    if not shown:
        return "?"
    end = 1
    while end < len(shown) and (_continues(shown[end]) or shown[end - 1] == "\u200d" or _flag(shown[: end + 1])):
        end += 1
    return shown[:end].upper()


def _continues(c: str) -> bool:
    return c in _JOINS or unicodedata.combining(c) > 0 or "\U0001f3fb" <= c <= "\U0001f3ff"


def _flag(text: str) -> bool:
    return len(text) == 2 and all("\U0001f1e6" <= c <= "\U0001f1ff" for c in text)


def hue(name: str) -> int:
    """0..9, the same for the same name on every machine."""
    return sum(ord(c) * (i + 1) for i, c in enumerate(name)) % 10
