"""What colleagues note by hand."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(FactType("service.noted", N_("%(actor)s noted a private request"), icon="message", private=("what",)))
