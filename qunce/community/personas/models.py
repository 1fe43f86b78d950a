"""The accounts that speak in the groups, what each is for, and who sits behind it (C2-C5)."""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Person


class Persona(Scoped):
    """An account as members know it (人设).

    person    who it is in the groups; None until somebody says so, or where it never spoke
    picture   what its avatar shows, as a colleague says
    tone      how it speaks; ``manner`` says more in words
    moments   its Moments plan: [{"weekday": 0..6, "minute": of the local day, "idea": text}]
    ended_at  since when it is no longer used (epoch seconds UTC)
    """

    class Picture(models.TextChoices):
        UNKNOWN = "unknown"
        PHOTO = "photo"
        DRAWING = "drawing"
        LOGO = "logo"
        NONE = "none"

    class Tone(models.TextChoices):
        POLITE = "polite"
        WARM = "warm"
        LIVELY = "lively"
        EXPERT = "expert"

    name = models.CharField(max_length=60)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    picture = models.CharField(max_length=10, choices=Picture.choices, default=Picture.UNKNOWN)
    tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.POLITE)
    manner = models.CharField(max_length=300, blank=True)
    moments = models.JSONField(default=list)
    since = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=Q(ended_at__isnull=True), name="one_account_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Duty(Scoped):
    """What an account answers, where and when, and the colleagues behind it.

    role      what kind of work it is (``policy.routing.ROLES``)
    topics    words that lead here; [] means all that no other duty takes
    group_ids [] means every group
    shifts    [[start, end] …] in minutes for each weekday from Monday; None: whenever the group is served
    holders   staff ids in order: the first who is there has it, the others stand in
    """

    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="duties")
    role = models.CharField(max_length=12)
    topics = models.JSONField(default=list)
    group_ids = models.JSONField(default=list)
    shifts = models.JSONField(null=True)
    holders = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.role} of account {self.persona_id}"


class Absence(Scoped):
    """A colleague is away from ``since`` to ``until`` (epoch seconds UTC).

    stand_in   the colleague who gets what falls to them meanwhile; None: the next holder of each duty
    handed_at  when their open tasks were handed on; None while that has not begun
    ended_at   they came back early, or it was struck out
    """

    staff_id = models.BigIntegerField()
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    stand_in = models.BigIntegerField(null=True)
    note = models.CharField(max_length=120, blank=True)
    handed_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "ended_at", "until"], name="absence_now")]
        constraints = [models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="absence_has_length")]

    def __str__(self) -> str:
        return f"staff {self.staff_id} away"
