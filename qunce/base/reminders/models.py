"""Reminders of staff: what each wants to hear, what was said, and what is still to go out."""

from django.db import models
from django.db.models import Q

from qunce.base.accounts.models import Staff
from qunce.base.tenancy.models import Scoped


class Wishes(Scoped):
    """What a colleague wants to hear in a workspace; without a row the defaults of ``policy`` hold.

    matrix     event → keys of channels; quiet: spans of minutes of the local day; digest: minute, None for never
    email      an address; it counts once ``email_confirmed_at`` is set
    digest_day the local day (ISO) of the last digest
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    matrix = models.JSONField(default=dict)
    quiet = models.JSONField(default=list)
    digest = models.IntegerField(null=True)
    email = models.CharField(max_length=254, blank=True)
    email_confirmed_at = models.BigIntegerField(null=True)
    digest_day = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "staff"], name="one_set_of_wishes")]

    def __str__(self) -> str:
        return f"wishes of {self.staff_id}"


class Device(models.Model):
    """A browser that takes web push for a colleague; gone when its service says so."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=700, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    agent = models.CharField(max_length=200, blank=True)
    since = models.BigIntegerField()

    def __str__(self) -> str:
        return f"device {self.pk} of {self.staff_id}"


class Hook(Scoped):
    """An address of the workspace's own that is told, signed with ``secret``.

    form        how it reads: a key of ``channels.forms``
    off_reason  why it was turned off by itself: a msgid; "" while it is on, or when a person turned it off
    failing_since  of the first failure without a success after it
    """

    url = models.CharField(max_length=500)
    form = models.CharField(max_length=20)
    secret = models.CharField(max_length=80)
    events = models.JSONField(default=list)
    on = models.BooleanField(default=True)
    off_reason = models.CharField(max_length=200, blank=True)
    failing_since = models.BigIntegerField(null=True)
    since = models.BigIntegerField()

    def __str__(self) -> str:
        return f"hook {self.pk}"


class Reminder(Scoped):
    """Something a reader was told, shown in the page whatever the channels.

    reader  "staff:3" or "hook:2"
    count   how many tasks it is about; task_ids: the first of them. Their words stay with them: whoever is erased
            leaves no name here
    """

    reader = models.CharField(max_length=30)
    event = models.CharField(max_length=20)
    count = models.IntegerField(default=1)
    task_ids = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    at = models.BigIntegerField()
    seen_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "reader", "-at"], name="reminders_of_reader"),
            models.Index(fields=["workspace", "reader"], condition=Q(seen_at__isnull=True), name="reminders_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.event} for {self.reader}"


class Told(Scoped):
    """That a reader was told of this about this task: never twice. reminder None: not yet put into words."""

    reader = models.CharField(max_length=30)
    event = models.CharField(max_length=20)
    task_id = models.BigIntegerField()
    round = models.BigIntegerField(default=0)
    reminder = models.ForeignKey(Reminder, null=True, on_delete=models.SET_NULL, related_name="told")
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "event", "task_id", "round"], name="told_once")]
        indexes = [models.Index(fields=["at"], name="told_by_time")]

    def __str__(self) -> str:
        return f"{self.reader} told of task {self.task_id}"


class Delivery(Scoped):
    """One reminder on its way through one channel to one target ("device:4", an address, "hook:2").

    message_id  goes with every attempt, so that a receiver knows a repetition
    next_at     not before (epoch seconds UTC); moved on before each attempt, so that a crash costs one pause
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        DROPPED = "dropped"

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    target = models.CharField(max_length=300)
    message_id = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    first_at = models.BigIntegerField()
    next_at = models.BigIntegerField()
    done_at = models.BigIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reminder", "channel", "target"], name="one_delivery")]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="waiting"), name="deliveries_due")]

    def __str__(self) -> str:
        return f"{self.channel} to {self.target} ({self.state})"
