"""What the service clock registers with the floors below."""

from qunce.base.ui.navigation import Entry
from qunce.base.ui.navigation import register as register_entry
from qunce.base.ui.palette import Action, actions
from qunce.base.ui.panels import Panel, group_panels, person_panels
from qunce.base.verdicts.registry import VerdictKind
from qunce.base.verdicts.registry import register as register_verdicts
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.registry import Listener, erasers, listeners
from qunce.kernel.i18n import N_
from qunce.practice.desk.service import asking, panels, private, services


def install() -> None:
    erasers.register("desk.service", services.erase)
    register_verdicts(
        VerdictKind(
            private.KIND,
            N_("Private request"),
            {"open": N_("Waits for a private word"), "taken": N_("Spoken to")},
            overturned=asking.on_overturned,
            restored=asking.on_overturned,
            tone={"open": "warning", "taken": "success"},
        )
    )
    register_tasks(TaskKind(asking.TASK, N_("Private request"), N_("Written to"), "message", order=9))
    listeners.register("desk.private", Listener("desk.private", asking.JOB, 14))
    group_panels.register(
        "service.notice", Panel(N_("When we answer here"), "service/notice_panel.html", panels.notice, order=70)
    )
    person_panels.register(
        "service.note", Panel(N_("Came to us privately"), "service/note_panel.html", panels.note, order=60)
    )
    register_entry(Entry("service", N_("Service"), "headset", "service:board", order=49, prefix="/service"))
    said = "服务 回复 fuwu fw huifu hf"
    actions.register("service.board", Action(N_("Reply times"), "headset", "service:board", said))
