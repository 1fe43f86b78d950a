"""Facts about judgements themselves."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType(
            "verdicts.overturned",
            N_("%(actor)s overturned a judgement: %(reason)s"),
            icon="gavel",
            private=("reason",),
            audit=True,
        ),
        FactType(
            "verdicts.restored",
            N_("%(actor)s let a judgement stand again"),
            icon="gavel",
            audit=True,
        ),
    )
