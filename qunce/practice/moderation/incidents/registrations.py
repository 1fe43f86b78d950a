"""What incidents register with the floors below."""

from qunce.base.ui.navigation import Entry
from qunce.base.ui.navigation import register as register_entry
from qunce.base.ui.panels import Panel, person_panels
from qunce.community.registry import erasers
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import console, facts, kinds, services


def install() -> None:
    facts.install()
    kinds.install()
    erasers.register("moderation.incidents", services.erase)
    register_entry(Entry("order", N_("Order"), "gavel", "incidents:index", 40, prefix="/order/", go="o"))
    person_panels.register(
        "moderation.incidents", Panel(N_("Offences"), "incidents/panel.html", console.panel, order=25)
    )
