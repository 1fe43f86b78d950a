"""Scripts (话术): words that everybody on the staff may use, with places left open (E2)."""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group


class Script(Scoped):
    """Words for an occasion, in one wording or several that take turns.

    scope      workspace: everybody's; groups: those of certain groups or of a purpose; own: one colleague's
    groups, purpose  where ``scope`` is groups: these groups, and every group run for that purpose ("" for none)
    owner_id   where ``scope`` is own: the staff account
    wordings   texts with ``{variables}``, at least one
    place      its order within the folder
    turn       how often it was taken, that is, which wording comes next
    search     title and folder with their pinyin; ``words``: what the wordings are found by
    """

    class Scope(models.TextChoices):
        WORKSPACE = "workspace"
        GROUPS = "groups"
        OWN = "own"

    title = models.CharField(max_length=60)
    wordings = models.JSONField(default=list)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.WORKSPACE)
    groups = models.ManyToManyField(Group, related_name="+")
    purpose = models.CharField(max_length=40, blank=True)
    owner_id = models.BigIntegerField(null=True)
    folder = models.CharField(max_length=30, blank=True)
    place = models.IntegerField(default=0)
    turn = models.BigIntegerField(default=0)
    uses = models.IntegerField(default=0)
    last_used_at = models.BigIntegerField(null=True)
    search = models.CharField(max_length=400, blank=True)
    words = models.TextField(blank=True)
    created_at = models.BigIntegerField()
    created_by = models.BigIntegerField(null=True)
    changed_at = models.BigIntegerField()
    changed_by = models.BigIntegerField(null=True)
    archived_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="own", owner_id__isnull=False) | (~Q(scope="own") & Q(owner_id__isnull=True)),
                name="script_own_has_owner",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "archived_at", "folder", "place"], name="script_shelf")]

    def __str__(self) -> str:
        return f"script {self.pk} ({self.scope})"
