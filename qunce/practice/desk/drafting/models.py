"""How a workspace wants to sound (E5)."""

from typing import Any

from django.db import models

from qunce.base.tenancy.models import Scoped


class ToneRules(Scoped):
    """One row a workspace; without one, ``tone.PLAIN`` holds. Fields as in ``tone.Tone``.

    manners  how accounts of a tone (``Persona.Tone``) may speak otherwise: {"lively": {"emoji": 3, "dear": true}}
    """

    greet = models.BooleanField(default=True)
    greetings = models.JSONField(default=list)
    address = models.CharField(max_length=1, blank=True)
    dear = models.BooleanField(default=True)
    emoji = models.PositiveSmallIntegerField(null=True)
    exclaim = models.PositiveSmallIntegerField(null=True)
    absolute = models.JSONField(default=list)
    forbidden = models.JSONField(default=list)
    manners: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    changed_at = models.BigIntegerField()
    changed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_tone_per_workspace")]

    def __str__(self) -> str:
        return f"tone of {self.workspace_id}"
