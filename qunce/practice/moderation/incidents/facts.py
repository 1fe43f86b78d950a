"""What happened on the ladder, as the member's timeline and the audit page tell it."""

from typing import Any

from django.utils.translation import gettext

from qunce.base.journal.registry import FactType, register
from qunce.community.charter.forms import RULE_KINDS
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents.words import STEP_NAMES

OPENED = "moderation.incident_opened"
COPIED = "moderation.incident_copied"
ENDED = "moderation.incident_ended"
STEP = "moderation.step_taken"
STEP_BACK = "moderation.step_taken_back"
SKIPPED = "moderation.steps_skipped"
APPEALED = "moderation.appealed"
UPHELD = "moderation.appeal_upheld"
WON = "moderation.appeal_won"
DAYS_SET = "moderation.appeal_days_set"
REPORTED = "moderation.reported"
REPORT_TAKEN = "moderation.report_taken"
REPORT_DECLINED = "moderation.report_declined"
REMOVAL_WHY = "moderation.removal_explained"
ALONE = "moderation.rule_acts_alone"
NOT_ALONE = "moderation.rule_asks_first"
NOT_SKIPPED = "moderation.steps_not_skipped"

_TAKEN = N_("%(actor)s answered offence number %(count)s of %(person)s: %(step)s")
_BACK = N_("%(actor)s took back the step for %(person)s: %(step)s")


def step_label(step: Any) -> str:
    return gettext(STEP_NAMES[step]) if step in STEP_NAMES else str(step)


def rule_label(kind: Any) -> str:
    return str(dict(RULE_KINDS).get(kind, kind))


def install() -> None:
    register(
        FactType(OPENED, N_("%(person)s broke a rule: %(rule)s"), icon="gavel", private=("rule",)),
        FactType(COPIED, N_("%(person)s posted the same here as in case %(case)s"), icon="copy"),
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
        FactType(APPEALED, N_("%(person)s appealed against case %(case)s"), icon="scale", audit=True),
        FactType(
            UPHELD, N_("%(actor)s decided the appeal of %(person)s: case %(case)s stands"), icon="scale", audit=True
        ),
        FactType(
            WON,
            N_("%(actor)s decided the appeal of %(person)s: case %(case)s was overturned"),
            icon="scale",
            audit=True,
        ),
        FactType(DAYS_SET, N_("%(actor)s promised to answer appeals within %(days)s days"), icon="scale", audit=True),
        FactType(
            ALONE,
            N_("%(actor)s lets the rule “%(rule)s” act without a person, up to %(step)s"),
            icon="shield-check",
            audit=True,
            shown={"step": step_label, "rule": rule_label},
        ),
        FactType(
            NOT_ALONE,
            N_("%(actor)s: the rule “%(rule)s” waits for a person again"),
            icon="shield-check",
            audit=True,
            shown={"rule": rule_label},
        ),
        FactType(REPORTED, N_("A member reported somebody"), icon="flag", audit=True),
        FactType(REPORT_TAKEN, N_("%(actor)s made a member's report a case"), icon="flag", audit=True),
        FactType(REPORT_DECLINED, N_("%(actor)s declined a member's report"), icon="flag", audit=True),
        FactType(REMOVAL_WHY, N_("%(actor)s wrote down why %(person)s was removed"), icon="user-x", audit=True),
        FactType(STEP_BACK, _BACK, icon="arrow-back-up", audit=True, shown={"step": step_label}),
    )
