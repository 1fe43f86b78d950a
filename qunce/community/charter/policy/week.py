"""A week of shifts as people say it: days that are alike named together. Pure."""

from collections.abc import Sequence

Shifts = tuple[tuple[int, int], ...]  # minutes since local midnight, of one day
Week = tuple[Shifts, ...]  # seven days, Monday first

WORKDAYS, WEEKEND = range(5), range(5, 7)
_SHORTEST_RUN = 3  # "Mon–Wed", but "Mon, Tue"
_MOST_OFF_NAMED = 2  # who is on two evenings a week is not said to be off on five days


def week_of(days: Sequence[Sequence[Sequence[int]]]) -> Week:
    """Seven days of sorted shifts from what was stored; a day that is not there is off."""
    week = [tuple(sorted((start, end) for start, end in day)) for day in days[:7]]
    return (*week, *((),) * (7 - len(week)))


def alike(week: Week) -> list[tuple[tuple[int, ...], Shifts]]:
    """The days that have the same shifts, in the order of their first day: ((1, 3), ((1200, 1320),)).

    Every day with a shift is named. Days off come last, and only where they are few or all there is.
    """
    found: dict[Shifts, list[int]] = {}
    for day, shifts in enumerate(week):
        found.setdefault(shifts, []).append(day)
    off = found.pop((), [])
    named = [(tuple(days), shifts) for shifts, days in found.items()]
    return [*named, (tuple(off), ())] if off and (not named or len(off) <= _MOST_OFF_NAMED) else named


def runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted days as (first, last): three or more in a row are one run, fewer stand alone."""
    found: list[list[int]] = []
    for day in days:
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    return [
        span
        for row in found
        for span in ([(row[0], row[-1])] if len(row) >= _SHORTEST_RUN else [(day, day) for day in row])
    ]
