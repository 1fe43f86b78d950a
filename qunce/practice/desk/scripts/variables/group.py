"""{群名}: where they are said."""

from qunce.kernel.i18n import N_
from qunce.practice.desk.scripts.variables.registry import Variable, register

register(Variable("群名", N_("the group's name"), lambda case: case.group, also=("群", "group")))
