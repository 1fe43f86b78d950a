"""What can happen to scripts by a person's hand."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType("scripts.added", N_("%(actor)s wrote a script"), icon="quote"),
        FactType("scripts.changed", N_("%(actor)s changed a script"), icon="edit"),
        FactType("scripts.archived", N_("%(actor)s archived a script"), icon="archive"),
        FactType("scripts.restored", N_("%(actor)s put a script back"), icon="arrow-back-up"),
        FactType("scripts.imported", N_("%(actor)s read %(count)s scripts from a workbook"), icon="file-import"),
        FactType("scripts.started", N_("%(actor)s took over %(count)s ready scripts"), icon="quote"),
    )
