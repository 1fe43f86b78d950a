"""The Q&A of a workspace (E1)."""

from django.db import models

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group


class Entry(Scoped):
    """A question that comes up, with its answer.

    variants       other wordings: [{"text", "message"}], message: id of the message it was taken from, or None
    groups         the groups it holds for; none: every group of the workspace
    question_message, answer_message  the messages the words were taken from, until somebody rewrites them
    starts_on, ends_on  first and last day on which it holds, in the workspace's zone; None: open
    owner_id       the staff account that keeps it right
    question_key   the repeated question it was adopted from
    revision       grows with every change in the workspace: what an index has not seen yet
    """

    class State(models.TextChoices):
        LIVE = "live"
        DRAFT = "draft"  # asked, and nobody knows the answer yet
        RETIRED = "retired"

    question = models.CharField(max_length=300)
    variants = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    groups = models.ManyToManyField(Group, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    owner_id = models.BigIntegerField(null=True)
    hits = models.IntegerField(default=0)
    last_hit_at = models.BigIntegerField(null=True)
    question_key = models.CharField(max_length=40, blank=True)
    question_message = models.BigIntegerField(null=True)
    answer_message = models.BigIntegerField(null=True)
    search = models.TextField(blank=True)  # folded words and their pinyin
    revision = models.BigIntegerField(default=0)
    created_at = models.BigIntegerField()
    changed_at = models.BigIntegerField()
    changed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "question_key"], condition=~models.Q(question_key=""), name="qa_once_per_repeat"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "revision"], name="qa_by_revision"),
            models.Index(fields=["workspace", "state", "-hits"], name="qa_by_hits"),
        ]

    def __str__(self) -> str:
        return f"Q&A {self.pk} ({self.state})"


class Use(Scoped):
    """An entry was taken as the answer to a question on the worklist: counted once for each task."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="uses")
    task_id = models.BigIntegerField()
    at = models.BigIntegerField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "task_id"], name="qa_use_once")]

    def __str__(self) -> str:
        return f"use of {self.entry_id}"


class PageLink(Scoped):
    """A link to one group's Q&A page that expires and can be revoked. Only the token's hash is kept."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.BigIntegerField()
    created_by = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    revoked_at = models.BigIntegerField(null=True)
    opened = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"Q&A page of {self.group_id}"
