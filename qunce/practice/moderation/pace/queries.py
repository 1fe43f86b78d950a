"""What is usual in a group."""

from typing import Any

from qunce.community.models import Group
from qunce.practice.moderation.pace.models import DayPace
from qunce.practice.moderation.policy import Habits, Summary, habits_of
from qunce.practice.moderation.policy.habits import Peaks


def habits(group: Group, first: int, last: int) -> Habits:
    """The habits of the days first to last, both included, as far as they were summed up."""
    rows = DayPace.objects.filter(group=group, day__range=(first, last)).order_by("day")
    return habits_of([Summary(_read(row.people), _read(row.pictures)) for row in rows])


def _read(kept: dict[str, Any]) -> dict[int, Peaks]:
    return {int(person): {int(peak): int(n) for peak, n in peaks.items()} for person, peaks in kept.items()}
