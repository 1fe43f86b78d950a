"""What colleagues note by hand."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(FactType("service.noted", N_("%(actor)s noted a private request"), icon="message", private=("what",)))
    register(FactType("service.fill_asked", N_("%(actor)s had the waits of earlier questions measured"), icon="clock"))
