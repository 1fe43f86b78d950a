"""A step of the ladder is taken when a person ticks its task, and taken back when the tick is undone."""

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.worklist.models import Task
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import facts, queries
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.policy import counting
from qunce.practice.moderation.incidents.words import STEP_NAMES

TICKED = N_("Ticked in the worklist")


@transaction.atomic
def step_taken(task: Task) -> None:
    """The worklist's task for a step was ticked: the step is proven, and the person counts as told from now on."""
    step, incident_id = task.data.get("step"), task.data.get("incident")
    incident = Incident.objects.filter(pk=incident_id or 0, state=Incident.State.STANDING).first()
    if step not in STEP_NAMES or incident is None:
        return
    offences = queries.offences(incident.group_id, [incident.person_id])[incident.person_id]
    taken, made = TakenStep.objects.get_or_create(
        workspace_id=incident.workspace_id,
        incident=incident,
        state=TakenStep.State.PROVEN,
        defaults={
            "step": step,
            "count": len(counting(offences, incident.at, queries.LADDER)),
            "reasons": task.data.get("why", []),
            "words": task.words,
            "decided_by": task.closed_by,
            "decided_at": task.closed_at or clock.timestamp(),
            "proven_at": task.closed_at or clock.timestamp(),
            "proof": TICKED,
        },
    )
    if made:
        _tell(facts.STEP, taken, incident)


@transaction.atomic
def step_taken_back(task: Task) -> None:
    """The tick was undone: as if the person had not been told."""
    for taken in TakenStep.objects.filter(incident_id=task.data.get("incident") or 0, state=TakenStep.State.PROVEN):
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
