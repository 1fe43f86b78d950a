"""Background work that survives kill -9 (design §5: our own Job table)."""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Workspace


class Job(models.Model):
    """A piece of work. The row is the truth: a worker leases it, beats its heart, and whoever finds the lease
    run out runs it again. Effects are exactly-once because the work commits them together with its progress
    (``cursor``) in one transaction guarded by ``lease_token``.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        PAUSED = "paused"
        DONE = "done"
        DEAD = "dead"
        CANCELLED = "cancelled"

    workspace = models.ForeignKey(Workspace, null=True, on_delete=models.CASCADE, related_name="+")
    task = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    queue = models.CharField(max_length=30, default="default")  # at most N of a queue run at once
    key = models.CharField(max_length=100, blank=True)  # at most one unfinished job per key
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    priority = models.SmallIntegerField(default=0)
    run_at = models.BigIntegerField()
    attempts = models.SmallIntegerField(default=0)
    max_attempts = models.SmallIntegerField(default=5)
    lease_token = models.CharField(max_length=40, blank=True)
    lease_until = models.BigIntegerField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    wish = models.CharField(max_length=10, blank=True)  # "pause" or "cancel", asked of a running job
    again = models.JSONField(null=True)  # args of one more round, asked for while this one was running
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    cursor = models.JSONField(default=dict)
    title = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    created_at = models.BigIntegerField()
    started_at = models.BigIntegerField(null=True)  # of the present attempt
    done_at_start = models.BigIntegerField(default=0)  # where it began: the rate counts from here
    finished_at = models.BigIntegerField(null=True)
    created_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["queued", "running", "paused"]) & ~Q(key=""),
                name="one_unfinished_job_per_key",
            )
        ]
        indexes = [
            models.Index(fields=["state", "-priority", "run_at", "id"], name="job_claim"),
            models.Index(fields=["workspace", "-created_at"], name="job_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.task}#{self.pk} ({self.state})"


class Schedule(models.Model):
    """A job that comes round every ``every`` seconds; the next due time lives in the row."""

    task = models.CharField(max_length=80, unique=True)
    every = models.IntegerField()
    next_at = models.BigIntegerField()
    last_job = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.task} every {self.every} s"


class WorkerBeat(models.Model):
    """A worker that is alive: doctor and the job page read it."""

    name = models.CharField(max_length=80, unique=True)
    pid = models.IntegerField()
    seen_at = models.BigIntegerField()
    started_at = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name


class Hold(models.Model):
    """While a row stands here no job starts and no schedule ticks: a restored copy waits for a person."""

    reason = models.CharField(max_length=200)
    since = models.BigIntegerField()

    def __str__(self) -> str:
        return self.reason
