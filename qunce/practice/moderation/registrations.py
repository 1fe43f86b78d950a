"""What moderation registers with the floors below."""

from qunce.base.verdicts.registry import VerdictKind
from qunce.base.verdicts.registry import register as register_verdicts
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.registry import Listener, listeners
from qunce.kernel.i18n import N_
from qunce.practice.moderation import services
from qunce.practice.moderation.policy import KIND


def install() -> None:
    register_verdicts(
        VerdictKind(
            KIND,
            N_("Rules"),
            {"breach": N_("Breach"), "review": N_("To be looked at")},
            overturned=services.on_changed,
            restored=services.on_changed,
            tone={"breach": "danger", "review": "warning"},
        )
    )
    register_tasks(
        TaskKind(services.WARN, N_("Warn"), N_("Warned"), "gavel", order=20),
        TaskKind(services.REVIEW, N_("Decide"), N_("Looked at"), "eye", order=30),
    )
    listeners.register("moderation.breaches", Listener("moderation.breaches", "moderation.judge_group", order=20))
