"""Workspaces: whose rows these are. No row of the product stands outside one (design §4.4)."""

from typing import Any

from django.db import models

from qunce.kernel.clock import DEFAULT_ZONE


class Workspace(models.Model):
    """One customer of this installation. The demo is a workspace of its own, removable whole."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=40, unique=True)
    zone = models.CharField(max_length=40, default=DEFAULT_ZONE)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ScopedQuerySet(models.QuerySet[Any]):
    def within(self, workspace: "Workspace | int") -> "ScopedQuerySet":
        """The rows of one workspace. Every query of the product starts with this."""
        return self.filter(workspace_id=workspace if isinstance(workspace, int) else workspace.pk)


class Scoped(models.Model):
    """A row that belongs to a workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
