"""What the roles are called, and what each may do: the table that pages and docs show."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunce.base.accounts.models import Role
from qunce.kernel.i18n import N_

LABELS = {
    Role.OWNER: N_("Workspace owner"),
    Role.OPERATOR: N_("Operator"),
    Role.SERVICE: N_("Service staff"),
    Role.VIEWER: N_("Viewer"),
}

MEANINGS = {
    Role.OWNER: N_("Everything, staff and the workspace included. Sees every group."),
    Role.OPERATOR: N_("Imports, charters, penalties, lists, exports and the audit trail."),
    Role.SERVICE: N_("Answers questions, ticks off tasks, writes notes."),
    Role.VIEWER: N_("Looks, changes nothing."),
}


def role_label(role: str) -> str:
    """A role's name in the reader's language; what is unknown reads as it is."""
    return _(LABELS[Role(role)]) if role in Role.values else str(role)


def options() -> list[tuple[str, str, str]]:
    """(value, name, meaning) of each role, from most to least."""
    return [(role.value, _(LABELS[role]), _(MEANINGS[role])) for role in LABELS]


def scope_label(groups: list[int] | None) -> str:
    if groups is None:
        return _("all groups")
    return ngettext("%(count)s group", "%(count)s groups", len(groups)) % {"count": len(groups)}
