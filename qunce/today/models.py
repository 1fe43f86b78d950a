"""Links to reports, for people who have no account."""

from django.db import models

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group


class ReportLink(Scoped):
    """A link to one group's report that expires and can be revoked. Only the token's hash is kept."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.BigIntegerField()
    created_by = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    revoked_at = models.BigIntegerField(null=True)
    opened = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"report of {self.group_id}"
