"""Incremental sums of measures by member and day, group and day. Generic: it knows no practice (design §2)."""

from django.db import models

from qunce.community.models import Group, Person


class MemberDay(models.Model):
    """How much of a measure a person did in a group on a local day (days since 1970-01-01)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.IntegerField()
    measure = models.CharField(max_length=20)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "day", "measure", "person"], name="member_day_once")]
        indexes = [models.Index(fields=["person", "day"], name="member_day_by_person")]

    def __str__(self) -> str:
        return f"{self.measure} {self.value}"


class GroupDay(models.Model):
    """How much of a measure happened in a group on a local day. Hours of the day are measures "h00".."h23"."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.IntegerField()
    measure = models.CharField(max_length=20)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "day", "measure"], name="group_day_once")]

    def __str__(self) -> str:
        return f"{self.measure} {self.value}"
