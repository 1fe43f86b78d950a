"""Workspaces: whose rows these are. No row of the product stands outside one (design §4.4)."""

import hashlib
import hmac
import secrets

from django.db import models

from qunce.kernel.clock import DEFAULT_ZONE


def new_salt() -> str:
    return secrets.token_hex(16)


class Workspace(models.Model):
    """One customer of this installation. The demo is a workspace of its own, removable whole."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=40, unique=True)
    zone = models.CharField(max_length=40, default=DEFAULT_ZONE)
    is_demo = models.BooleanField(default=False)
    salt = models.CharField(max_length=32, default=new_salt)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def pseudonym(self, value: str) -> str:
        """A one-way stand-in for something erased, the same each time within this workspace."""
        return "erased:" + hmac.new(self.salt.encode(), value.encode(), hashlib.sha256).hexdigest()[:40]


class Scoped(models.Model):
    """A row that belongs to a workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
