"""Passes by which members reach a page of theirs, and the knocks at their doors."""

from django.db import models

from qunce.base.tenancy.models import Scoped


class Pass(Scoped):
    """A link and a code for one page. Neither is kept: both are signed from the row and the server's secret.

    purpose     the page, as a room registered it: "appeal", "report"
    ref         what it is about, as that room names it: the id of an incident, of a group
    round       one more each time it is renewed; what was given out before opens nothing any more
    expires_at  epoch seconds UTC; None: as long as it is not revoked
    """

    purpose = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    round = models.IntegerField(default=1)
    created_at = models.BigIntegerField()
    expires_at = models.BigIntegerField(null=True)
    revoked_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "purpose", "ref"], name="one_pass_for_each_page")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.ref}"


class Knock(Scoped):
    """Something a visitor tried at a pass, kept for as long as it counts against a limit.

    what     "code": a wrong code; "send": something was sent
    visitor  a keyed hash of the address it came from, never the address
    """

    door = models.ForeignKey(Pass, on_delete=models.CASCADE, related_name="knocks", db_index=False)
    what = models.CharField(max_length=5)
    visitor = models.CharField(max_length=24)
    at = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["door", "what", "at"], name="knocks_at_a_door")]

    def __str__(self) -> str:
        return f"{self.what} at {self.door_id}"
