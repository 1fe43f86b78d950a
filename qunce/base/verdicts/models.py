"""Every judgement in one store, shown, explained and overturned the same way (design §2)."""

from django.db import models

from qunce.base.tenancy.models import Scoped


class StoredVerdict(Scoped):
    """A kernel Verdict kept. One row per (kind, key): judging again replaces it, keeping the id."""

    class State(models.TextChoices):
        STANDING = "standing"
        OVERTURNED = "overturned"
        WITHDRAWN = "withdrawn"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)  # the subject as services.key_of names it
    subject_type = models.CharField(max_length=20)
    subject_ref = models.CharField(max_length=60)
    group_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=40)
    reasons = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    confidence = models.FloatField()
    policy = models.CharField(max_length=60)
    as_of = models.BigIntegerField()
    at = models.BigIntegerField()  # when the judged thing happened; as_of where it has no moment
    state = models.CharField(max_length=12, choices=State.choices, default=State.STANDING)
    overturned_by = models.BigIntegerField(null=True)
    overturned_at = models.BigIntegerField(null=True)
    overturn_reason = models.CharField(max_length=300, blank=True)
    withdrawn_reason = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)  # figures a page shows beside the reasons, as the room defines
    rank = models.FloatField(null=True)  # order among its kind within a group, 1 first

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "key"], name="one_verdict_per_subject")]
        indexes = [
            models.Index(fields=["group_id", "kind", "decision", "at"], name="verdict_by_group"),
            models.Index(fields=["workspace", "kind", "decision", "at"], name="verdict_by_kind"),
            models.Index(fields=["person_id", "at"], name="verdict_by_person"),
            models.Index(fields=["workspace", "key"], name="verdict_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.decision}"
