"""A verdict's reasons and evidence in the reader's language (kernel/verdict.py says how parameters read)."""

import json
from collections.abc import Callable, Mapping
from datetime import date

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from qunce.kernel.verdict import Param, Reason

from . import formats


def _iso_day(value: Param) -> str:
    return formats.day(date.fromisoformat(str(value)))


# The suffix conventions of kernel/verdict.py, one entry each.
_BY_SUFFIX: Mapping[str, Callable[[Param], str]] = {
    "_at": lambda value: formats.when(float(value or 0)),
    "_day": _iso_day,
    "_seconds": lambda value: formats.duration(float(value or 0)),
    "_share": lambda value: formats.percent(float(value or 0)),
    "_fen": lambda value: formats.money(int(value or 0)),
}


def param_text(name: str, value: Param) -> str:
    """One parameter as it reads: by the suffix of its name, numbers grouped, the rest as it is."""
    if value is None:
        return formats.NONE
    for suffix, read in _BY_SUFFIX.items():
        if name.endswith(suffix):
            return read(value)
    if isinstance(value, int | float):
        return formats.count(value)
    return str(value)


def measure_text(value: Param, name: str) -> str:
    """The same for a filter in a page: the value comes first."""
    return param_text(name, value)


def reason_text(reason: Reason | Mapping[str, object]) -> str:
    """A reason as plain text: for exports, copies and titles."""
    msgid, params = _parts(reason)
    return gettext(msgid) % {name: param_text(name, value) for name, value in params.items()}


def render_reason(reason: Reason | Mapping[str, object]) -> SafeString:
    """A reason as HTML: everything escaped, words that people chose isolated in ``<bdi>``.

    Takes a kernel Reason or its stored form ``{"msgid": ..., "params": {...}}``.
    """
    msgid, params = _parts(reason)
    shown = {name: _isolated(name, value) for name, value in params.items()}
    return mark_safe(conditional_escape(gettext(msgid)) % shown)  # noqa: S308 - sentence and parts are escaped


def _parts(reason: Reason | Mapping[str, object]) -> tuple[str, Mapping[str, Param]]:
    if isinstance(reason, Reason):
        return reason.msgid, reason.params
    params = reason.get("params") or {}
    if not isinstance(params, Mapping):
        raise TypeError(f"params of a reason are a mapping, not {json.dumps(params)[:80]}")
    return str(reason["msgid"]), params


def _isolated(name: str, value: Param) -> SafeString:
    text = param_text(name, value)
    if isinstance(value, str) and not name.endswith("_day"):
        return format_html("<bdi>{}</bdi>", text)
    return format_html("{}", text)


def marked(text: str, span: tuple[int, int] | None) -> SafeString:
    """The original text with the span that matters marked; everything escaped.

    span  [start, end) code points in ``text``; out of range marks nothing
    """
    if not span or not 0 <= span[0] < span[1] <= len(text):
        return format_html("{}", text)
    start, end = span
    return format_html("{}<mark>{}</mark>{}", text[:start], text[start:end], text[end:])
