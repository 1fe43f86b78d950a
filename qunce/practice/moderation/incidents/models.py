"""Incidents and the steps that answered them."""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group, Person


class Incident(Scoped):
    """One offence against a rule of the charter, kept as it was seen.

    rule        {"kind", "text", "consequence", "version", "since"}: as the charter had it at ``at``
    seen_by     how it was seen: "detector", "report" (a member), "staff:<id>"
    said        the message as it was: {"name", "text", "kind", "quote", "spans"}; spans: [[start, end)] that matter
    before/after  up to five messages around it: [{"id", "at", "name", "text", "kind"}]; after fills up as talk comes
    digest      SHA-256 over group, sender, time and text, so that a copy can be checked
    verdict_id  the judgement it rests on; None for what a person saw
    severe      a person called it severe; skip: {"to", "why", "by", "at"} where they skip steps for it
    let_be      a person dealt with it without a step (the task was set aside), so that it is not asked for again
    """

    class State(models.TextChoices):
        STANDING = "standing"
        OVERTURNED = "overturned"  # a person, or an appeal, said it was none
        VOID = "void"  # its evidence was taken away: an import undone, a judgement withdrawn, a person erased

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    message_id = models.BigIntegerField(null=True)
    verdict_id = models.BigIntegerField(null=True)
    at = models.BigIntegerField()
    seen_at = models.BigIntegerField()
    seen_by = models.CharField(max_length=40)
    rule = models.JSONField(default=dict)
    said = models.JSONField(default=dict)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    severe = models.BooleanField(default=False)
    skip = models.JSONField(default=dict)
    let_be = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.STANDING)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "message_id"],
                condition=Q(message_id__isnull=False),
                name="one_incident_per_message",
            )
        ]
        indexes = [
            models.Index(fields=["group", "person", "at"], name="incident_of_person"),
            models.Index(fields=["workspace", "state", "at"], name="incident_by_state"),
            models.Index(fields=["verdict_id"], name="incident_of_verdict"),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk} ({self.rule.get('kind', '')})"


class ActsAlone(Scoped):
    """An owner lets a rule act without a person's yes: where the evidence is exact, and up to this step."""

    rule_kind = models.CharField(max_length=20)
    up_to = models.CharField(max_length=10)
    since = models.BigIntegerField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "rule_kind"], name="acts_alone_once_per_rule")]

    def __str__(self) -> str:
        return f"{self.rule_kind} up to {self.up_to}"


class TakenStep(Scoped):
    """A step of the ladder that a person confirmed for an incident.

    action_id   the outbox's action that carried it out; None for what was ticked before steps were actions
    words       what was to be said, as it was shown: a list of msgids with params
    count       offences that counted when it was decided
    reasons     why this step, as the policy said it; skipped_why where steps were skipped
    proof       how it is known that it was carried out: a tick with a note, or an event
    """

    class State(models.TextChoices):
        DECIDED = "decided"
        PROVEN = "proven"
        VOID = "void"

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10)
    action_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DECIDED)
    count = models.IntegerField()
    reasons = models.JSONField(default=list)
    words = models.JSONField(default=list)
    skipped_why = models.CharField(max_length=300, blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.BigIntegerField()
    proven_at = models.BigIntegerField(null=True)
    proof = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state__in=["decided", "proven"]), name="one_step_per_incident"
            ),
            models.CheckConstraint(
                condition=Q(state="proven", proven_at__isnull=False) | ~Q(state="proven"), name="proof_has_its_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} for incident {self.incident_id}"


class Appeal(Scoped):
    """Somebody says that their offence was none, or the step too hard; answered by a promised moment.

    said      their reasons, in their words; by: "visitor" (on the H5 page), "staff:<id>" (a colleague wrote it down)
    due_at    when it is answered at the latest, as it was promised (epoch seconds UTC)
    answer    what they are told
    """

    class State(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"  # the step stands
        OVERTURNED = "overturned"
        VOID = "void"  # the offence ended by itself meanwhile

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="appeals")
    said = models.TextField()
    by = models.CharField(max_length=40)
    at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(state="open"), name="one_open_appeal"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False), name="appeal_decided_at_a_moment"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "state", "due_at"], name="appeal_by_state")]

    def __str__(self) -> str:
        return f"appeal {self.pk} against incident {self.incident_id}"


class OrderSettings(Scoped):
    """What a workspace promises: an appeal is answered within so many days, in the group's service hours."""

    appeal_days = models.IntegerField(default=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_order_settings")]

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.appeal_days} days"


class Report(Scoped):
    """A member tells of somebody who broke a rule, through the group's own page. Who told is never shown to others.

    what    kind of rule, or "private": strangers are added as friends in private (D4)
    about   whom, as the reporter names them; said: what happened, in their words
    answer  what the reporter may be told where it was declined
    told_by   the member who told, once a colleague has said who it was: for thanks, and for colleagues alone
    noted_by  the colleague (staff id) who wrote down what a member told them; None for the members' own page
    """

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"  # an operator made it an incident
        DECLINED = "declined"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    about = models.CharField(max_length=60)
    said = models.TextField()
    reporter = models.CharField(max_length=60, blank=True)
    at = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.SET_NULL, related_name="reports")
    answer = models.TextField(blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.BigIntegerField(null=True)
    told_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "state", "at"], name="report_by_state")]

    def __str__(self) -> str:
        return f"report {self.pk} ({self.what})"


class Removal(Scoped):
    """Somebody was removed from a group, as the group itself told: the file of it, whatever led to it.

    at        when (epoch seconds UTC); with group and person it names the removal, however often it is imported
    by        who removed them, as the system line names them; "" where it does not
    sentence  the system line; before: what the person had said last, [{"id", "at", "name", "text", "kind"}]
    incident  the case whose step it was, or that a colleague made of it; None while no case answers for it
    why       key of ``removals.WHYS`` once a colleague has said it, with their words in note
    """

    class State(models.TextChoices):
        STANDING = "standing"
        VOID = "void"  # the line that told of it was taken back

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.BigIntegerField()
    by = models.CharField(max_length=160, blank=True)
    sentence = models.TextField(blank=True)
    before = models.JSONField(default=list)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.SET_NULL, related_name="removals")
    why = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=500, blank=True)
    why_by = models.BigIntegerField(null=True)
    why_at = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STANDING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person", "at"], name="one_file_per_removal")]
        indexes = [models.Index(fields=["workspace", "state", "at"], name="removal_by_state")]

    def __str__(self) -> str:
        return f"removal {self.pk}"
