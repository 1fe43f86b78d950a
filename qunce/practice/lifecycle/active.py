"""The active members of a month, read from what was said and reported: nothing is stored, so undo and erasure hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.activity.models import MemberDay
from qunce.community.models import Group, Membership, Person
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.lifecycle import gathering, words
from qunce.practice.lifecycle.gathering import View
from qunce.practice.lifecycle.policy import months
from qunce.practice.lifecycle.policy.months import Place

GIFT = "lifecycle.gift"
MOST_MONTHS = 24
ASKED_BEFORE = 7 * clock.DAY  # a question of the month before may be answered in this one
CHOOSE_WITHIN = 7 * clock.DAY


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a group. first: its first day; until: the moment up to which it is known; over: nothing more comes."""

    first: date
    since: int
    until: int
    over: bool

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Line:
    """A place, ready to show. gift_task: the task that asks which gift they would like, if there is one."""

    place: Place
    person: Person
    wrote: int
    gift_task: Task | None


def months_of(view: View) -> list[Month]:
    """The months of which something was heard, the newest first, at most 24."""
    zone = view.workspace.zone
    if view.group.heard_until is None:
        return []
    day = clock.local_day(view.as_of, zone).replace(day=1)
    begin = clock.local_day(view.group.heard_from or view.as_of, zone).replace(day=1)
    found: list[Month] = []
    while day >= begin and len(found) < MOST_MONTHS:
        following = (day + timedelta(days=31)).replace(day=1)
        end = clock.day_start(following, zone)
        found.append(Month(day, clock.day_start(day, zone), end, over=min(view.as_of, clock.timestamp()) >= end))
        day = (day - timedelta(days=1)).replace(day=1)
    return found


def first_shown(offered: Sequence[Month], as_of: int) -> Month | None:
    """The running month; in its first week the one before, whose gifts are asked for then."""
    newest = next(iter(offered), None)
    if newest is not None and len(offered) > 1 and as_of < newest.since + CHOOSE_WITHIN:
        return offered[1]
    return newest


def lines(view: View, month: Month) -> list[Line]:
    """Everybody who earned something in the month, best first."""
    group = view.group
    known = [one for one in gathering.answers(view, month.since - ASKED_BEFORE) if _within(one.answered_at, month)]
    acts = [
        *gathering.talked(group, month.since, month.until - 1, known),
        *gathering.earned(gathering.deeds(group, month.since, month.until - 1)),
    ]
    here = set(Membership.objects.filter(group=group, left_at__isnull=True).values_list("person_id", flat=True))
    found = months.places(
        acts, since=month.since, until=month.until, staff=gathering.staff(view), here=here,
        offences=_sums(view, month, "breaches"),
    )  # fmt: skip
    people = community.people_by_id(view.workspace.pk, [place.person_id for place in found])
    wrote = _sums(view, month, "messages")
    asked = _asked(group, month)
    return [
        Line(place, people[place.person_id], wrote.get(place.person_id, 0), asked.get(place.person_id))
        for place in found
        if place.person_id in people and people[place.person_id].erased_at is None
    ]


def _within(at: int | None, month: Month) -> bool:
    return at is not None and month.since <= at < month.until


def _sums(view: View, month: Month, measure: str) -> dict[int, int]:
    zone = view.workspace.zone
    days = clock.day_number(month.since, zone), clock.day_number(month.until - 1, zone)
    rows = MemberDay.objects.filter(group=view.group, day__gte=days[0], day__lte=days[1], measure=measure)
    return dict(rows.values_list("person_id").annotate(total=Sum("value")))


def _asked(group: Group, month: Month) -> dict[int, Task]:
    rows = Task.objects.filter(group_id=group.pk, kind=GIFT, key__startswith=f"{group.pk}:{month.key}:").exclude(
        state=Task.State.WITHDRAWN
    )
    return {task.person_id: task for task in rows.order_by("id") if task.person_id}


def ask_for_wishes(view: View, month: Month, chosen: Sequence[Line]) -> int:
    """A task for each marked member: which gift would they like (I9)? Once a month each; returns how many are new."""
    us = next(iter(community.staff_of(view.group).values()), "")
    wanted = []
    for line in chosen:
        said = words.gift(line.person.name, view.group.name, us, month.key)
        wanted.append(
            NewTask(
                kind=GIFT,
                key=f"{view.group.pk}:{month.key}:{line.person.pk}",
                due_at=clock.timestamp() + CHOOSE_WITHIN,
                title={
                    "msgid": N_("Ask %(name)s which gift they would like (%(month)s)"),
                    "params": {"name": line.person.name, "month": month.key},
                },
                words=[{"msgid": said.msgid, "params": dict(said.params)}],
                value=1.0 / line.place.rank,
                group_id=view.group.pk,
                person_id=line.person.pk,
                data={"group": view.group.pk, "month": month.key},
            )
        )
    return worklist.open_tasks(view.workspace.pk, wanted)
