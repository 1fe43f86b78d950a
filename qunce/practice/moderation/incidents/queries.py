"""Reading incidents: what counts against a person, and what a case's file holds."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.policy import NOTHING, Ladder, Offence, Step, counting, judge

LIVE = (TakenStep.State.DECIDED, TakenStep.State.PROVEN)
LADDER = Ladder()


@dataclass(frozen=True, slots=True)
class Case:
    """What is due for a person: the step, how many offences count on which local days, and why."""

    incident_id: int
    step: Step
    rule: Mapping[str, Any]
    count: int
    days: tuple[str, ...]
    reasons: list[dict[str, Any]]


def with_steps(rows: "QuerySet[Incident]") -> "QuerySet[Incident]":
    live = TakenStep.objects.filter(state__in=LIVE)
    return rows.prefetch_related(Prefetch("steps", live, to_attr="live_steps"))


def offence_of(row: Incident) -> Offence:
    """An incident as the policy reads it; ``row`` comes from ``with_steps``."""
    taken: list[TakenStep] = row.live_steps  # type: ignore[attr-defined] # prefetched
    step = taken[0] if taken else None
    return Offence(
        id=row.pk,
        message_id=row.message_id,
        at=row.at,
        rule_kind=str(row.rule.get("kind", "")),
        step=step.step if step else None,  # type: ignore[arg-type] # a step of the ladder
        proven_at=step.proven_at if step else None,
        stands=row.state == Incident.State.STANDING,
    )


def offences(group_id: int, person_ids: Collection[int]) -> Mapping[int, list[Offence]]:
    """Person → every incident of theirs in this group, in order of time."""
    found: dict[int, list[Offence]] = defaultdict(list)
    rows = Incident.objects.filter(group_id=group_id, person_id__in=person_ids).order_by("at", "id")
    for row in with_steps(rows):
        found[row.person_id].append(offence_of(row))
    return found


def cases_of(group: Group, latest: Mapping[int, int]) -> dict[int, Case]:
    """Person → the case of their latest breach (person → verdict id), where a step is due."""
    rows = Incident.objects.filter(verdict_id__in=latest.values(), state=Incident.State.STANDING)
    zone = group.workspace.zone
    of = offences(group.pk, latest.keys())
    found: dict[int, Case] = {}
    for row in with_steps(rows):
        mine = offence_of(row)
        verdict = judge(LADDER, mine, of[row.person_id], row.at, group_id=group.pk, person_id=row.person_id)
        if verdict.decision == NOTHING:
            continue
        counted = counting(of[row.person_id], row.at, LADDER)
        found[row.person_id] = Case(
            incident_id=row.pk,
            step=verdict.decision,  # type: ignore[arg-type] # the policy's other decision is left out above
            rule=row.rule,
            count=len(counted),
            days=tuple(dict.fromkeys(clock.local_day(o.at, zone).isoformat() for o in counted)),
            reasons=[{"msgid": r.msgid, "params": dict(r.params)} for r in verdict.reasons],
        )
    return found


@dataclass(frozen=True, slots=True)
class File:
    """All that one case's page says. ``counted``: the offences that counted then, this one among them."""

    incident: Incident
    taken: TakenStep | None
    undone: Sequence[TakenStep]
    counted: Sequence[Incident]
    ladder: Ladder
    due: Verdict
    before: Sequence[Mapping[str, Any]]
    after: Sequence[Mapping[str, Any]]


def file_of(incident: Incident) -> File:
    """The file of a case, with the names of others masked."""
    theirs = Incident.objects.filter(group_id=incident.group_id, person_id=incident.person_id)
    rows = list(with_steps(theirs).order_by("at", "id"))
    by_id = {row.pk: offence_of(row) for row in rows}
    mine = by_id[incident.pk]
    steps = list(incident.steps.order_by("decided_at", "id"))
    own = str(incident.said.get("name", ""))
    return File(
        incident=incident,
        taken=next((step for step in steps if step.state in LIVE), None),
        undone=[step for step in steps if step.state not in LIVE],
        counted=[row for row in rows if by_id[row.pk] in counting(by_id.values(), incident.at, LADDER)],
        ladder=LADDER,
        due=judge(LADDER, mine, by_id.values(), incident.at),
        before=[_masked(line, own) for line in incident.before],
        after=[_masked(line, own) for line in incident.after],
    )


def _masked(line: Mapping[str, Any], own: str) -> Mapping[str, Any]:
    """Somebody else's name by its first sign only: the file may be shown to the person it is about."""
    name = str(line["name"])
    return line if name == own or not name else {**line, "name": f"{name[0]}＊＊"}
