"""One-time links: the first run and invitations. The token is shown once; only its hash is kept."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from qunce.base.accounts import policy, queries
from qunce.base.accounts.models import Role, SetupToken, Staff, StaffMembership
from qunce.base.accounts.services import people
from qunce.base.journal.services import NewFact, current, doing, record
from qunce.base.tenancy import queries as tenancy_queries
from qunce.base.tenancy import services as tenancy
from qunce.base.tenancy.models import Workspace
from qunce.kernel import clock


class LinkSpentError(ValueError):
    """The link was used, withdrawn, ran out, or never was."""


class AlreadyHereError(ValueError):
    """They have a place here already; changing it is the owner's business, not that of a link."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody tells of themselves when they open an account."""

    name: str
    username: str
    password: str
    language: str = ""


def _issue(purpose: str, life: int, data: dict[str, Any]) -> str:
    token = secrets.token_urlsafe(32)
    SetupToken.objects.create(
        digest=policy.token_digest(token), purpose=purpose, data=data, expires_at=clock.timestamp() + life
    )
    return token


def _spend(token: str, purpose: str) -> SetupToken:
    # A conditional update decides between two requests with the same token: one row, one winner.
    now = clock.timestamp()
    won = SetupToken.objects.filter(
        digest=policy.token_digest(token), purpose=purpose, used_at=None, expires_at__gt=now
    ).update(used_at=now)
    if won != 1:
        raise LinkSpentError
    return SetupToken.objects.get(digest=policy.token_digest(token))


@transaction.atomic
def issue_setup_link() -> str | None:
    """A fresh path to the set-up page, "/setup/…", good for 24 h; None once somebody works here.

    Called at every start; links given out before stop working.
    """
    if not queries.nobody_yet():
        return None
    SetupToken.objects.filter(purpose="setup").delete()
    return f"/setup/{_issue('setup', policy.SETUP_LINK_LIFE, {})}"


@transaction.atomic
def set_up(token: str, workspace_name: str, owner: Newcomer, *, zone: str = clock.DEFAULT_ZONE) -> Staff:
    """The first run: the workspace and its owner, who also owns the demo where it is loaded.

    Raises LinkSpentError, NameTakenError; nothing is kept then, the link neither spent.
    """
    _spend(token, "setup")
    if not queries.nobody_yet():
        raise LinkSpentError
    staff = people.create_staff(owner.username, owner.name, owner.password, language=owner.language)
    workspace = tenancy.create_workspace(workspace_name, zone=zone)
    for own in [workspace, *tenancy_queries.demo_workspaces()]:
        people.place(staff, own, Role.OWNER)
    with doing(f"staff:{staff.pk}", current().cause):
        record(
            workspace,
            NewFact(
                "accounts.workspace_opened",
                subject=f"workspace:{workspace.pk}",
                data={"name": staff.name, "workspace": workspace.name},
            ),
        )
    return staff


@transaction.atomic
def share_demo(demo: Workspace) -> int:
    """Make every owner of a real workspace owner of a demo that was loaded after them. Returns how many."""
    owners = Staff.objects.filter(
        is_active=True,
        memberships__role=Role.OWNER,
        memberships__ended_at=None,
        memberships__workspace__is_demo=False,
    ).distinct()
    for owner in owners:
        people.place(owner, demo, Role.OWNER)
    return len(owners)


@transaction.atomic
def invite(
    workspace: Workspace,
    role: Role,
    *,
    name: str = "",
    group_ids: Collection[int] | None = None,
) -> str:
    """A path to hand to a colleague, "/join/…", good for 7 days and once. Raises OwnerScopeError."""
    listed = people.known_groups(workspace.pk, role, group_ids)
    token = _issue(
        "invite",
        policy.INVITATION_LIFE,
        {"workspace": workspace.pk, "role": role.value, "groups": listed, "name": name.strip()[:60]},
    )
    record(
        workspace,
        NewFact("accounts.staff_invited", data={"name": name.strip()[:60] or "?", "role": role.value}),
    )
    return f"/join/{token}"


@transaction.atomic
def withdraw_invitation(invitation: SetupToken) -> None:
    """Make an unused invitation worthless."""
    gone, _ = SetupToken.objects.filter(pk=invitation.pk, used_at=None).delete()
    if gone:
        record(
            int(invitation.data["workspace"]),
            NewFact(
                "accounts.invitation_withdrawn",
                data={"name": invitation.data.get("name") or "?", "role": invitation.data["role"]},
            ),
        )


@transaction.atomic
def accept_invitation(token: str, newcomer: Newcomer) -> Staff:
    """Open an account by an invitation. Raises LinkSpentError, NameTakenError; the link stays good then."""
    invitation = _spend(token, "invite")
    staff = people.create_staff(newcomer.username, newcomer.name, newcomer.password, language=newcomer.language)
    _take_place(staff, invitation)
    return staff


@transaction.atomic
def join_as(token: str, staff: Staff) -> StaffMembership:
    """Take up an invitation with an account one has. Raises LinkSpentError, AlreadyHereError."""
    return _take_place(staff, _spend(token, "invite"))


def _take_place(staff: Staff, invitation: SetupToken) -> StaffMembership:
    workspace_id, role = int(invitation.data["workspace"]), Role(invitation.data["role"])
    if StaffMembership.objects.filter(staff=staff, workspace_id=workspace_id, ended_at=None).exists():
        raise AlreadyHereError
    membership = people.place(staff, workspace_id, role, group_ids=invitation.data["groups"])
    with doing(f"staff:{staff.pk}", current().cause):
        record(
            workspace_id,
            NewFact(
                "accounts.staff_joined",
                subject=f"staff:{staff.pk}",
                data={"name": staff.name, "role": role.value},
            ),
        )
    return membership
