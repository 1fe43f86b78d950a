"""{服务时间}: when the group is answered, on the next day that has service (E4)."""

from datetime import timedelta

from qunce.kernel.clock import local_day
from qunce.kernel.hours import shifts_on
from qunce.kernel.i18n import N_
from qunce.practice.desk import words
from qunce.practice.desk.scripts.variables.registry import Situation, Variable, register

_DAYS = 14  # a longer break than the longest public holiday


def service_hours(case: Situation) -> str:
    """ "9:00–21:00" of today, else of the next service day; "" where there is none."""
    today = local_day(case.now, case.hours.tz)
    days = (shifts_on(case.hours, today + timedelta(days=n)) for n in range(_DAYS))
    return next((words.shift_text(shifts) for shifts in days if shifts), "")


register(Variable("服务时间", N_("when the group is answered"), service_hours, also=("hours",)))
