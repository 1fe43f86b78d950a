"""What can happen to the tone by a person's hand."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(FactType("drafting.tone_changed", N_("%(actor)s changed the tone of replies"), icon="edit", audit=True))
