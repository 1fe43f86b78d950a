"""What the fairness report reads: each offence with the step it was answered with, and the one that was due then."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import QuerySet

from qunce.base.journal.models import Fact as Journal
from qunce.community.models import Group
from qunce.practice.moderation.copies import queries as places
from qunce.practice.moderation.incidents import facts
from qunce.practice.moderation.incidents.fairness import Fact, due_then
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.policy import Ladder, Offence
from qunce.practice.moderation.incidents.queries import LIVE, Laws, once_each

_PART = 5_000  # offences named in one question to the database
_Who = tuple[int, int]  # group, person


class _Books:
    """The offences of some people as they were known at a moment, and the ladders of their groups."""

    def __init__(self, rows: "QuerySet[Incident]") -> None:
        theirs = Incident.objects.filter(
            group_id__in=rows.values("group_id"), person_id__in=rows.values("person_id")
        ).exclude(state=Incident.State.VOID)
        self._ended = _ended(theirs)
        self._rows: dict[_Who, list[Incident]] = defaultdict(list)
        listed = list(theirs.order_by("at", "id"))
        for row in listed:
            self._rows[row.group_id, row.person_id].append(row)
        self._led: dict[int, int] = {}
        for start in range(0, len(listed), _PART):
            part = listed[start : start + _PART]
            self._led |= places.leads(part[0].workspace_id, [row.pk for row in part])
        away = set(self._led.values()) - {row.pk for row in listed}  # a copy is answered where its case is led
        self._steps = {**_steps(Incident.objects.filter(pk__in=away)), **_steps(theirs)}
        self._laws: dict[int, Laws] = {}
        self._groups = Group.objects.select_related("workspace").in_bulk({group for group, _person in self._rows})

    def step_of(self, row: Incident) -> TakenStep | None:
        """The step that answered the case an offence belongs to."""
        return self._steps.get(self._led.get(row.pk, row.pk))

    def due(self, row: Incident, decided_at: int) -> str:
        cases = {self._led.get(other.pk, other.pk): other for other in self._rows[row.group_id, row.person_id]}
        others = [self._offence(other, decided_at) for case, other in cases.items() if row.pk not in (case, other.pk)]
        this = Offence(row.pk, row.message_id, row.at, str(row.rule.get("kind", "")))
        return due_then(self._ladder(row), this, others, decided_at)

    def _offence(self, row: Incident, moment: int) -> Offence:
        """As known at a moment: what was overturned only later still counted then."""
        step = self.step_of(row)
        return Offence(
            row.pk, row.message_id, row.at, str(row.rule.get("kind", "")),
            step=step.step if step else None,  # type: ignore[arg-type] # a step of the ladder
            proven_at=step.proven_at if step else None,
            stands=row.state == Incident.State.STANDING or self._ended.get(row.pk, 0) > moment,
        )  # fmt: skip

    def _ladder(self, row: Incident) -> Ladder:
        if row.group_id not in self._laws:
            self._laws[row.group_id] = Laws(self._groups[row.group_id])
        return self._laws[row.group_id].at(row.at)


def _steps(rows: "QuerySet[Incident]") -> Mapping[int, TakenStep]:
    """Incident → its step: the one that holds, or the last that was taken back with an overturned offence."""
    found: dict[int, TakenStep] = {}
    for step in TakenStep.objects.filter(incident__in=rows, proven_at__isnull=False).order_by("proven_at", "id"):
        if step.incident_id not in found or step.state in LIVE or found[step.incident_id].state not in LIVE:
            found[step.incident_id] = step
    return found


def _ended(rows: "QuerySet[Incident]") -> Mapping[int, int]:
    """Incident → when it was overturned."""
    subjects = {
        f"incident:{pk}": pk for pk in rows.filter(state=Incident.State.OVERTURNED).values_list("pk", flat=True)
    }
    groups = rows.order_by().values("group_id").distinct()
    known = Journal.objects.filter(group_id__in=groups, type=facts.ENDED).order_by("recorded_at")
    return {
        subjects[subject]: at
        for subject, at in known.values_list("subject", "recorded_at").iterator(2000)
        if subject in subjects
    }


def of(rows: "QuerySet[Incident]") -> list[Fact]:
    """Offences as the fairness report reads them; those whose evidence was taken away are left out."""
    books = _Books(rows)
    found = []
    for row in once_each(rows.exclude(state=Incident.State.VOID)).select_related("person").order_by("at", "id"):
        step = books.step_of(row)
        overturned = row.state == Incident.State.OVERTURNED
        stands = step is not None and (overturned or step.state in LIVE)
        decided_at = step.decided_at if step is not None and stands else row.seen_at
        found.append(
            Fact(
                rule=str(row.rule.get("kind", "")),
                is_staff=row.person.is_staff,
                at=row.at,
                answered=stands,
                let_be=row.let_be,
                skipped=stands and step is not None and bool(step.skipped_why),
                overturned=overturned,
                decided_by=step.decided_by if step is not None and stands else None,
                taken=step.step if step is not None and stands else "",
                due=books.due(row, decided_at) if stands or row.let_be else "",
                case=row.pk,
            )
        )
    return found
