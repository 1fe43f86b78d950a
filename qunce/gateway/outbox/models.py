"""Actions: what should be done outside, by a machine or by a person (design §2)."""

from django.db import models

from qunce.base.tenancy.models import Scoped
from qunce.gateway.outbox.policy import State


class Action(Scoped):
    """One thing to be done outside, for one slot: kick, send, announce …

    kind         its ActionKind (registry.py)
    subject      what it is about, as the room names it: "person:12", "group:3"; blank for what the kind alone names
    slot         which occasion: "warning:41", "2026-11-22"; with workspace, kind and subject the idempotency key
    words        ready text, rendered once when proposed: what was approved is what goes out, in whatever language
                 the reader's pages are
    persona      which account should speak; "" for whichever the duty holder uses
    capability   what an executor must be able to do
    executor     who was chosen to do it: PERSON, the key of an Executor, "" before it is planned
    before       the state it was in when it was quarantined
    round        1 at first, one more each time it is offered again; with the id it names the tasks
    due_at       when it should be done, expires_at from when on it must not be done (epoch seconds UTC)
    reason       why it failed, expired or was cancelled: a msgid, or the words of a person
    proof        what the person noted when they ticked it off
    reference    what the outside calls it, where a machine did it
    proposed_by, approved_by, settled_by  actors as the journal names them: "staff:3", "system"
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    slot = models.CharField(max_length=80)
    group_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    verdict_id = models.BigIntegerField(null=True)
    title = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    persona = models.CharField(max_length=60, blank=True)
    capability = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.PROPOSED)
    before = models.CharField(max_length=12, blank=True)
    executor = models.CharField(max_length=40, blank=True)
    round = models.SmallIntegerField(default=1)
    due_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    proposed_at = models.BigIntegerField()
    proposed_by = models.CharField(max_length=40)
    approved_at = models.BigIntegerField(null=True)
    approved_by = models.CharField(max_length=40, blank=True)
    lease_token = models.CharField(max_length=40, blank=True)
    lease_until = models.BigIntegerField(null=True)
    attempted_at = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    settled_by = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    proof = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "subject", "slot"], name="one_action_per_slot"),
        ]
        indexes = [
            models.Index(fields=["workspace", "-proposed_at", "-id"], name="action_recent"),
            models.Index(fields=["workspace", "state", "-proposed_at", "-id"], name="action_by_state"),
            models.Index(fields=["group_id", "state"], name="action_by_group"),
            models.Index(fields=["person_id"], name="action_by_person"),
            models.Index(fields=["verdict_id"], name="action_by_verdict"),
            models.Index(fields=["state", "expires_at"], name="action_expiry"),
            models.Index(fields=["state", "lease_until"], name="action_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.slot} ({self.state})"

    @property
    def key(self) -> str:
        """What the outside is given to recognise a repetition: the same for each attempt at a slot."""
        return f"{self.workspace_id}:{self.kind}:{self.subject}:{self.slot}"


class Quarantine(Scoped):
    """A database from a backup: nothing goes out of the workspace until an owner has looked.

    held_at      the moment of the restore, released_at when an owner let it go on (epoch seconds UTC)
    """

    held_at = models.BigIntegerField()
    released_at = models.BigIntegerField(null=True)
    released_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "held_at"], name="one_quarantine_per_restore")]

    def __str__(self) -> str:
        return f"{self.workspace_id} since {self.held_at}"
