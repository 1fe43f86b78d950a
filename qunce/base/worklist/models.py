"""The one task table: all that needs a person now, from whichever room (design §2)."""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Scoped


class Task(Scoped):
    """Something a person must do. Rooms open and withdraw tasks; people finish them.

    value     what it is worth to act, as the room states it (shown, and second in the order after the deadline)
    words     msgid + params of the text ready to copy; rendered when shown
    due_at    deadline, epoch seconds UTC
    batch     alike items are shown together under this key
    note      what whoever handed it over said about it
    """

    class State(models.TextChoices):
        OPEN = "open"
        SNOOZED = "snoozed"
        DONE = "done"
        NOT_NEEDED = "not_needed"
        WITHDRAWN = "withdrawn"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    group_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    verdict_id = models.BigIntegerField(null=True)
    title = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    value = models.FloatField(default=0)
    due_at = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    opened_at = models.BigIntegerField()
    snoozed_until = models.BigIntegerField(null=True)
    assignee_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    closed_at = models.BigIntegerField(null=True)
    closed_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    source_ids = models.JSONField(default=list)  # message ids it rests on

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key"],
                condition=Q(state__in=["open", "snoozed"]),
                name="one_open_task_per_key",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "due_at"], name="task_worklist"),
            models.Index(fields=["group_id", "state", "due_at"], name="task_by_group"),
            models.Index(fields=["workspace", "kind", "key"], name="task_by_key"),
            models.Index(fields=["workspace", "state", "closed_at"], name="task_closed"),
            models.Index(fields=["verdict_id"], name="task_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"
