"""What drafting registers with the floors below."""

from qunce.base.accounts.models import Role
from qunce.base.accounts.settings_pages import Tab
from qunce.base.accounts.settings_pages import register as register_tab
from qunce.base.ui.drafts import Helper, helpers
from qunce.kernel.i18n import N_


def install() -> None:
    helpers.register("check", Helper("drafting:look"))
    register_tab(Tab("tone", N_("Tone of replies"), "drafting:tone", 57, Role.OPERATOR))
