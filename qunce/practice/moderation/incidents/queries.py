"""Reading incidents: what counts against a person, and what a case's file holds."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from qunce.community.models import Group
from qunce.kernel import clock
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
