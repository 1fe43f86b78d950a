"""What the complaints register with the floors below."""

from django.urls import reverse

from qunce.base.ui.navigation import Entry
from qunce.base.ui.navigation import register as register_entry
from qunce.base.ui.palette import Action, actions
from qunce.base.ui.panels import Panel, group_panels
from qunce.base.verdicts.registry import VerdictKind
from qunce.base.verdicts.registry import register as register_verdicts
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.registry import Listener, erasers, listeners
from qunce.gateway.outbox.registry import ActionKind
from qunce.gateway.outbox.registry import register as register_actions
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.desk.complaints import panels, services
from qunce.practice.desk.complaints.policy import copies
from qunce.practice.desk.complaints.services.board import TELL
from qunce.practice.desk.complaints.services.judging import KIND


def install() -> None:
    register_verdicts(
        VerdictKind(
            KIND,
            N_("Complaint"),
            {"complaint": N_("Complaint"), "perhaps": N_("Perhaps a complaint")},
            overturned=services.on_overturned,
            restored=services.on_restored,
            tone={"complaint": "danger", "perhaps": "warning"},
        ),
        VerdictKind(
            copies.KIND,
            N_("Copied complaint"),
            {"copied": N_("Copied by others"), "usual": N_("Not more than usual"), "not_enough": N_("Not enough data")},
            tone={"copied": "danger"},
        ),
    )
    register_tasks(
        TaskKind(services.DECIDE, N_("Handle a complaint"), N_("Decided"), "message-report", order=7, page=page_of),
        TaskKind(
            services.LOOK, N_("Perhaps a complaint"), N_("It is a complaint"), "message-report", order=12, page=page_of,
            finished=services.on_yes, dismissed=services.on_no, reopened=services.on_look_reopened,
        ),
        TaskKind(services.REVIEW, N_("Review the product line"), N_("Reviewed"), "search", order=9, page=page_of),
    )  # fmt: skip
    register_actions(
        ActionKind(
            services.SAY, N_("Answer a complaint"), N_("Words sent"), "message-report", "send_private", order=6,
            confirmed=services.on_confirmed, cancelled=services.on_cancelled, reopened=services.on_reopened,
        ),
        ActionKind(TELL, N_("Tell that it is mended"), N_("Told"), "checks", "send_private", lives=14 * DAY, order=40),
    )  # fmt: skip
    listeners.register("desk.complaints", Listener("desk.complaints", services.JOB, 13))
    erasers.register("desk.complaints", services.erase)
    group_panels.register("desk.complaints", Panel(N_("Complaints"), "complaints/panel.html", panels.panel, order=17))
    register_entry(
        Entry("complaints", N_("Complaints"), "message-report", "complaints:board", order=51, prefix="/complaints")
    )
    actions.register(
        "complaints.board", Action(N_("Complaints"), "message-report", "complaints:board", "投诉 tousu ts")
    )
    actions.register(
        "complaints.feedback", Action(N_("Feedback board"), "clipboard-text", "complaints:feedback", "反馈 fankui fk")
    )


def page_of(task: Task) -> str:
    pk = task.data.get("complaint")
    return reverse("complaints:complaint", args=[pk]) if isinstance(pk, int) else ""
