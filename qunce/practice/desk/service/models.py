"""What the service clock measured (E3, E4)."""

from django.db import models

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group, Person


class Turn(Scoped):
    """One run of the clock in a group: a first reply, a next one, or a question's end (``desk.policy.turns``).

    question_id, asked_at  the question it belongs to, as the desk's verdict names it
    message_id, at         the message that started it; ``day`` its local day, counted from 1970-01-01
    end_id, end_at         what stopped it, ``seconds`` of service time later; None while it runs
    by, account_id         who stopped it: a person of the group, or the staff account that ticked it off
    how                    quote, mention, near; thanks, accepted, alone; tick; unseen. ``approximate``: inferred
    in_time                None while the limit runs, or where there is none
    ticked_at, ticked_by   a colleague's tick on the worklist: it stands until a message is heard that stopped it
    struck, set_aside      a person said that it was no question, or needed nothing: it counts nowhere
    """

    class Kind(models.TextChoices):
        FIRST = "first"
        NEXT = "next"
        RESOLUTION = "resolution"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    question_id = models.BigIntegerField()
    asked_at = models.BigIntegerField()
    message_id = models.BigIntegerField()
    at = models.BigIntegerField()
    day = models.IntegerField()
    due_at = models.BigIntegerField(null=True)
    end_id = models.BigIntegerField(null=True)
    end_at = models.BigIntegerField(null=True)
    seconds = models.IntegerField(null=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_staff = models.BooleanField(default=False)
    account_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=10, blank=True)
    approximate = models.BooleanField(default=False)
    exact_to = models.IntegerField(default=1)
    in_time = models.BooleanField(null=True)
    ticked_at = models.BigIntegerField(null=True)
    ticked_by = models.BigIntegerField(null=True)
    struck = models.BooleanField(default=False)
    set_aside = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "kind", "message_id"], name="turn_once_per_message"),
        ]
        indexes = [
            models.Index(fields=["workspace", "kind", "day"], name="turn_by_day"),
            models.Index(fields=["group", "asked_at"], name="turn_by_group"),
            models.Index(fields=["group", "question_id"], name="turn_by_question"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.question_id}"
