"""What accounts register with the floors below."""

from qunce.base.accounts.settings_pages import Tab
from qunce.base.accounts.settings_pages import register as register_tab
from qunce.base.ui.palette import Action, actions
from qunce.base.ui.panels import Panel, group_panels
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.personas import console, services
from qunce.kernel.i18n import N_


def install() -> None:
    register_tasks(TaskKind(services.MOMENT, N_("Post to Moments"), N_("Posted"), "photo", order=70))
    group_panels.register(
        "personas.duties", Panel(N_("Who answers here"), "personas/panel.html", console.panel, order=60)
    )
    covers = ("personas:persona", "personas:new", "personas:duty", "personas:duty-new")
    register_tab(Tab("personas", N_("Accounts and duties"), "personas:index", 45, covers=covers))
    actions.register(
        "personas.index",
        Action(N_("Accounts and duties"), "id-badge-2", "personas:index", "账号 人设 值班 zhanghao renshe zhiban zb"),
    )
