"""What can happen to an import."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType(
            "intake.imported",
            N_("%(actor)s imported %(file)s: %(messages)s messages, %(duplicates)s known, %(problems)s problems"),
            icon="file-import",
            audit=True,
        ),
        FactType(
            "intake.undone",
            N_("%(actor)s took the import of %(file)s back"),
            icon="arrow-back-up",
            audit=True,
        ),
    )
