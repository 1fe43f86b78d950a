"""What happens to accounts, in the past tense, with the sentences of the audit page."""

from collections.abc import Callable
from typing import Any

from qunce.base.accounts.roles import role_label, scope_label
from qunce.base.journal import registry
from qunce.base.journal.registry import FactType
from qunce.kernel.i18n import N_


def _audited(key: str, sentence: str, icon: str, **shown: Callable[[Any], str]) -> FactType:
    return FactType(f"accounts.{key}", sentence, icon=icon, audit=True, shown=shown)


TYPES = (
    _audited("workspace_opened", N_("%(name)s set up the workspace %(workspace)s"), "building-store"),
    _audited("workspace_changed", N_("Changed the workspace to %(name)s (%(zone)s)"), "building-store"),
    _audited("signed_in", N_("%(name)s signed in from %(address)s"), "login"),
    _audited("signed_out", N_("%(name)s signed out"), "logout"),
    _audited("locked_out", N_("Too many wrong passwords for %(name)s from %(address)s"), "lock"),
    _audited("session_ended", N_("Signed %(name)s out of a device (%(address)s)"), "logout"),
    _audited("sessions_ended", N_("Signed %(name)s out of %(count)s other devices"), "logout"),
    _audited("password_changed", N_("%(name)s changed the password"), "key"),
    _audited("renamed", N_("%(before)s is called %(name)s now"), "edit"),
    _audited("staff_invited", N_("Invited %(name)s as %(role)s"), "user-plus", role=role_label),
    _audited(
        "invitation_withdrawn",
        N_("Withdrew the invitation of %(name)s as %(role)s"),
        "user-minus",
        role=role_label,
    ),
    _audited("staff_joined", N_("%(name)s joined as %(role)s"), "user-check", role=role_label),
    _audited(
        "role_changed",
        N_("Changed the role of %(name)s from %(before)s to %(role)s"),
        "adjustments-horizontal",
        before=role_label,
        role=role_label,
    ),
    _audited(
        "scope_changed",
        N_("Changed what %(name)s sees from %(before)s to %(groups)s"),
        "adjustments-horizontal",
        before=scope_label,
        groups=scope_label,
    ),
    _audited("staff_taken_out", N_("Took %(name)s out of the workspace"), "user-off"),
    _audited("staff_restored", N_("Let %(name)s back in as %(role)s"), "user-check", role=role_label),
)


def install() -> None:
    registry.register(*TYPES)
