"""{我}: the account that answers, as members know it; else the colleague."""

from qunce.kernel.i18n import N_
from qunce.practice.desk.scripts.variables.registry import Variable, register

register(Variable("我", N_("who answers, as members know them"), lambda case: case.me, also=("客服", "me")))
