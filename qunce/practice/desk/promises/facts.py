"""What can happen to promises by a person's hand."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType("promises.made", N_("%(actor)s promised an answer"), icon="clock"),
        FactType("promises.settled", N_("%(actor)s ticked off a promise"), icon="check"),
        FactType("promises.cancelled", N_("%(actor)s struck a promise off"), icon="x"),
        FactType("promises.reopened", N_("%(actor)s took back what was said of a promise"), icon="arrow-back-up"),
    )
