"""What the Q&A registers with the floors below."""

from qunce.base.ui.navigation import Entry
from qunce.base.ui.navigation import register as register_entry
from qunce.base.ui.palette import Action, actions
from qunce.base.ui.panels import Panel, group_panels
from qunce.community.registry import erasers
from qunce.kernel.i18n import N_
from qunce.practice.desk.qa import panels, services


def install() -> None:
    erasers.register("desk.qa", services.erase)
    group_panels.register("desk.qa", Panel(N_("Q&A"), "qa/panel.html", panels.panel, order=19))
    register_entry(Entry("qa", N_("Q&A"), "book-2", "qa:index", order=52, prefix="/qa"))
    actions.register("qa.index", Action(N_("Q&A"), "book-2", "qa:index", "问答 知识库 wenda wd zhishiku"))
