"""What can happen to reports."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType("today.report_shared", N_("%(actor)s shared the report of %(group)s"), icon="share", audit=True),
        FactType("today.report_unshared", N_("%(actor)s took back a shared report"), icon="link", audit=True),
    )
