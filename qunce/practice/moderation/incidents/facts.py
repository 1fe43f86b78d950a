"""What happened on the ladder, as the member's timeline and the audit page tell it."""

from typing import Any

from django.utils.translation import gettext

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents.words import STEP_NAMES

OPENED = "moderation.incident_opened"
ENDED = "moderation.incident_ended"
STEP = "moderation.step_taken"
STEP_BACK = "moderation.step_taken_back"
SKIPPED = "moderation.steps_skipped"
NOT_SKIPPED = "moderation.steps_not_skipped"

_TAKEN = N_("%(actor)s answered offence number %(count)s of %(person)s: %(step)s")
_BACK = N_("%(actor)s took back the step for %(person)s: %(step)s")


def step_label(step: Any) -> str:
    return gettext(STEP_NAMES[step]) if step in STEP_NAMES else str(step)


def install() -> None:
    register(
        FactType(OPENED, N_("%(person)s broke a rule: %(rule)s"), icon="gavel", private=("rule",)),
        FactType(
            ENDED,
            N_("An offence of %(person)s no longer counts: %(reason)s"),
            icon="scale",
            audit=True,
            shown={"reason": gettext},
        ),
        FactType(STEP, _TAKEN, icon="gavel", audit=True, shown={"step": step_label}),
        FactType(
            SKIPPED,
            N_("%(actor)s went straight to %(step)s for %(person)s, because it is severe: %(why)s"),
            icon="gavel",
            audit=True,
            private=("why",),
            shown={"step": step_label},
        ),
        FactType(
            NOT_SKIPPED,
            N_("%(actor)s took back the decision to skip steps for %(person)s"),
            icon="arrow-back-up",
            audit=True,
        ),
        FactType(STEP_BACK, _BACK, icon="arrow-back-up", audit=True, shown={"step": step_label}),
    )
