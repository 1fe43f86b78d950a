"""The step that is due, as an action of the outbox: one for each person and group, kept in step with the breaches."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.charter.queries import effective
from qunce.community.models import Group, Person
from qunce.community.visitors import services as visitors
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import LIVE as LIVE_STATES
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.services import ActionStateError, NewAction
from qunce.gateway.outbox.services.person import key_of_task
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import facts, queries
from qunce.practice.moderation.incidents.models import ActsAlone, Incident
from qunce.practice.moderation.incidents.policy import STEPS, LadderError, Skip, Step, judge
from qunce.practice.moderation.incidents.queries import Case
from qunce.practice.moderation.incidents.services import copying
from qunce.practice.moderation.incidents.words import PUBLIC, TITLES, WIDE, elsewhere, to_appeal, words_of

ANSWER_WITHIN = 2 * 3600  # seconds of real time after which an advert has been read by all
FRESH = 7 * DAY
KEPT = 200  # of a flood of breaches the newest are named
CLEARED = N_("No longer judged a breach.")
OTHER_STEP = N_("Another step is due by now.")
_OURS = (CLEARED, OTHER_STEP)  # reasons that are not a person's decision to let it be


def kind_of(step: str) -> str:
    """The key of the action kind of a step."""
    return f"moderation.{step}"


def live_actions(group_id: int, person_ids: Sequence[int] | None = None) -> dict[int, Action]:
    """Person → the step that waits for somebody, or is on its way."""
    rows = Action.objects.filter(group_id=group_id, kind__in=queries.STEP_KINDS, state__in=LIVE_STATES).order_by("-id")
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    return {row.person_id: row for row in rows if row.person_id is not None}


@transaction.atomic
def answer(group: Group, side_group: str, breaches: Mapping[Person, Sequence[StoredVerdict]]) -> None:
    """Bring the steps of a group in step with its fresh breaches (person → verdicts, the oldest first).

    Running it again changes nothing. What waits for somebody is kept as long as it is still what is due, and learns of
    further breaches that came before the person was told.
    """
    people = {person.pk: person for person in breaches}
    judged = {person.pk: list(mine) for person, mine in breaches.items()}
    rows = Incident.objects.filter(group=group, let_be=False, at__gte=clock.timestamp() - FRESH)
    cases = queries.cases_of(group, rows)
    live = live_actions(group.pk)
    people |= {p.pk: p for p in Person.objects.filter(pk__in=cases.keys() - people.keys(), erased_at=None)}
    for person_id, action in live.items():
        case = cases.get(person_id)
        if case is None:
            if person_id in judged or not _stands(action):
                _call_off(action, CLEARED)
        elif kind_of(case.step) != action.kind:
            _call_off(action, OTHER_STEP)
    for person_id, case in cases.items():
        if (person := people.get(person_id)) is not None:
            _answer(group, person, case, judged.get(person_id, []), side_group)


def _stands(action: Action) -> bool:
    row = Incident.objects.filter(pk=action.data.get("incident") or 0).first()
    return row is not None and row.state == Incident.State.STANDING


def _call_off(action: Action, reason: str) -> None:
    try:
        outbox.cancel(action, reason)
    except ActionStateError:  # a machine has begun: what comes of it will be known
        return


def _answer(group: Group, person: Person, case: Case, judged: Sequence[StoredVerdict], side_group: str) -> None:
    live = live_actions(group.pk, [person.pk]).get(person.pk)
    if live is not None and live.kind != kind_of(case.step):
        return  # on its way, and not to be called back
    anchored = live is not None and _stands(live)
    new = _new(group, person, case, judged, side_group, live if anchored else None)
    if live is not None and anchored:
        outbox.refresh(live, new)
        return
    if live is not None:
        _call_off(live, CLEARED)
    action = outbox.propose(group.workspace_id, new)
    if action.state == State.CANCELLED:  # its judgement was overturned, and stands again
        outbox.again(action)
        outbox.refresh(action, new)


def _new(
    group: Group, person: Person, case: Case, judged: Sequence[StoredVerdict], side_group: str, live: Action | None
) -> NewAction:
    incident = case.incident
    anchor = live.data["incident"] if live is not None else incident.pk
    first = judged[0].at if judged else incident.seen_at
    where = copying.groups_of(incident)
    count = max(1, len(judged), len(where))
    return NewAction(
        kind_of(case.step),
        subject=f"person:{person.pk}",
        slot=f"incident:{anchor}",
        title={
            "msgid": WIDE if case.step == "ask" and len(where) > 1 else TITLES[case.step],
            "params": {"name": person.name, "count": count, "offences": case.count, "groups": len(where)},
        },
        due_at=first + ANSWER_WITHIN,
        words=outbox.rendered(_words(group, person, case, side_group, anchor, where)),
        group_id=group.pk,
        person_id=person.pk,
        verdict_id=live.verdict_id if live is not None else incident.verdict_id,
        expires_at=max(first + FRESH, clock.timestamp() + DAY),
        data={
            "incident": anchor,
            "incidents": sorted({incident.pk, anchor, *_incidents(judged)}),
            "step": case.step,
            "why": [*case.reasons, *elsewhere(where)],
            "count": case.count,
            "skipped_why": case.severe_why,
            "verdicts": [row.pk for row in judged][-20:],
            "value": float(count),
            "sources": [int(row.subject_ref) for row in judged[-KEPT:]],
        },
    )


def _words(
    group: Group, person: Person, case: Case, side_group: str, anchor: int, where: Sequence[str]
) -> list[dict[str, Any]]:
    """A warning says how to appeal; the polite word comes without, and what the group reads names no private link."""
    said = words_of(case.step, person.name, case.incident.rule, case.count, case.days, side_group)
    if case.step not in PUBLIC:
        said[1:1] = elsewhere(where)
    if case.step == "warn":
        row = visitors.give(group.workspace_id, "appeal", anchor, 90 * DAY)
        said += to_appeal(visitors.address_of(row), visitors.code_of(row), anchor)
    return said


def _incidents(judged: Sequence[StoredVerdict]) -> list[int]:
    latest = [row.pk for row in judged[-KEPT:]]
    return list(Incident.objects.filter(verdict_id__in=latest).values_list("pk", flat=True))


def set_aside(action: Action) -> None:
    """A step was called off: by a person, who lets these offences be, or because its cause is gone."""
    if action.state != State.CANCELLED or action.reason in _OURS or _withdrawn(action):
        return
    Incident.objects.filter(pk__in=action.data.get("incidents", [])).update(let_be=True)


def _withdrawn(action: Action) -> bool:
    rows = Task.objects.filter(workspace_id=action.workspace_id, kind=action.kind, key=key_of_task(action))
    return rows.filter(state=Task.State.WITHDRAWN).exists()


def goes_alone(action: Action) -> bool:
    """Whether the workspace lets this rule act without a person: exact evidence, by a detector, up to that step."""
    row = Incident.objects.filter(pk=action.data.get("incident") or 0).first()
    step = action.data.get("step")
    if row is None or row.seen_by != "detector" or row.state != Incident.State.STANDING or row.skip:
        return False
    exact = StoredVerdict.objects.filter(pk=row.verdict_id or 0, decision="breach", state="standing").exists()
    allowed = ActsAlone.objects.filter(workspace_id=action.workspace_id, rule_kind=row.rule.get("kind", "")).first()
    return exact and allowed is not None and step in STEPS and STEPS.index(step) <= STEPS.index(allowed.up_to)


@transaction.atomic
def skip_to(incident: Incident, to: Step, why: str, staff_id: int, *, severe: bool) -> None:
    """A person goes further than the next step, because it is severe, and says why. Raises LadderError."""
    row = queries.with_steps(Incident.objects.filter(pk=incident.pk)).get()
    if row.state != Incident.State.STANDING:
        raise LadderError(N_("This offence no longer counts."))
    mine = queries.offences(row.group_id, [row.person_id])[row.person_id]
    ladder = queries.Laws(row.group).at(row.at)
    judge(ladder, queries.offence_of(row), mine, row.at, Skip(to, why.strip(), severe=severe))
    skip = {"to": to, "why": why.strip()[:300], "by": staff_id, "at": clock.timestamp()}
    Incident.objects.filter(pk=row.pk).update(severe=severe or row.severe, skip=skip, let_be=False)
    _tell(row, facts.SKIPPED, {"step": to, "why": skip["why"]})
    again(row)


@transaction.atomic
def no_skip(incident: Incident) -> None:
    """The decision to skip steps is taken back, as long as the step was not taken."""
    if Incident.objects.filter(pk=incident.pk).exclude(skip={}).update(skip={}, severe=False):
        _tell(incident, facts.NOT_SKIPPED, {})
        again(incident)


def again(incident: Incident) -> None:
    """Bring the step of one person in step with what is known of their case now."""
    group = Group.objects.select_related("workspace").get(pk=incident.group_id)
    live = live_actions(group.pk, [incident.person_id]).get(incident.person_id)
    rows = Incident.objects.filter(pk=incident.pk, let_be=False)
    case = queries.cases_of(group, rows).get(incident.person_id)
    if live is not None and (case is None or live.kind != kind_of(case.step)):
        _call_off(live, OTHER_STEP)
    if case is not None:
        person = Person.objects.get(pk=incident.person_id)
        judged = list(StoredVerdict.objects.filter(pk=case.incident.verdict_id or 0))
        _answer(group, person, case, judged, effective(group.workspace, group.pk).charter.side_group)


def _tell(incident: Incident, fact: str, data: dict[str, object]) -> None:
    journal.record(
        incident.workspace_id,
        NewFact(
            fact,
            group_id=incident.group_id,
            person_id=incident.person_id,
            subject=f"incident:{incident.pk}",
            data=data,
        ),
    )
