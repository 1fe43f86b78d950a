"""A step of the ladder is taken when its action happened, and taken back when that was none."""

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.community.visitors import services as visitors
from qunce.gateway.outbox.models import Action
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import facts
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.words import STEP_NAMES

TICKED = N_("Ticked in the worklist")
BY_MACHINE = N_("Done by a machine that reported it")


@transaction.atomic
def step_taken(action: Action) -> None:
    """The action of a step happened: the step is proven, and the person counts as told from then on."""
    incident = Incident.objects.filter(pk=action.data.get("incident") or 0, state=Incident.State.STANDING).first()
    step = action.data.get("step")
    if step not in STEP_NAMES or incident is None:
        return
    known = action.closed_at or clock.timestamp()
    taken, made = TakenStep.objects.get_or_create(
        workspace_id=incident.workspace_id,
        incident=incident,
        state=TakenStep.State.PROVEN,
        defaults={
            "step": step,
            "action_id": action.pk,
            "count": action.data.get("count", 1),
            "reasons": action.data.get("why", []),
            "words": [{"msgid": "%(words)s", "params": {"words": action.words}}] if action.words else [],
            "skipped_why": action.data.get("skipped_why", ""),
            "decided_by": _staff(action.approved_by) or _staff(action.settled_by),
            "decided_at": action.approved_at or known,
            "proven_at": known,
            "proof": action.proof or (BY_MACHINE if action.attempted_at else TICKED),
        },
    )
    if made:
        visitors.give(incident.workspace_id, "appeal", incident.pk, 90 * DAY)
        _tell(facts.STEP, taken, incident)


def _staff(actor: str) -> int | None:
    kind, _colon, pk = actor.partition(":")
    return int(pk) if kind == "staff" and pk.isdigit() else None


@transaction.atomic
def step_taken_back(action: Action) -> None:
    """It did not happen after all, or its being set aside was undone: as if nobody had been told."""
    Incident.objects.filter(pk__in=action.data.get("incidents", []), let_be=True).update(let_be=False)
    incident_id = action.data.get("incident") or 0
    for taken in TakenStep.objects.filter(incident_id=incident_id, action_id=action.pk, state=TakenStep.State.PROVEN):
        TakenStep.objects.filter(pk=taken.pk).update(state=TakenStep.State.VOID)
        _tell(facts.STEP_BACK, taken, taken.incident)


def _tell(fact: str, taken: TakenStep, incident: Incident) -> None:
    journal.record(
        incident.workspace_id,
        NewFact(
            fact,
            group_id=incident.group_id,
            person_id=incident.person_id,
            subject=f"incident:{incident.pk}",
            data={"step": taken.step, "count": taken.count},
        ),
    )
