"""Charters, the templates they inherit from, and the purposes' tables of weights."""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group


class Purpose(Scoped):
    """Why a kind of group exists: default terms and weights over measures, editable per workspace (A6).

    Rows exist only where a workspace changed the built-in table of ``purposes.py``.
    """

    key = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    weights = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_purpose_per_key")]

    def __str__(self) -> str:
        return self.name


class Terms(Scoped):
    """What a charter or template says itself; null means inherited."""

    purpose = models.CharField(max_length=20, blank=True)
    theme = models.CharField(max_length=200, null=True, blank=True)
    audience = models.CharField(max_length=200, null=True, blank=True)
    value_proposition = models.CharField(max_length=300, null=True, blank=True)
    service_hours = models.JSONField(null=True)  # ServiceHours as msgspec builtins
    reply_limit_minutes = models.IntegerField(null=True)
    rules = models.JSONField(null=True)  # list of Rule as msgspec builtins, at most three (D2)
    nickname_format = models.CharField(max_length=80, null=True, blank=True)
    floor = models.JSONField(null=True)  # ActivityFloor
    size_cap = models.IntegerField(null=True)
    silent_days = models.IntegerField(null=True)
    life_days = models.IntegerField(null=True)
    version = models.IntegerField(default=1)
    updated_at = models.BigIntegerField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reply_limit_minutes__isnull=True) | Q(reply_limit_minutes__gt=0),
                name="%(class)s_positive_limit",
            )
        ]


class CharterTemplate(Terms):
    """Terms that many groups share; a template may inherit from another."""

    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")

    def __str__(self) -> str:
        return self.name


class Charter(Terms):
    """A group's own terms on top of its template's."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="charter")
    template = models.ForeignKey(CharterTemplate, null=True, on_delete=models.SET_NULL, related_name="charters")

    def __str__(self) -> str:
        return f"charter of {self.group_id}"
