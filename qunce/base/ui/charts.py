"""Charts as plain data. The page holds the data (and a table of it); ``assets/js/charts.js`` draws.

``lines``, ``bars`` and ``hours`` make a ``Chart``; ``{{ ui.chart("messages", chart) }}`` shows it.
At most seven series. A missing value is None, never 0.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

Value = float | int | None
MAX_SERIES = 7


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars. low/high: the ends of its interval, where it has one."""

    name: str
    values: Sequence[Value]
    low: Sequence[Value] = ()
    high: Sequence[Value] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw.

    labels  the x axis (days as ``11-21``, names, hours)
    rows    the y axis of an hour map (weekdays); empty elsewhere
    unit    measure word shown in the tooltip, translated
    floor   a line to compare with (the charter's floor), with its name
    """

    kind: Literal["lines", "bars", "ranking", "hours"]
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    rows: Sequence[str] = ()
    floor: float | None = None
    floor_name: str = ""
    stacked: bool = False
    share: bool = False  # values are fractions 0..1, shown as per cent

    def __post_init__(self) -> None:
        if len(self.series) > MAX_SERIES and self.kind != "hours":
            raise ValueError(f"{len(self.series)} series; nobody can read more than {MAX_SERIES}")

    def is_empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)


WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)


def lines(labels: Sequence[str], series: Mapping[str, Sequence[Value]] | Sequence[Series], unit: str = "") -> Chart:
    """Something over time."""
    return Chart("lines", labels, _series(series), unit)


def bars(
    labels: Sequence[str],
    series: Mapping[str, Sequence[Value]] | Sequence[Series],
    unit: str = "",
    *,
    stacked: bool = False,
) -> Chart:
    """Amounts by day or by hour."""
    return Chart("bars", labels, _series(series), unit, stacked=stacked)


def ranking(labels: Sequence[str], values: Sequence[Value], name: str, unit: str = "") -> Chart:
    """Lying bars, the largest on top: who or what has most. Long names have room."""
    return Chart("ranking", labels, [Series(name, values)], unit)


def hours(counts: Sequence[Sequence[int]], name: str, unit: str = "") -> Chart:
    """A week by the hour. counts[weekday][hour], Monday first, in the workspace's zone."""
    weekdays = [str(day) for day in WEEKDAYS]
    series = [Series(day, row) for day, row in zip(weekdays, counts, strict=True)]
    return Chart("hours", [str(hour) for hour in range(24)], series, unit or name, rows=weekdays)


def _series(series: Mapping[str, Sequence[Value]] | Sequence[Series]) -> list[Series]:
    if isinstance(series, Mapping):
        return [Series(name, values) for name, values in series.items()]
    return list(series)


# As django.utils.html.json_script: a name that holds "</script>" ends nothing.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def as_json(chart: Chart) -> SafeString:
    """The chart for ``<script type="application/json">``."""
    spec = {
        "kind": chart.kind,
        "labels": [str(label) for label in chart.labels],
        "rows": [str(row) for row in chart.rows],
        "series": [
            {"name": str(s.name), "values": list(s.values), "low": list(s.low), "high": list(s.high)}
            for s in chart.series
        ],
        "unit": str(chart.unit),
        "floor": chart.floor,
        "floorName": str(chart.floor_name),
        "stacked": chart.stacked,
        "share": chart.share,
    }
    return mark_safe(json.dumps(spec, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 - escaped just here


def sparkline_points(values: Sequence[Value], width: int = 96, height: int = 24) -> str:
    """Points of an SVG polyline for a small trend beside a number; empty when fewer than two values."""
    known = [float(v) for v in values if v is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step, room = width / (len(known) - 1), height - 4
    flat = high == low
    return " ".join(
        f"{i * step:.1f},{height / 2 if flat else 2 + room * (1 - (v - low) / (high - low)):.1f}"
        for i, v in enumerate(known)
    )
