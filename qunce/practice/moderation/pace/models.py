"""The bouts of a group's days."""

from django.db import models

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group


class DayPace(Scoped):
    """One day of a group. people, pictures: person id → {most messages within 60 s of a bout → how many bouts}.

    day  days since 1970 in the workspace's zone
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    day = models.IntegerField()
    people = models.JSONField(default=dict)
    pictures = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "day"], name="one_pace_per_day")]

    def __str__(self) -> str:
        return f"{self.group_id} on {self.day}"
