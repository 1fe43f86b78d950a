"""Summing up days of talk."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

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
    fresh = [
        _row(group, day, measure_day(said))
        for run in _runs(due)
        for day, said in _by_day(talk(group, *_span(run[0], run[-1], zone)), run, zone)
    ]
    with transaction.atomic():
        rows.filter(day__lt=first).delete()
        DayPace.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=["group", "day"], update_fields=["people", "pictures"]
        )
    return len(due)


def _runs(days: Sequence[int]) -> list[list[int]]:
    """Days in a row together, so that each run is read in one go."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _by_day(talk: Iterable[Message], run: Sequence[int], zone: str) -> Iterator[tuple[int, Iterable[Message]]]:
    """Each day of a run with its talk, in order; the talk of a day is to be taken before the next day is."""
    at = iter(run)
    for day, said in groupby(talk, key=lambda message: clock.day_number(message.at, zone)):
        while (silent := next(at, day)) != day:
            yield silent, ()
        yield day, said
    yield from ((silent, ()) for silent in at)


def _span(first: int, last: int, zone: str) -> tuple[int, int]:
    return clock.day_start(clock.date_of(first), zone), clock.day_start(clock.date_of(last + 1), zone)


def _row(group: Group, day: int, summary: Summary) -> DayPace:
    return DayPace(
        workspace_id=group.workspace_id,
        group=group,
        day=day,
        people={str(person): dict(peaks) for person, peaks in summary.people.items()},
        pictures={str(person): dict(peaks) for person, peaks in summary.pictures.items()},
    )
