"""Charters, the templates they inherit from, the purposes' tables of weights, and what held when."""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group, Person


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
    mute_hours = models.JSONField(null=True)  # [[from, until], …] in minutes since local midnight
    topic_scope = models.CharField(max_length=200, null=True, blank=True)
    side_group = models.CharField(max_length=120, null=True, blank=True)
    ladder = models.JSONField(null=True)  # LadderTerms
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
    """A group's own terms on top of its template's. ``version``: the number of its newest ``CharterVersion``."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="charter")
    template = models.ForeignKey(CharterTemplate, null=True, on_delete=models.SET_NULL, related_name="charters")

    def __str__(self) -> str:
        return f"charter of {self.group_id}"


class CharterContent(Scoped):
    """What a charter says in all, kept once however many groups it holds for (ADR 10).

    terms   an ``EffectiveCharter`` as msgspec builtins, without its version; built-in texts as msgids
    digest  of the terms: the same words are the same row
    """

    digest = models.CharField(max_length=32)
    terms = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="charter_content_once")]

    def __str__(self) -> str:
        return self.digest


class CharterVersion(Scoped):
    """What held in a group from a moment on, until its next version. Never changed but for the announcement.

    since         epoch seconds UTC
    by            who changed it: "staff:3", "system"
    announced_at  when members were told (a message found, or a colleague's word); None: not yet
    announced_in  the message that told them, where one was found
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="charter_versions", db_index=False)
    number = models.IntegerField()
    content = models.ForeignKey(CharterContent, on_delete=models.CASCADE, related_name="versions")
    since = models.BigIntegerField()
    by = models.CharField(max_length=40)
    announced_at = models.BigIntegerField(null=True)
    announced_in = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="charter_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.group_id}"


class Acknowledgement(Scoped):
    """Somebody said that they know a version of a group's charter; it covers the versions before, too.

    message_id  the reply, where it was one
    """

    class How(models.TextChoices):
        REPLY = "reply"  # in the group, after the announcement
        NOTE = "note"  # a colleague's note: told in private, on the phone
        TAP = "tap"  # on the member's own page (H5)

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    at = models.BigIntegerField()
    how = models.CharField(max_length=5, choices=How.choices)
    message_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person", "number", "how"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.person_id} knows version {self.number} of {self.group_id}"
