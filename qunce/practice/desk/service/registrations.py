"""What the service clock registers with the floors below."""

from qunce.base.ui.navigation import Entry
from qunce.base.ui.navigation import register as register_entry
from qunce.base.ui.palette import Action, actions
from qunce.community.registry import erasers
from qunce.kernel.i18n import N_
from qunce.practice.desk.service import services


def install() -> None:
    erasers.register("desk.service", services.erase)
    register_entry(Entry("service", N_("Service"), "headset", "service:board", order=49, prefix="/service"))
    said = "服务 回复 fuwu fw huifu hf"
    actions.register("service.board", Action(N_("Reply times"), "headset", "service:board", said))
