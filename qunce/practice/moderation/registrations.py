"""What moderation registers with the floors below."""

from qunce.base.ui.panels import Panel, group_panels
from qunce.base.verdicts.registry import VerdictKind
from qunce.base.verdicts.registry import register as register_verdicts
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.charter.happened import HAPPENED
from qunce.community.columns import ListColumn, ListFilter, group_columns, group_filters
from qunce.community.registry import Listener, listeners
from qunce.kernel.i18n import N_
from qunce.practice.moderation import charter_checks, gentle, panels, quiet, scope, services
from qunce.practice.moderation.policy import KIND
from qunce.practice.moderation.policy.quiet import KIND as QUIET
from qunce.practice.moderation.policy.scope import KIND as SCOPE


def install() -> None:
    register_verdicts(
        VerdictKind(
            KIND,
            N_("Rules"),
            {"breach": N_("Breach"), "review": N_("To be looked at")},
            overturned=services.on_changed,
            restored=services.on_changed,
            tone={"breach": "danger", "review": "warning"},
        ),
        VerdictKind(
            QUIET,
            N_("Quiet hours"),
            {"remind": N_("To be reminded")},
            overturned=quiet.on_changed,
            restored=quiet.on_changed,
            tone={"remind": "info"},
        ),
        VerdictKind(
            SCOPE,
            N_("Topic"),
            {"invite": N_("To be invited elsewhere")},
            overturned=scope.on_changed,
            restored=scope.on_changed,
            tone={"invite": "info"},
        ),
    )
    register_tasks(
        TaskKind(quiet.REMIND, N_("Remind"), N_("Reminded"), "moon", order=35),
        TaskKind(scope.INVITE, N_("Invite elsewhere"), N_("Said"), "message-circle", order=34),
        TaskKind(gentle.OFF_TOPIC, N_("Off the topic"), N_("Said"), "message-circle", order=34),
        TaskKind(services.REVIEW, N_("Decide"), N_("Looked at"), "eye", order=30),
    )
    group_panels.register(
        "moderation.breach", Panel(N_("Broken rules"), "moderation/panel.html", panels.panel, order=20)
    )
    group_columns.register("breaches", ListColumn(N_("Breaches"), panels.column, 50, number=True))
    group_filters.register(
        "breaches",
        ListFilter(N_("Rules"), (("yes", N_("With breaches")), ("no", N_("Without"))), panels.narrow, 30),
    )
    HAPPENED.register("moderation.staff_broke", charter_checks.staff_broke)
    listeners.register(
        "moderation.breaches", Listener("moderation.breaches", "moderation.judge_group", 20, "moderation.judge_history")
    )
