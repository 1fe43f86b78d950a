"""What happens to the list, as the audit page tells it."""

from qunce.base.journal.registry import FactType, register
from qunce.base.ui.palette import Action, actions
from qunce.kernel.i18n import N_

CHANGED = "moderation.words_changed"
LINKS = "moderation.links_changed"


def install() -> None:
    actions.register(
        "moderation.words",
        Action(N_("Word list"), "list-check", "lists:index", "词库 敏感词 关键词 ciku mingganci ck mgc"),
    )
    actions.register(
        "moderation.links",
        Action(N_("Allowed links"), "link", "lists:links", "链接 白名单 网址 域名 lianjie baimingdan yuming lj bmd"),
    )
    register(
        FactType(
            LINKS,
            N_("%(actor)s changed the allowed links: %(added)s added, %(removed)s removed, %(count)s in all"),
            icon="link",
            audit=True,
        ),
        FactType(
            CHANGED,
            N_("%(actor)s changed the word list: %(added)s added, %(removed)s removed, %(count)s in all"),
            icon="list-check",
            audit=True,
        ),
    )
