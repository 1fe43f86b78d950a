"""Weeks of shifts in words and in forms: of service hours and of duties, one way for both.

shown_week(week)   "周一至周五 9:00-12:00 14:00-18:00，周末 休"
WeekForm           weekdays, weekend, and each day of its own; what it shows it also keeps
"""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from qunce.base.ui.charts import WEEKDAYS
from qunce.community.charter.policy.week import WEEKEND, WORKDAYS, Shifts, Week, alike, runs

NONE_SAID = ("休", "休息", "-", "—", "off", "无", "没有", "none")
LONGEST = 200  # characters of one day's shifts
DAY_FIELDS = tuple(f"day_{day}" for day in range(7))
_PARTS = {"weekdays": WORKDAYS, "weekend": WEEKEND}
_SHIFT = re.compile(r"^(\d{1,2})[:：]?([0-5]\d)?\s*[-–—~～至到]\s*(\d{1,2})[:：]?([0-5]\d)?$")


class HoursError(ValueError):
    """The words do not name shifts."""


def spoken_spans(text: str) -> list[tuple[int, int]]:
    """ "9:00-12:00 13:30-21:00" → minutes, sorted and not yet judged; [] for "休" or "-". Raises HoursError."""
    if text.strip() in NONE_SAID:
        return []
    found = []
    for part in re.split(r"[\s,，;；、]+", text.strip()):
        said = _SHIFT.match(part)
        if not said:
            raise HoursError(part)
        found.append((int(said[1]) * 60 + int(said[2] or 0), int(said[3]) * 60 + int(said[4] or 0)))
    return sorted(found)


def parse_shifts(text: str) -> Shifts:
    """Shifts of one day, none over midnight; () is a day off. Raises HoursError."""
    shifts = spoken_spans(text)
    for start, end in shifts:
        if not 0 <= start < end <= 1440:
            raise HoursError(shown_shifts(((start, end),)))
    return tuple(shifts)


def shown_shifts(shifts: Shifts) -> str:
    if not shifts:
        return _now("off")
    return " ".join(f"{a // 60}:{a % 60:02d}-{b // 60}:{b % 60:02d}" for a, b in shifts)


def shown_week(week: Week) -> str:
    """Every shift of the week, equal days together."""
    return pgettext("between hours", ", ").join(f"{_days(days)} {shown_shifts(shifts)}" for days, shifts in alike(week))


def _days(days: tuple[int, ...]) -> str:
    if len(days) == len(WEEKDAYS):
        return pgettext("days", "every day")
    if days == tuple(WEEKEND):
        return pgettext("days", "weekend")
    return pgettext("between days", ", ").join(_run(first, last) for first, last in runs(days))


def _run(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS[first])
    return pgettext("days", "%(first)s–%(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}


class WeekForm(forms.Form):
    """Monday to Friday, the weekend, and where days differ each of its own, which then goes before.

    After ``clean``: ``cleaned_data["week"]``, seven days, None for one of which nothing was said.
    """

    weekdays = forms.CharField(max_length=LONGEST, required=False)
    weekend = forms.CharField(max_length=LONGEST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in zip(DAY_FIELDS, WEEKDAYS, strict=True):
            self.fields[name] = forms.CharField(label=label, max_length=LONGEST, required=False)
            self.fields[name].widget.attrs["placeholder"] = _("as above")

    @staticmethod
    def week_initial(week: Week) -> dict[str, str]:
        """What the fields say of a week: days of a part that are alike once, others one by one."""
        said = {}
        for part, days in _PARTS.items():
            if len({week[day] for day in days}) == 1:
                said[part] = shown_shifts(week[days[0]])
            else:
                said |= {DAY_FIELDS[day]: shown_shifts(week[day]) for day in days}
        return said

    @property
    def day_by_day(self) -> bool:
        """Whether a day says something of its own, so that the seven fields have to be seen."""
        return any(self[name].value() or name in self.errors for name in DAY_FIELDS)

    @property
    def day_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in DAY_FIELDS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        whole = {day: shifts for part, days in _PARTS.items() for shifts in [self._shifts(part)] for day in days}
        own = [self._shifts(name) for name in DAY_FIELDS]
        data["week"] = [whole[day] if shifts is None else shifts for day, shifts in enumerate(own)]
        return data

    def _shifts(self, field: str) -> Shifts | None:
        text = self.cleaned_data.get(field, "").strip()
        if not text:
            return None
        try:
            return parse_shifts(text)
        except HoursError as error:
            self.add_error(field, _("“%(part)s” is no shift; write 9:00-12:00 13:30-21:00.") % {"part": error})
            return None


def inherited_words(week: Week) -> dict[str, str]:
    """Field → what holds where it stays empty: a part's hours, in words where its days differ."""
    return {part: _part_words(week, days) for part, days in _PARTS.items()}


def _part_words(week: Week, days: range) -> str:
    if len({week[day] for day in days}) == 1:
        return shown_shifts(week[days[0]])
    return pgettext("between hours", ", ").join(f"{WEEKDAYS[day]} {shown_shifts(week[day])}" for day in days)
