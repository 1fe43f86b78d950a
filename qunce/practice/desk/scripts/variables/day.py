"""{日期}: today."""

from qunce.kernel.clock import local_day
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.desk.scripts.variables.registry import Situation, Variable, register


def today(case: Situation) -> Reason:
    """ "11 月 22 日"."""
    day = local_day(case.now, case.hours.tz)
    return Reason(N_("%(month)s/%(day)s"), {"month": str(day.month), "day": str(day.day)})


register(Variable("日期", N_("today's date"), today, also=("今天", "date", "today")))
