"""What the promises register with the floors below."""

from qunce.base.ui.navigation import Entry
from qunce.base.ui.navigation import register as register_entry
from qunce.base.ui.palette import Action, actions
from qunce.base.ui.panels import Panel, group_panels
from qunce.base.verdicts.registry import VerdictKind
from qunce.base.verdicts.registry import register as register_verdicts
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.registry import Listener, erasers, listeners
from qunce.kernel.i18n import N_
from qunce.practice.desk.promises import panels, services
from qunce.practice.desk.promises.policy.keeping import KIND


def install() -> None:
    register_verdicts(
        VerdictKind(
            KIND,
            N_("Promise"),
            {
                "open": N_("Not due yet"),
                "kept": N_("Kept"),
                "broken": N_("Broken"),
                "moved": N_("New time given"),
                "untimed": N_("No time named"),
            },
            overturned=services.on_overturned,
            restored=services.on_restored,
            tone={"open": "info", "kept": "success", "broken": "danger", "untimed": "warning"},
        )
    )
    register_tasks(
        TaskKind(
            services.TASK, N_("Keep a promise"), N_("Answered"), "clock", order=8,
            finished=services.on_task_finished, reopened=services.on_task_reopened, drafted=True,
        )
    )  # fmt: skip
    listeners.register("desk.promises", Listener("desk.promises", services.JOB, 12))
    erasers.register("desk.promises", services.erase)
    group_panels.register("desk.promises", Panel(N_("Promises"), "promises/panel.html", panels.panel, order=16))
    register_entry(Entry("promises", N_("Promises"), "clock", "promises:board", order=50, prefix="/promises"))
    actions.register("promises.board", Action(N_("Promises"), "clock", "promises:board", "承诺 chengnuo cn"))
