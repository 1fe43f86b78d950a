"""What the outbox registers with the floors below."""

from qunce.base.accounts.models import Role
from qunce.base.ui.palette import Action as PaletteAction
from qunce.base.ui.palette import actions as palette
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.registry import erasers
from qunce.gateway.outbox import duty, facts, registry
from qunce.gateway.outbox.services import erasing, person, proposing
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_


def install() -> None:
    facts.install()
    register_tasks(
        TaskKind(
            person.APPROVE,
            N_("Approve"),
            N_("Approve"),
            "check",
            order=15,
            finished=proposing.on_approved,
            dismissed=proposing.on_refused,
            withdrawn=person.on_withdrawn,
            reopened=proposing.on_approval_reopened,
            page=person.page_of,
            role=Role.OPERATOR,
        ),
        TaskKind(
            person.DECIDE,
            N_("Did it happen?"),
            N_("It happened"),
            "help-circle",
            order=12,
            finished=person.on_it_happened,
            dismissed=person.on_it_did_not,
            reopened=person.on_doubt,
            page=person.page_of,
        ),
    )
    registry.register(
        registry.ActionKind(
            proposing.POST, N_("Post in the group"), N_("Posted"), "speakerphone", "send_group", lives=DAY, order=35
        )
    )
    erasers.register("outbox", erasing.erase)
    registry.duty_holders.register("personas", duty.by_roster)
    palette.register(
        "outbox.actions", PaletteAction(N_("Outgoing actions"), "send", "outbox:index", "动作 代发 dongzuo dz")
    )
