"""What happens to accounts, in the past tense, with the sentences of the audit page."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunce.base.accounts.models import Role
from qunce.base.journal import registry
from qunce.base.journal.registry import FactType
from qunce.kernel.i18n import N_

ROLE_LABELS = {
    Role.OWNER: N_("Owner"),
    Role.OPERATOR: N_("Operator"),
    Role.SERVICE: N_("Service"),
    Role.VIEWER: N_("Viewer"),
}


def role_label(role: str) -> str:
    """A role's name in the reader's language; what is unknown reads as it is."""
    return _(ROLE_LABELS[Role(role)]) if role in Role.values else str(role)


def scope_label(groups: list[int] | None) -> str:
    if groups is None:
        return _("all groups")
    return ngettext("%(count)s group", "%(count)s groups", len(groups)) % {"count": len(groups)}


def _audited(key: str, sentence: str, icon: str, **shown: Callable[[Any], str]) -> FactType:
    return FactType(f"accounts.{key}", sentence, icon=icon, audit=True, shown=shown)


TYPES = (
    _audited("workspace_opened", N_("%(name)s set up the workspace %(workspace)s"), "building-store"),
    _audited("workspace_changed", N_("Changed the workspace to %(name)s (%(zone)s)"), "building-store"),
    _audited("signed_in", N_("%(name)s signed in from %(address)s"), "login"),
    _audited("signed_out", N_("%(name)s signed out"), "logout"),
    _audited("locked_out", N_("Too many wrong passwords for %(name)s from %(address)s"), "lock"),
    _audited("session_ended", N_("Signed %(name)s out of a device (%(address)s)"), "device-mobile-off"),
    _audited("sessions_ended", N_("Signed %(name)s out of %(count)s other devices"), "device-mobile-off"),
    _audited("password_changed", N_("%(name)s changed the password"), "key"),
    _audited("renamed", N_("%(before)s is called %(name)s now"), "id"),
    _audited("staff_invited", N_("Invited %(name)s as %(role)s"), "user-plus", role=role_label),
    _audited(
        "invitation_withdrawn",
        N_("Withdrew the invitation of %(name)s as %(role)s"),
        "user-x",
        role=role_label,
    ),
    _audited("staff_joined", N_("%(name)s joined as %(role)s"), "user-check", role=role_label),
    _audited(
        "role_changed",
        N_("Changed the role of %(name)s from %(before)s to %(role)s"),
        "user-cog",
        before=role_label,
        role=role_label,
    ),
    _audited(
        "scope_changed",
        N_("Changed what %(name)s sees from %(before)s to %(groups)s"),
        "user-cog",
        before=scope_label,
        groups=scope_label,
    ),
    _audited("staff_taken_out", N_("Took %(name)s out of the workspace"), "user-off"),
    _audited("staff_restored", N_("Let %(name)s back in as %(role)s"), "user-check", role=role_label),
)


def register() -> None:
    registry.register(*TYPES)
