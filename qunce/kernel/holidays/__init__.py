"""Public holidays and make-up workdays (调休) of China, from our own dated table (design §4.10).

The State Council announces each year's days in the November before; a year that is not in ``data/china.json`` is
not guessed: it follows the plain weekday rule, and ``knows``/``known_until`` say so. A new year is one more entry in
the file. The table speaks for zones of China only; elsewhere there is none, and weekdays are all there is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from qunce.kernel.clock import DEFAULT_ZONE

# What holds on a public holiday: the hours of a Sunday, those of the weekday it is, or nobody serves.
HolidayRule = Literal["sunday", "usual", "closed"]
HOLIDAY_RULES: tuple[HolidayRule, ...] = ("sunday", "usual", "closed")
_SATURDAY, _SUNDAY, _MONDAY, _FRIDAY = 5, 6, 0, 4


@dataclass(frozen=True)
class Holidays:
    """A country's table. ``off``: day off → its name; ``work``: weekend days that are worked; ``years``: which of
    them are complete, each with the notice it was taken from."""

    zones: frozenset[str]
    off: Mapping[date, str]
    work: frozenset[date]
    years: Mapping[int, str]

    @property
    def known_until(self) -> date:
        """The last day the table speaks for."""
        return date(max(self.years), 12, 31)

    def knows(self, day: date) -> bool:
        """False: the year is not announced, or older than the table; it follows the weekday rule."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        """Whether offices work: Monday to Friday without holidays, and the make-up days."""
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.off)

    def counts_as(self, day: date, rule: HolidayRule) -> int | None:
        """The weekday (0 = Monday) whose hours hold on a day, or None where nobody serves.

        A make-up workday is worked as the nearest real one: a Saturday as a Friday, a Sunday as a Monday.
        """
        if rule == "usual":
            return day.weekday()
        if day in self.work:
            return _FRIDAY if day.weekday() == _SATURDAY else _MONDAY
        if day in self.off:
            return None if rule == "closed" else _SUNDAY
        return day.weekday()


def read(said: Mapping[str, Any]) -> Holidays:
    """A table from its file's content; raises ValueError where a year contradicts itself."""
    off: dict[date, str] = {}
    work: set[date] = set()
    for year, days in said["years"].items():
        for name, first, last in days["off"]:
            day, end = date.fromisoformat(first), date.fromisoformat(last)
            if not first[:4] == last[:4] == year or day > end:
                raise ValueError(f"{name} {year}: {first}..{last}")
            while day <= end:
                off[day] = name
                day += timedelta(days=1)
        made_up = {date.fromisoformat(day) for day in days["work"]}
        if any(day.weekday() < _SATURDAY or day in off or day.year != int(year) for day in made_up):
            raise ValueError(f"a make-up workday of {year} is none")
        work |= made_up
    years = {int(year): days["notice"] for year, days in said["years"].items()}
    return Holidays(frozenset(said["zones"]), off, frozenset(work), years)


@lru_cache(maxsize=1)
def china() -> Holidays:
    """The table that comes with Qunce."""
    text = resources.files(__package__).joinpath("data/china.json").read_text(encoding="utf-8")
    return read(json.loads(text))


def of_zone(tz: str = DEFAULT_ZONE) -> Holidays | None:
    """The table that speaks for a time zone, or None."""
    table = china()
    return table if tz in table.zones else None


def is_workday(day: date, tz: str = DEFAULT_ZONE) -> bool:
    """Whether offices work on a day in a zone; the weekday rule where no table speaks."""
    table = of_zone(tz)
    return day.weekday() < _SATURDAY if table is None else table.is_workday(day)
