"""{截止}: by when the answer is promised (E6): when it is due, or where that has passed, within an hour of service."""

from datetime import timedelta

from qunce.kernel.clock import local
from qunce.kernel.hours import reply_clock
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.desk.scripts.variables.registry import Situation, Variable, register
from qunce.practice.desk.words import PROMISE_MINUTES


def deadline(case: Situation) -> str | Reason:
    """ "今天 15:30"; "" where nobody serves."""
    due = case.due_at
    if due is None or due <= case.now:
        due = reply_clock(case.hours).due(case.now, PROMISE_MINUTES)
    if due is None:
        return ""
    here, there = local(case.now, case.hours.tz), local(due, case.hours.tz)
    time = f"{there.hour}:{there.minute:02d}"
    if there.date() == here.date():
        return Reason(N_("%(time)s today"), {"time": time})
    if there.date() == here.date() + timedelta(days=1):
        return Reason(N_("%(time)s tomorrow"), {"time": time})
    return f"{there.month}/{there.day} {time}"


register(Variable("截止", N_("by when the answer comes"), deadline, also=("截止时间", "deadline", "by")))
