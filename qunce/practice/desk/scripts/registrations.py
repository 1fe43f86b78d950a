"""What the scripts register with the floors below."""

from qunce.base.ui.drafts import Helper, helpers
from qunce.base.ui.navigation import Entry
from qunce.base.ui.navigation import register as register_entry
from qunce.base.ui.palette import Action, actions
from qunce.kernel.i18n import N_
from qunce.practice.desk.scripts.variables import variables


def install() -> None:
    register_entry(Entry("scripts", N_("Scripts"), "quote", "scripts:index", order=53, prefix="/scripts"))
    actions.register("scripts.index", Action(N_("Scripts"), "quote", "scripts:index", "话术 快捷回复 huashu hs"))
    helpers.register("pick", Helper("scripts:pick", blanks=variables.keys))
