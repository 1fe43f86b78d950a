"""What happens to the list, as the audit page tells it."""

from qunce.base.journal.registry import FactType, register
from qunce.base.ui.palette import Action, actions
from qunce.kernel.i18n import N_

CHANGED = "moderation.words_changed"


def install() -> None:
    actions.register(
        "moderation.words",
        Action(N_("Word list"), "list-check", "lists:index", "词库 敏感词 关键词 ciku mingganci ck mgc"),
    )
    register(
        FactType(
            CHANGED,
            N_("%(actor)s changed the word list: %(added)s added, %(removed)s removed, %(count)s in all"),
            icon="list-check",
            audit=True,
        )
    )
