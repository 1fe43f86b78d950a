"""The journal: what happened, append-only. It feeds timelines, subscribers and the audit page."""

from django.db import models

from qunce.base.tenancy.models import Scoped


class Fact(Scoped):
    """Something that happened, in the past tense. Never changed but for erasure, never deleted but with
    its workspace; undoing writes a compensating fact that names this one in ``undoes``.

    at        when it happened (epoch seconds, UTC); recorded_at when we learnt of it
    actor     "staff:3", "system", "import:17", "person:42": who did it
    cause     groups everything done by one request, job or import
    """

    type = models.CharField(max_length=60)
    at = models.BigIntegerField()
    recorded_at = models.BigIntegerField()
    actor = models.CharField(max_length=40, default="system")
    cause = models.CharField(max_length=40, blank=True)
    person_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    undoes = models.BigIntegerField(null=True)
    audit = models.BooleanField(default=False)  # its type's, when it was recorded

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "at"], name="fact_by_time"),
            models.Index(fields=["person_id", "at"], name="fact_by_person"),
            models.Index(fields=["group_id", "at"], name="fact_by_group"),
            models.Index(fields=["workspace", "subject", "at"], name="fact_by_subject"),
            models.Index(fields=["workspace", "cause"], name="fact_by_cause"),
            # The few that staff did, among the many that happened.
            models.Index(fields=["workspace", "-recorded_at"], name="fact_audit", condition=models.Q(audit=True)),
            models.Index(fields=["undoes"], name="fact_undone", condition=models.Q(undoes__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.type}#{self.pk}"
