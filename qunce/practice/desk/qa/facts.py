"""What can happen to the Q&A by a person's hand."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType("qa.added", N_("%(actor)s added a question to the Q&A"), icon="book-2"),
        FactType("qa.changed", N_("%(actor)s changed an answer of the Q&A"), icon="edit"),
        FactType("qa.retired", N_("%(actor)s took a question out of the Q&A"), icon="x"),
        FactType("qa.restored", N_("%(actor)s put a question back into the Q&A"), icon="arrow-back-up"),
        FactType("qa.imported", N_("%(actor)s read %(count)s questions into the Q&A"), icon="file-import"),
        FactType("qa.page_shared", N_("%(actor)s shared the Q&A page of %(group)s"), icon="share", audit=True),
        FactType("qa.page_unshared", N_("%(actor)s took back a shared Q&A page"), icon="link", audit=True),
    )
