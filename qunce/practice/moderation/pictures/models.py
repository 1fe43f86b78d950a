"""What was read in pictures. The pictures themselves are nowhere."""

from django.db import models

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group, Message


class Seen(Scoped):
    """A message's picture was looked at: the newest look counts, also one that found nothing.

    codes   [{"text", "x", "y"}], x and y per cent of the picture
    digest  SHA-256 of the picture, hexadecimal
    by      who looked (staff), None: a connector did
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    codes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    by = models.BigIntegerField(null=True)
    at = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{len(self.codes)} codes in message {self.message_id}"


class OwnCode(Scoped):
    """A QR code that is the workspace's own, by its text: no rule is broken by it."""

    text = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of the text: what is unique must be short
    by = models.BigIntegerField()
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="one_own_code")]

    def __str__(self) -> str:
        return f"own code of {self.workspace_id}"
