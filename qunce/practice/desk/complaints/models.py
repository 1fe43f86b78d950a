"""Complaints and what becomes of them (A18, E7-E9)."""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group, Person


class Item(Scoped):
    """A line of the feedback board: a fault or a wish that a function should mend.

    function   product, it, marketing, service
    owner_id   the staff account that sees to it
    fixed_at   when it was mended (epoch seconds UTC); told_at: when the members' texts were put on the worklist
    """

    class State(models.TextChoices):
        OPEN = "open"
        DOING = "doing"
        FIXED = "fixed"
        DECLINED = "declined"

    title = models.CharField(max_length=120)
    product = models.CharField(max_length=60, blank=True)
    function = models.CharField(max_length=12, blank=True)
    owner_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.BigIntegerField()
    fixed_at = models.BigIntegerField(null=True)
    told_at = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "state", "-opened_at"], name="item_board")]

    def __str__(self) -> str:
        return f"item {self.pk} ({self.state})"


class Complaint(Scoped):
    """One thing that members of a group complain of. Its words stay in the messages.

    head_id     the message that began it; ``seen_by``: "detector", "staff:<id>", or "erased": who
                began it was erased, the others' voices stand
    at, last_at when it began and when the last voice came (epoch seconds UTC)
    state       perhaps: a person should look; none: a person said that it is none; gone: its messages are gone
    steps       kept apart, in ``TakenStep``; ``step`` repeats the last one so that lists can be filtered
    """

    class State(models.TextChoices):
        PERHAPS = "perhaps"
        OPEN = "open"
        CLOSED = "closed"
        NONE = "none"
        GONE = "gone"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="complaints")
    head_id = models.BigIntegerField()
    seen_by = models.CharField(max_length=40)
    at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    people = models.IntegerField(default=1)
    function = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    step = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    decided_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "head_id"], name="complaint_once_per_message")]
        indexes = [
            models.Index(fields=["workspace", "state", "-last_at"], name="complaint_by_state"),
            models.Index(fields=["group", "at"], name="complaint_by_group"),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk} ({self.state})"


class Voice(models.Model):
    """A member's message that complains of it. spans: [[start, end)] in the message; reasons as a verdict's."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    message_id = models.BigIntegerField()
    at = models.BigIntegerField()
    strength = models.FloatField(default=1.0)
    spans = models.JSONField(default=list)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "message_id"], name="voice_once")]
        indexes = [models.Index(fields=["message_id"], name="voice_by_message")]

    def __str__(self) -> str:
        return f"voice {self.message_id}"


class TakenStep(models.Model):
    """A step that was taken. ``number`` counts from 0 within the complaint; taking back deletes the last one.

    proof_id   the message that proves it, where the talk does; action_id the action it was said by
    due_at     the time that was promised (step "time"); note: the solution, or what the operator wrote
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    number = models.SmallIntegerField()
    step = models.CharField(max_length=10)
    at = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    proof_id = models.BigIntegerField(null=True)
    action_id = models.BigIntegerField(null=True)
    due_at = models.BigIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="one_step_per_number"),
            models.CheckConstraint(condition=Q(number__gte=0), name="step_number_counts_up"),
        ]

    def __str__(self) -> str:
        return f"{self.step} ({self.number})"
