"""What can happen to accounts, duties and absences."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType("personas.saved", N_("%(actor)s saved the account “%(persona)s”"), icon="id-badge-2", audit=True),
        FactType("personas.ended", N_("%(actor)s took the account “%(persona)s” out of use"), icon="x", audit=True),
        FactType(
            "personas.resumed", N_("%(actor)s put the account “%(persona)s” into use again"), icon="arrow-back-up",
            audit=True,
        ),
        FactType("personas.duty_saved", N_("%(actor)s saved a duty of “%(persona)s”"), icon="clock", audit=True),
        FactType("personas.duty_removed", N_("%(actor)s removed a duty of “%(persona)s”"), icon="trash", audit=True),
        FactType("personas.away", N_("%(actor)s entered that %(colleague)s is away"), icon="beach", audit=True),
        FactType("personas.back", N_("%(actor)s entered that %(colleague)s is back"), icon="door-enter", audit=True),
        FactType(
            "personas.handed_on", N_("%(count)s tasks of %(colleague)s were handed on"), icon="arrows-exchange",
            audit=True,
        ),
    )  # fmt: skip
