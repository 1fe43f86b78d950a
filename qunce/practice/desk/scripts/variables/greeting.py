"""{问候}: a greeting that fits the hour (E5)."""

from qunce.kernel.clock import local
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.desk.scripts.variables.registry import Situation, Variable, register

_FROM_HOUR = ((5, N_("Good morning")), (11, N_("Good day")), (13, N_("Good afternoon")), (18, N_("Good evening")))


def greeting(case: Situation) -> Reason:
    hour = local(case.now, case.hours.tz).hour
    said = [words for start, words in _FROM_HOUR if hour >= start]
    return Reason(said[-1] if said else N_("Good evening"))


register(Variable("问候", N_("a greeting that fits the hour"), greeting, also=("greeting",)))
