"""Reads of the sums that need no practice."""

from qunce.community.activity.models import GroupDay


def first_day(group_id: int) -> int | None:
    """The first local day (days since 1970-01-01) with any sum of the group."""
    return GroupDay.objects.filter(group_id=group_id).order_by("day").values_list("day", flat=True).first()
