"""Summing up days of talk."""

from collections.abc import Callable, Iterable

from django.db import transaction

from qunce.community.models import Group
from qunce.kernel import clock
from qunce.practice.moderation.pace.models import DayPace
from qunce.practice.moderation.policy import Message, Summary, measure_day

Talk = Callable[[Group, int, int | None], Iterable[Message]]  # messages of a span, epoch seconds [since, until)
DAYS = 28


def refresh(group: Group, talk: Talk, first: int, last: int, changed: int) -> int:
    """Sum up the days first to last (numbers, both included) that changed or were not summed up yet.

    changed: the first day whose talk may have changed. Returns how many days were read. Running it again with nothing
    changed reads none.
    """
    zone = group.workspace.zone
    rows = DayPace.objects.filter(group=group)
    known = set(rows.filter(day__range=(first, last)).values_list("day", flat=True))
    due = [day for day in range(first, last + 1) if day not in known or day >= changed]
    fresh = [_row(group, day, measure_day(talk(group, *_span(day, zone)))) for day in due]
    with transaction.atomic():
        rows.filter(day__lt=first).delete()
        DayPace.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=["group", "day"], update_fields=["people", "pictures"]
        )
    return len(due)


def _span(day: int, zone: str) -> tuple[int, int]:
    return clock.day_start(clock.date_of(day), zone), clock.day_start(clock.date_of(day + 1), zone)


def _row(group: Group, day: int, summary: Summary) -> DayPace:
    return DayPace(
        workspace_id=group.workspace_id,
        group=group,
        day=day,
        people={str(person): dict(peaks) for person, peaks in summary.people.items()},
        pictures={str(person): dict(peaks) for person, peaks in summary.pictures.items()},
    )
