"""Who answers what: the roster of a workspace, its accounts as lint sees them, who is away."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from qunce.base.accounts.models import StaffMembership
from qunce.base.tenancy.models import Workspace
from qunce.community.charter.types import ServiceHours
from qunce.community.models import Group, Membership
from qunce.community.personas.models import Absence, Duty, Persona
from qunce.community.personas.policy import Assigned, Away, Finding, Portrait, Post, Watch, assign, lint, present
from qunce.kernel import clock


def personas(workspace_id: int) -> "QuerySet[Persona]":
    """The accounts in use, by name."""
    rows = Persona.objects.filter(workspace_id=workspace_id, ended_at=None).select_related("person__merged_into")
    return rows.order_by("name", "id")


def plan_of(persona: Persona) -> list[Post]:
    return [Post(post["weekday"], post["minute"], post["idea"]) for post in persona.moments]


def colleagues(workspace_id: int) -> dict[int, str]:
    """Everybody who works here now, by name."""
    places = StaffMembership.objects.filter(workspace_id=workspace_id, ended_at=None, staff__is_active=True)
    return dict(places.order_by("staff__name").values_list("staff_id", "staff__name"))


def aways(workspace_id: int, at: int) -> list[Away]:
    """The absences that are not over at a moment, later ones included."""
    rows = Absence.objects.filter(workspace_id=workspace_id, ended_at=None, until__gt=at)
    return [Away(row.staff_id, row.since, row.until, row.stand_in) for row in rows]


@dataclass(frozen=True, slots=True)
class Roster:
    """Duties and absences of a workspace, read once for any number of matters."""

    watches: tuple[Watch, ...]
    away: tuple[Away, ...]

    def falls_to(self, group_id: int | None, text: str, at: int) -> Assigned | None:
        """Who has a matter said as ``text`` in a group at a moment (epoch seconds UTC), with the reasons."""
        return assign(self.watches, self.away, group_id=group_id, text=text, at=at)

    def speaks(self, persona: str, at: int) -> int | None:
        """The colleague behind the account of this name at a moment."""
        own = [watch for watch in self.watches if watch.persona == persona]
        plain = [Watch(w.id, w.persona_id, w.persona, w.role, holders=w.holders) for w in own]
        found = assign(plain, self.away, group_id=None, text="", at=at)
        return found.staff_id if found else None


def roster(workspace: Workspace, at: int | None = None) -> Roster:
    """Read it once per batch: two queries, whatever the number of matters."""
    here = set(colleagues(workspace.pk))
    rows = Duty.objects.filter(workspace=workspace, persona__ended_at=None).select_related("persona").order_by("id")
    now = clock.timestamp() if at is None else at
    return Roster(tuple(_watch(row, workspace.zone, here) for row in rows), tuple(aways(workspace.pk, now)))


def _watch(row: Duty, zone: str, here: Collection[int]) -> Watch:
    shifts = tuple(tuple((a, b) for a, b in day) for day in row.shifts) if row.shifts is not None else None
    return Watch(
        row.pk, row.persona_id, row.persona.name, row.role, tuple(row.topics), frozenset(row.group_ids),
        ServiceHours(shifts, None, zone) if shifts is not None else None,
        tuple(holder for holder in row.holders if holder in here),
    )  # fmt: skip


def duty_for(group: Group, text: str, at: int | None = None) -> Assigned | None:
    """Who has one matter; for many, take ``roster`` once."""
    now = clock.timestamp() if at is None else at
    return roster(group.workspace, now).falls_to(group.pk, text, now)


def first_holders(workspace_id: int) -> dict[int, list[int]]:
    """Account → the colleagues behind it, those of its first duty first."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in Duty.objects.filter(workspace_id=workspace_id).order_by("id"):
        found[row.persona_id] += [holder for holder in row.holders if holder not in found[row.persona_id]]
    return found


class Sheet(NamedTuple):
    """An account on its page: who it is in the groups, its duties and what is odd about it."""

    persona: Persona
    duties: list[Duty]
    findings: list[Finding]
    last_spoke_at: int | None


def sheets(workspace_id: int) -> list[Sheet]:
    """All accounts in use with what lint says of them."""
    rows = list(personas(workspace_id))
    duties: dict[int, list[Duty]] = defaultdict(list)
    for duty in Duty.objects.filter(workspace_id=workspace_id, persona__in=rows).order_by("id"):
        duties[duty.persona_id].append(duty)
    spoke = _spoke(rows)
    portraits = [_portrait(row, duties[row.pk], spoke.get(row.pk, (None, None))) for row in rows]
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in lint(portraits):
        found[finding.persona_id].append(finding)
    return [Sheet(row, duties[row.pk], found[row.pk], spoke.get(row.pk, (None, None))[0]) for row in rows]


def _spoke(rows: Sequence[Persona]) -> dict[int, tuple[int | None, int | None]]:
    """Account → when it last spoke in its groups, and until when those were heard."""
    people = {row.pk: row.person.merged_into_id or row.person.pk for row in rows if row.person}
    seen = {
        row["person_id"]: (row["spoke"], row["heard"])
        for row in Membership.objects.filter(person_id__in=people.values(), left_at=None, group__archived_at=None)
        .values("person_id")
        .annotate(spoke=Max("last_spoke_at"), heard=Max("group__heard_until"))
    }
    return {pk: seen.get(person_id, (None, None)) for pk, person_id in people.items()}


def _portrait(row: Persona, duties: Sequence[Duty], spoke: tuple[int | None, int | None]) -> Portrait:
    return Portrait(
        row.pk, row.name, row.picture,
        speakers=tuple(duty.holders[0] if duty.holders else None for duty in duties),
        topics=tuple((topic, frozenset(duty.group_ids)) for duty in duties for topic in duty.topics),
        linked=row.person_id is not None,
        last_spoke_at=spoke[0],
        heard_until=spoke[1],
        moments=len(row.moments),
    )  # fmt: skip


def absences(workspace_id: int) -> "QuerySet[Absence]":
    """Who is or will be away, the next first."""
    rows = Absence.objects.filter(workspace_id=workspace_id, ended_at=None, until__gt=clock.timestamp())
    return rows.order_by("since", "id")


def duties_in(group: Group) -> list[Duty]:
    """The duties that answer a group, its own before those of every group."""
    rows = Duty.objects.filter(workspace_id=group.workspace_id, persona__ended_at=None).select_related("persona")
    mine = [row for row in rows.order_by("id") if not row.group_ids or group.pk in row.group_ids]
    return sorted(mine, key=lambda row: (not row.group_ids, not row.topics))


def retired(workspace_id: int) -> "QuerySet[Persona]":
    """Accounts out of use, the latest first."""
    return Persona.objects.filter(Q(ended_at__isnull=False), workspace_id=workspace_id).order_by("-ended_at")[:50]


def behind(workspace_id: int, duties: Sequence[Duty], at: int) -> dict[int, int]:
    """Duty → the colleague who has it at a moment; left out where nobody is there."""
    gone, here = aways(workspace_id, at), colleagues(workspace_id)
    found = {duty.pk: present([h for h in duty.holders if h in here], gone, at) for duty in duties}
    return {pk: one[0] for pk, one in found.items() if one is not None}
