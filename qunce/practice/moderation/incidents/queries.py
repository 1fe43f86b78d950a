"""Reading incidents: what counts against a person, and what a case's file holds."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext

from qunce.base.accounts.queries import staff_names
from qunce.community.charter.queries import effective, law_of, purposes, spoken, version_at
from qunce.community.models import Group, Membership
from qunce.community.visitors import services as visitors
from qunce.community.visitors.models import Pass
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.kernel import clock
from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.copies import queries as places
from qunce.practice.moderation.copies.models import Place
from qunce.practice.moderation.incidents.models import Appeal, Incident, OrderSettings, TakenStep
from qunce.practice.moderation.incidents.policy import (
    NOTHING,
    SKIPPED,
    STEPS,
    Ladder,
    LadderError,
    Offence,
    Skip,
    Step,
    counting,
    judge,
)
from qunce.practice.moderation.incidents.words import to_appeal

STEP_KINDS = tuple(f"moderation.{step}" for step in STEPS)
LIVE = (TakenStep.State.DECIDED, TakenStep.State.PROVEN)


@dataclass(frozen=True, slots=True)
class Case:
    """What is due for a person: the step, how many offences count on which local days, and why.

    severe_why  why steps are skipped; "" where none are
    """

    incident: Incident
    step: Step
    count: int
    days: tuple[str, ...]
    reasons: list[dict[str, Any]]
    severe_why: str = ""


class Laws:
    """The ladders of a group: that of the version in force then, or the present one where it is milder (D5)."""

    def __init__(self, group: Group) -> None:
        self._now = effective(group.workspace, group.pk).charter
        self._terms = law_of(group, self._now, 0)

    def at(self, moment: int) -> Ladder:
        """The ladder that an offence of this moment (epoch seconds UTC) is answered by."""
        law = next((term.charter for term in self._terms if term.until is None or moment < term.until), self._now)
        return Ladder.of(law.ladder)


def with_steps(rows: "QuerySet[Incident]") -> "QuerySet[Incident]":
    live = TakenStep.objects.filter(state__in=LIVE)
    return rows.prefetch_related(Prefetch("steps", live, to_attr="live_steps"))


def once_each(rows: "QuerySet[Incident]") -> "QuerySet[Incident]":
    """Without the copies whose leading offence is listed here as well."""
    listed = Place.objects.filter(incident_id__in=rows.order_by().values("pk"))
    return rows.exclude(pk__in=places.hidden_behind(listed).values("incident_id"))


def place_counts(workspace_id: int, incident_ids: Collection[int]) -> dict[int, int]:
    """Leading offence → in how many groups its advert stood; those of one group are left out."""
    rows = Place.objects.filter(workspace_id=workspace_id, lead__incident_id__in=incident_ids)
    counted: dict[int, set[int]] = defaultdict(set)
    leading = Place.objects.filter(workspace_id=workspace_id, incident_id__in=incident_ids)
    for incident_id, group_id in (
        *rows.values_list("lead__incident_id", "group_id"),
        *leading.values_list("incident_id", "group_id"),
    ):
        counted[incident_id].add(group_id)
    return {incident_id: len(groups) for incident_id, groups in counted.items() if len(groups) > 1}


MOST_PLACES = 50


def places_seen(incident: Incident, visible: "QuerySet[Incident]") -> dict[str, Any]:
    """Where the advert of a case stands, as far as somebody may see it, and the cases of others with the same words.

    places: offences in order of time, the leading one first; unseen: how many lie out of sight; kin: leading offences.
    """
    found = places.of_case(incident.workspace_id, incident.pk)
    if not found:
        return {"places": [], "unseen": 0, "kin": []}
    ids = [place.incident_id for place in found]
    order = {pk: number for number, pk in enumerate(ids)}
    rows = list(visible.filter(pk__in=ids[:MOST_PLACES]).select_related("group", "person"))
    others = [place.incident_id for place in places.kin_of(found[0])]
    kin = visible.filter(pk__in=others).select_related("group", "person").order_by("-at")[:PLACES_OF_OTHERS]
    return {
        "places": sorted(rows, key=lambda row: order[row.pk]),
        "unseen": len(ids) - len(rows),
        "kin": list(kin),
    }


PLACES_OF_OTHERS = 20


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


def by_case(rows: Sequence[Incident]) -> list[tuple[Incident, Offence]]:
    """Each case once: the row of this list that stands for it, and the offence with the step that answered the case.

    A copy stands for a case that is led from another group; as evidence it is the one that was seen here.
    """
    if not rows:
        return []
    led = places.leads(rows[0].workspace_id, [row.pk for row in rows])
    here = {row.pk for row in rows}
    away = with_steps(Incident.objects.filter(pk__in=set(led.values()) - here))
    leading = {lead.pk: lead for lead in away}
    found: list[tuple[Incident, Offence]] = []
    for row in rows:
        lead = leading.pop(led[row.pk], None) if row.pk in led else row
        if lead is not None:
            found.append((row, replace(offence_of(lead), message_id=row.message_id, at=row.at)))
    return found


def offences(group_id: int, person_ids: Collection[int]) -> Mapping[int, list[Offence]]:
    """Person → every case of theirs that reached this group, in order of time."""
    found: dict[int, list[Offence]] = defaultdict(list)
    rows = Incident.objects.filter(group_id=group_id, person_id__in=person_ids).order_by("at", "id")
    for row, offence in by_case(list(with_steps(rows))):
        found[row.person_id].append(offence)
    return found


def due_step(ladder: Ladder, row: Incident, mine: Sequence[Offence], at: int | None = None) -> Verdict:
    """What an incident asks for, with the skip that a person decided for it, as far as that still leads further."""
    this = offence_of(row)
    verdict = judge(ladder, this, mine, row.at if at is None else at, group_id=row.group_id, person_id=row.person_id)
    if not row.skip or verdict.decision == NOTHING:
        return verdict
    skip = Skip(row.skip["to"], row.skip["why"], severe=row.severe)
    try:
        return judge(ladder, this, mine, row.at, skip, group_id=row.group_id, person_id=row.person_id)
    except LadderError:  # the ladder of now has led there by itself, or does not go there
        return verdict


def cases_of(group: Group, rows: "QuerySet[Incident]") -> dict[int, Case]:
    """Person → the case of the latest of these standing incidents that a step is due for."""
    laws, zone = Laws(group), group.workspace.zone
    standing = with_steps(rows.filter(state=Incident.State.STANDING)).order_by("at", "id")
    copies = places.leads(group.workspace_id, [row.pk for row in standing])
    listed = [row for row in standing if row.pk not in copies]  # a copy is answered where its case is led
    of = offences(group.pk, {row.person_id for row in listed})
    found: dict[int, Case] = {}
    for row in {row.person_id: row for row in listed}.values():  # the latest of each
        ladder = laws.at(row.at)
        verdict = due_step(ladder, row, of[row.person_id])
        if verdict.decision == NOTHING:
            continue
        counted = counting(of[row.person_id], row.at, ladder)
        skipped = next((str(r.params["why"]) for r in verdict.reasons if r.msgid == SKIPPED), "")
        found[row.person_id] = Case(
            incident=row,
            step=verdict.decision,  # type: ignore[arg-type] # the policy's other decision is left out above
            count=len(counted),
            days=tuple(dict.fromkeys(clock.local_day(o.at, zone).isoformat() for o in counted)),
            reasons=[{"msgid": r.msgid, "params": dict(r.params)} for r in verdict.reasons],
            severe_why=skipped,
        )
    return found


@dataclass(frozen=True, slots=True)
class File:
    """All that one case's page says. ``counted``: the offences that counted then, this one among them."""

    incident: Incident
    taken: TakenStep | None
    decided_by: str
    undone: Sequence[TakenStep]
    counted: Sequence[Incident]
    ladder: Ladder
    due: Verdict
    appeals: Sequence[Appeal]
    appeal_deciders: Mapping[int, str]
    before: Sequence[Mapping[str, Any]]
    after: Sequence[Mapping[str, Any]]
    led_by: int | None = None


def file_of(incident: Incident) -> File:
    """The file of a case, with the names of others masked."""
    theirs = Incident.objects.filter(group_id=incident.group_id, person_id=incident.person_id)
    ladder = Laws(incident.group).at(incident.at)
    rows = list(with_steps(theirs).order_by("at", "id"))
    cases = by_case(rows)
    this = next(row for row in rows if row.pk == incident.pk)
    counted = {one.id for one in counting((offence for _, offence in cases), incident.at, ladder)}
    steps = list(incident.steps.order_by("decided_at", "id"))
    own = str(incident.said.get("name", ""))
    taken = next((step for step in steps if step.state in LIVE), None)
    return File(
        incident=incident,
        taken=taken,
        decided_by=decider(taken) if taken else "",
        undone=[step for step in steps if step.state not in LIVE],
        counted=[row for row, offence in cases if offence.id in counted],
        ladder=ladder,
        due=due_step(ladder, this, [offence for _, offence in cases]),
        appeals=(appeals := list(incident.appeals.order_by("at", "id"))),
        appeal_deciders=staff_names(incident.workspace_id, {row.decided_by for row in appeals if row.decided_by}),
        before=[_masked(line, own) for line in incident.before],
        after=[_masked(line, own) for line in incident.after],
        led_by=places.leads(incident.workspace_id, [incident.pk]).get(incident.pk),
    )


def action_of(incident: Incident) -> Action | None:
    """The action by which an incident was answered, or waits to be: the newest that is not called off."""
    rows = Action.objects.filter(
        workspace_id=incident.workspace_id, kind__in=STEP_KINDS, slot=f"incident:{incident.pk}"
    ).exclude(state=State.CANCELLED)
    return rows.order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Invitation:
    """How the member sees their case: address ("" without a public one), code, and ready words to send in private."""

    address: str
    path: str
    code: str
    words: str


def pass_of(incident: Incident) -> Pass | None:
    return Pass.objects.filter(workspace_id=incident.workspace_id, purpose="appeal", ref=incident.pk).first()


def invitation_of(incident: Incident) -> Invitation | None:
    """None where link and code were not made yet."""
    row = pass_of(incident)
    if row is None:
        return None
    address, code = visitors.address_of(row), visitors.code_of(row)
    return Invitation(address, visitors.path_of(row), code, outbox.rendered(to_appeal(address, code, incident.pk)))


def rule_then(group: Group, kind: str, at: int) -> dict[str, Any]:
    """A rule as the charter of that moment (epoch seconds UTC) had it; {} where it had none of this kind."""
    version = version_at(group, at)
    rule = spoken(version.charter, purposes(group.workspace)).rule(kind)
    if rule is None:
        return {}
    said = {"kind": rule.kind, "text": rule.text, "consequence": rule.consequence}
    return said | {"version": version.number, "since": version.since}


def bearer(group_id: int, name: str) -> int | None:
    """The one member who bears a name, None where there is none or more than one."""
    if not name.strip():
        return None
    rows = Membership.objects.filter(group_id=group_id, left_at__isnull=True, person__erased_at=None)
    ids = set(rows.filter(person__name=name.strip()).values_list("person_id", flat=True)[:2])
    return next(iter(ids)) if len(ids) == 1 else None


def settings_of(workspace_id: int) -> OrderSettings:
    """What the workspace promises, or the defaults."""
    return OrderSettings.objects.filter(workspace_id=workspace_id).first() or OrderSettings(workspace_id=workspace_id)


def decider(taken: TakenStep) -> str:
    """Who decided a step, by name; a rule that was allowed to act alone is named as that."""
    if taken.decided_by is None:
        return gettext("a rule that was allowed to act alone, or what was seen in the group")
    return staff_names(taken.workspace_id, [taken.decided_by]).get(taken.decided_by, gettext("a colleague"))


def _masked(line: Mapping[str, Any], own: str) -> Mapping[str, Any]:
    """Somebody else's name by its first sign only: the file may be shown to the person it is about."""
    name = str(line["name"])
    return line if name == own or not name else {**line, "name": f"{name[0]}＊＊"}
