"""Facts about the worklist."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType("worklist.task_done", N_("%(actor)s did “%(kind)s”"), icon="check", audit=True),
        FactType(
            "worklist.task_not_needed",
            N_("%(actor)s found “%(kind)s” not needed: %(reason)s"),
            icon="x",
            private=("reason",),
            audit=True,
        ),
        FactType(
            "worklist.task_snoozed",
            N_("%(actor)s put “%(kind)s” off until %(until_at)s"),
            icon="clock",
            audit=True,
        ),
        FactType(
            "worklist.task_assigned",
            N_("%(actor)s gave “%(kind)s” to %(to)s"),
            icon="users",
            private=("word",),
            audit=True,
        ),
        FactType(
            "worklist.task_reopened",
            N_("%(actor)s took up “%(kind)s” again"),
            icon="arrow-back-up",
            audit=True,
        ),
    )
