"""Each step of the ladder as an action of the outbox (D6)."""

from collections.abc import Mapping

from qunce.base.accounts.models import Role
from qunce.gateway.outbox.registry import ActionKind, action_kinds, register
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents.policy import STEPS, Step
from qunce.practice.moderation.incidents.services import acting, appealing, mending, stepping

REMOVES = "kick"  # the capability of whatever puts somebody out of a group

_LOOKS: Mapping[Step, tuple[str, str, str, str, int]] = {
    # step → (title, verb, icon, capability, order)
    "ask": (N_("A polite word"), N_("Said"), "message-circle", "send_private", 20),
    "warn": (N_("Warn"), N_("Warned"), "gavel", "send_private", 19),
    "notice": (N_("Tell the group"), N_("Posted"), "speakerphone", "send_group", 18),
    "remove": (N_("Remove"), N_("Removed"), "user-minus", REMOVES, 17),
}


def install() -> None:
    for step in STEPS:
        title, verb, icon, capability, order = _LOOKS[step]
        later = step != STEPS[0]
        register(
            ActionKind(
                acting.kind_of(step),
                title,
                verb,
                icon,
                capability,
                needs_approval=later,
                by_doing=later,
                alone=acting.goes_alone if later else None,
                role=Role.OPERATOR if later else Role.SERVICE,
                lives=7 * DAY,
                order=order,
                confirmed=stepping.step_taken,
                cancelled=acting.set_aside,
                reopened=stepping.step_taken_back,
            )
        )
    register(
        ActionKind(
            mending.APOLOGY, N_("Apologise"), N_("Apologised"), "heart-handshake", "send_private", lives=14 * DAY,
            order=16,
        )
    )  # fmt: skip
    register(
        ActionKind(
            appealing.REPLY,
            N_("Answer an appeal"),
            N_("Answered the appeal"),
            "scale",
            "send_private",
            lives=14 * DAY,
            order=15,
        )
    )


def removing() -> list[str]:
    """The keys of every registered kind that removes somebody from a group."""
    return [kind.key for kind in action_kinds if kind.capability == REMOVES]
