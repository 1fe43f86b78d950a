"""Who works here: accounts, their places in workspaces, their settings."""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from qunce.base.accounts import policy
from qunce.base.accounts.models import Role, Staff, StaffMembership
from qunce.base.accounts.services import sessions
from qunce.base.journal.registry import names
from qunce.base.journal.services import NewFact, record
from qunce.base.tenancy import services as tenancy
from qunce.base.tenancy.models import Workspace
from qunce.kernel import clock


class LastOwnerError(ValueError):
    """A workspace without an owner could never be given one again."""


class OwnerScopeError(ValueError):
    """An owner sees every group."""


class NameTakenError(ValueError):
    """Another account signs in under this name."""


def create_staff(username: str, name: str, password: str, *, language: str = "") -> Staff:
    """An account with a place nowhere yet. Raises NameTakenError. The caller has validated the password."""
    staff = Staff(
        username=policy.normal_name(username),
        name=name.strip()[:60],
        language=language,
        created_at=clock.now(),
    )
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError:
        raise NameTakenError(staff.username) from None
    return staff


@transaction.atomic
def place(
    staff: Staff,
    workspace: Workspace | int,
    role: Role,
    *,
    group_ids: Collection[int] | None = None,
) -> StaffMembership:
    """Give an account a place in a workspace, or give it its place back with this role. No fact.

    group_ids  None: every group. Raises OwnerScopeError for an owner with a list.
    """
    workspace_id = workspace if isinstance(workspace, int) else workspace.pk
    listed = known_groups(workspace_id, role, group_ids)
    membership, _ = StaffMembership.objects.update_or_create(
        staff=staff,
        workspace_id=workspace_id,
        defaults={
            "role": role,
            "all_groups": listed is None,
            "group_ids": listed or [],
            "ended_at": None,
        },
        create_defaults={
            "role": role,
            "all_groups": listed is None,
            "group_ids": listed or [],
            "since": clock.now(),
        },
    )
    if not staff.is_active:
        staff.is_active = True
        staff.save(update_fields=["is_active"])
    return membership


def known_groups(workspace_id: int, role: Role, group_ids: Collection[int] | None) -> list[int] | None:
    """The group ids of a scope that are groups of this workspace, sorted; None stays None."""
    if group_ids is None:
        return None
    if role == Role.OWNER:
        raise OwnerScopeError
    source = names.find("group")
    return sorted(source(workspace_id, set(group_ids))) if source else []


def _keep_an_owner(membership: StaffMembership) -> None:
    # Locked, so that two owners cannot take each other out at once; SQLite's writers queue anyway.
    owners = StaffMembership.objects.select_for_update().filter(
        workspace_id=membership.workspace_id, role=Role.OWNER, ended_at=None, staff__is_active=True
    )
    if {owner.pk for owner in owners} <= {membership.pk}:
        raise LastOwnerError


@transaction.atomic
def change_place(
    membership: StaffMembership, role: Role, *, group_ids: Collection[int] | None = None
) -> StaffMembership:
    """Change a role or a scope. A new role signs the person out everywhere; a new scope holds at once.

    Raises LastOwnerError, OwnerScopeError.
    """
    listed = known_groups(membership.workspace_id, role, group_ids)
    before = Role(membership.role)
    scope_before = None if membership.all_groups else sorted(membership.group_ids)
    if before == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role, membership.all_groups, membership.group_ids = role, listed is None, listed or []
    membership.save(update_fields=["role", "all_groups", "group_ids"])
    who = {"name": membership.staff.name}
    subject = f"staff:{membership.staff_id}"
    if before != role:
        sessions.end_sessions(membership.staff)
        record(
            membership.workspace_id,
            NewFact(
                "accounts.role_changed",
                subject=subject,
                data={**who, "before": before.value, "role": role.value},
            ),
        )
    if scope_before != listed:
        record(
            membership.workspace_id,
            NewFact(
                "accounts.scope_changed",
                subject=subject,
                data={**who, "before": scope_before, "groups": listed},
            ),
        )
    return membership


@transaction.atomic
def take_out(membership: StaffMembership) -> None:
    """Take somebody out of a workspace: signed out at once; their name stays in the journal.

    Raises LastOwnerError.
    """
    if membership.ended_at is not None:
        return
    if membership.role == Role.OWNER:
        _keep_an_owner(membership)
    membership.ended_at = clock.now()
    membership.save(update_fields=["ended_at"])
    staff = membership.staff
    if not StaffMembership.objects.filter(staff=staff, ended_at=None).exists():
        staff.is_active = False
        staff.save(update_fields=["is_active"])
    sessions.end_sessions(staff)
    record(
        membership.workspace_id,
        NewFact("accounts.staff_taken_out", subject=f"staff:{staff.pk}", data={"name": staff.name}),
    )


@transaction.atomic
def restore(membership: StaffMembership) -> None:
    """Let somebody back in with the role and groups they had."""
    if membership.ended_at is None:
        return
    membership.ended_at = None
    membership.save(update_fields=["ended_at"])
    staff = membership.staff
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    record(
        membership.workspace_id,
        NewFact(
            "accounts.staff_restored",
            subject=f"staff:{staff.pk}",
            data={"name": staff.name, "role": membership.role},
        ),
    )


@transaction.atomic
def update_profile(staff: Staff, *, name: str, language: str, theme: str) -> None:
    """The person's own name and how their pages look."""
    before, staff.name = staff.name, name.strip()[:60]
    staff.language, staff.theme = language, theme
    staff.save(update_fields=["name", "language", "theme"])
    if before != staff.name:
        sessions.record_everywhere(
            staff,
            NewFact(
                "accounts.renamed", subject=f"staff:{staff.pk}", data={"before": before, "name": staff.name}
            ),
        )


def set_language(staff_id: int, language: str) -> None:
    Staff.objects.filter(pk=staff_id).update(language=language)


def set_theme(staff_id: int, theme: str) -> None:
    Staff.objects.filter(pk=staff_id).update(theme=theme)


@transaction.atomic
def change_password(staff: Staff, password: str, *, session_key: str = "") -> int:
    """Set a new password and sign out every other browser. Returns how many those were."""
    staff.set_password(password)
    staff.save(update_fields=["password"])
    ended = sessions.end_sessions(staff, but=session_key)
    sessions.record_everywhere(
        staff, NewFact("accounts.password_changed", subject=f"staff:{staff.pk}", data={"name": staff.name})
    )
    return ended


@transaction.atomic
def update_workspace(workspace: Workspace, *, name: str, zone: str) -> None:
    """Rename the workspace or change its time zone. Raises UnknownZoneError."""
    before = workspace.name
    if tenancy.change_workspace(workspace, name=name, zone=zone):
        record(
            workspace,
            NewFact(
                "accounts.workspace_changed",
                subject=f"workspace:{workspace.pk}",
                data={"before": before, "name": workspace.name, "zone": zone},
            ),
        )
