"""The filters and functions that every template may use; listed in ``environment``."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from . import formats
from .formats import Moment


def _time(moment: Moment | None, text: Callable[[Moment], str], extra: str = "") -> SafeString:
    if moment is None:
        return format_html('<span class="q-none">{}</span>', formats.NONE)
    return format_html(
        '<time class="q-time {}" datetime="{}" title="{}">{}</time>',
        extra,
        formats.localise(moment).isoformat(timespec="seconds"),
        formats.full_moment(moment),
        text(moment),
    )


def when(moment: Moment | None, precision: int = 1) -> SafeString:
    """``今天 15:05`` with the full moment in the title. ``precision``: seconds the source was exact to."""
    return _time(moment, lambda m: formats.when(m, precision))


def clock(moment: Moment | None) -> SafeString:
    """``15:05``"""
    return _time(moment, formats.clock_time)


def day(value: Moment | date | None) -> SafeString:
    """``11月21日``; takes a moment or a date."""
    if isinstance(value, date) and not hasattr(value, "hour"):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.day(value))
    return _time(value, formats.day)  # type: ignore[arg-type] # a plain date was answered above


def due(moment: Moment | None) -> SafeString:
    """``还剩 25 分钟`` or ``已超 2 小时`` (class ``q-late``)."""
    late = moment is not None and formats.is_overdue(moment)
    return _time(moment, formats.due, "q-late" if late else "q-due")


def duration(seconds: float | None) -> str:
    return formats.NONE if seconds is None else formats.duration(seconds)


def number(value: float | None) -> str:
    return formats.NONE if value is None else formats.count(value)


def money(fen: int | None) -> str:
    return formats.NONE if fen is None else formats.money(fen)


def share(part: int, whole: int, unit: str = "") -> SafeString:
    """``23 / 61 人，27%–50%``; the title says what the interval is."""
    text = conditional_escape(formats.share(part, whole, unit))
    ends = formats.interval_text(part, whole)
    kept = mark_safe(text.replace(ends, f'<span class="q-nobreak">{ends}</span>'))  # noqa: S308 - escaped just here
    return format_html('<span class="q-share" title="{}">{}</span>', _interval_title(), kept)


def interval(part: int, whole: int) -> SafeString:
    """``27%–50%``; the title says what it is."""
    return format_html(
        '<span class="q-share" title="{}">{}</span>', _interval_title(), formats.interval_text(part, whole)
    )


def _interval_title() -> str:
    return _("The true share lies between these two in 95 of 100 cases")


def url(view: str, *positional: object, args: Sequence[object] = (), kwargs: dict[str, object] | None = None) -> str:
    """The address of a page: ``url("community:group", 7)``."""
    return reverse(view, args=[*positional, *args] or None, kwargs=kwargs)


def name(text: str, url: str = "") -> SafeString:
    """A name that cannot break a page: isolated, cut with an ellipsis, whole in the title."""
    shown = formats.visible_name(text)
    if url:
        return format_html('<a class="q-name" href="{}" title="{}"><bdi>{}</bdi></a>', url, shown, shown)
    return format_html('<span class="q-name" title="{}"><bdi>{}</bdi></span>', shown, shown)


def query(request: HttpRequest, **changes: object) -> str:
    """This page's address with some of its questions changed; None takes one away.

    ``query(request, page=2)`` → ``?sort=name&page=2``
    """
    asked: QueryDict = request.GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            asked.pop(key, None)
        else:
            asked[key] = str(value)
    return f"?{asked.urlencode()}" if asked else "?"


def dom_id(*parts: object) -> str:
    """An id for an element, safe from whatever the parts hold: ``dom_id("row", 7)`` → ``row-7``."""
    return "-".join(re.sub(r"[^\w-]+", "_", str(part)) for part in parts)
