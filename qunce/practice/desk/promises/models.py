"""What colleagues promised (E6)."""

from django.db import models

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group, Person


class Promise(Scoped):
    """A promise of an answer. Its words stay in the message; times are epoch seconds UTC.

    message_id  the colleague's line; None: opened by a click of ``opened_by`` (a staff account)
    by, to      people of the group; ``to`` None: said to all
    due_at      None while only asked to wait (state "untimed")
    how         what settled it: quote, mention, near, thanks, click; ``settled_id`` the message, if one
    decided_by  the staff account that said what became of it: judging leaves it alone from then on
    """

    class State(models.TextChoices):
        OPEN = "open"
        UNTIMED = "untimed"
        KEPT = "kept"
        BROKEN = "broken"
        MOVED = "moved"
        CANCELLED = "cancelled"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    message_id = models.BigIntegerField(null=True)
    span_start = models.IntegerField(default=0)
    span_end = models.IntegerField(default=0)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_by = models.BigIntegerField(null=True)
    question_id = models.BigIntegerField(null=True)
    made_at = models.BigIntegerField()
    due_at = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    how = models.CharField(max_length=10, blank=True)
    settled_id = models.BigIntegerField(null=True)
    settled_at = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True)
    confidence = models.FloatField(default=1.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "message_id"], name="promise_once_per_message"),
            models.UniqueConstraint(
                fields=["group", "question_id"],
                condition=models.Q(message_id__isnull=True, question_id__isnull=False),
                name="promise_once_clicked",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "due_at"], name="promise_board"),
            models.Index(fields=["group", "made_at"], name="promise_by_group"),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk} ({self.state})"
