"""What happens to complaints and on the feedback board."""

from typing import Any

from django.utils.translation import gettext

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_
from qunce.practice.desk.complaints.words import STEP_NAMES

OPENED = "complaints.opened"
STEP = "complaints.step"
BACK = "complaints.step_back"
DECIDED = "complaints.decided"
ITEM = "complaints.item_opened"
CHANGED = "complaints.item_changed"
TOLD = "complaints.item_told"


def _step(step: Any) -> str:
    return gettext(STEP_NAMES[step]) if step in STEP_NAMES else str(step)


def install() -> None:
    register(
        FactType(OPENED, N_("%(actor)s opened a complaint by hand"), icon="message-report"),
        FactType(STEP, N_("%(actor)s handled a complaint: %(step)s"), icon="message-report", shown={"step": _step}),
        FactType(
            BACK, N_("%(actor)s took back a step of a complaint: %(step)s"), icon="arrow-back-up", shown={"step": _step}
        ),
        FactType(DECIDED, N_("%(actor)s looked at a possible complaint"), icon="eye"),
        FactType(ITEM, N_("%(actor)s put a complaint on the feedback board"), icon="clipboard-text"),
        FactType(CHANGED, N_("%(actor)s changed a line of the feedback board"), icon="clipboard-text"),
        FactType(TOLD, N_("%(actor)s had %(people)s members told that it is mended"), icon="send"),
    )
