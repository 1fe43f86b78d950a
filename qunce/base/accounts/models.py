"""Staff: who works here, in which workspaces, with which role, for which groups."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from qunce.base.tenancy.models import Workspace


class Role(models.TextChoices):
    """From most to least: each may do what the next one may. Service answers and ticks; a viewer looks."""

    OWNER = "owner"
    OPERATOR = "operator"
    SERVICE = "service"
    VIEWER = "viewer"


class Staff(AbstractBaseUser):
    """An account of somebody who works here. Members have none: they meet us through signed links."""

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar[BaseUserManager[Any]] = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name


class StaffMembership(models.Model):
    """A staff member's place in a workspace. ``group_ids`` counts where ``all_groups`` is False.

    ended_at  when they were taken out; the row stays, so that the journal keeps its names
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="staff")
    role = models.CharField(max_length=10, choices=Role.choices)
    all_groups = models.BooleanField(default=True)
    group_ids = models.JSONField(default=list)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "workspace"], name="one_role_per_workspace")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role}"


class StaffSession(models.Model):
    """A signed-in browser: listed to its owner, revocable."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.BigIntegerField()
    seen_at = models.BigIntegerField()
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.staff_id} since {self.started_at}"


class SetupToken(models.Model):
    """The one-time link of the first run, and invitations. Only the hash is kept."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20)  # "setup" or "invite"
    data = models.JSONField(default=dict)
    expires_at = models.BigIntegerField()
    used_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.purpose
