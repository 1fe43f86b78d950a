"""What follows when an offence turns out to be none: the step that waits is called off, what was said is put right."""

from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import LIVE, State
from qunce.gateway.outbox.services import ActionStateError, NewAction
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.queries import STEP_KINDS
from qunce.practice.moderation.incidents.words import PUBLIC, apology

APOLOGY = "moderation.apologise"
STANDS_AGAIN = N_("The judgement stands again.")


def call_off(incident: Incident, reason: str) -> None:
    """The step that waits on this incident is not wanted any more."""
    for action in Action.objects.filter(
        workspace_id=incident.workspace_id, kind__in=STEP_KINDS, state__in=LIVE, slot=f"incident:{incident.pk}"
    ):
        try:
            outbox.cancel(action, reason)
        except ActionStateError:  # a machine has begun
            continue


def apologise(incident: Incident, taken: TakenStep, words: str = "") -> Action:
    """Words to put right what was said: in the group where that was public, with an invitation back after removal."""
    person, group = incident.person, incident.group
    where = "send_group" if taken.step in PUBLIC else "send_private"
    action = outbox.propose(
        incident.workspace_id,
        NewAction(
            APOLOGY,
            subject=f"person:{person.pk}",
            slot=f"step:{taken.pk}",
            title={"msgid": N_("Apologise to %(name)s"), "params": {"name": person.name}},
            due_at=clock.timestamp() + DAY,
            words=words.strip() or outbox.rendered(apology(taken.step, person.name, group.name)),
            group_id=group.pk,
            person_id=person.pk,
            capability=where,
            data={"incident": incident.pk, "step": taken.step},
        ),
    )
    if action.state == State.CANCELLED:
        outbox.again(action)
    return action


def answer_without_step(incident: Incident, appeal_id: int) -> Action:
    """Nothing had been said yet, but they were right and are told so."""
    person, group = incident.person, incident.group
    return outbox.propose(
        incident.workspace_id,
        NewAction(
            APOLOGY,
            subject=f"person:{person.pk}",
            slot=f"appeal:{appeal_id}",
            title={"msgid": N_("Apologise to %(name)s"), "params": {"name": person.name}},
            due_at=clock.timestamp() + DAY,
            words=outbox.rendered(apology("ask", person.name, group.name)),
            group_id=group.pk,
            person_id=person.pk,
            data={"incident": incident.pk, "step": ""},
        ),
    )


def apologised(incident: Incident) -> bool:
    """Whether an apology for this was asked for, or said."""
    rows = Action.objects.filter(workspace_id=incident.workspace_id, kind=APOLOGY, person_id=incident.person_id)
    return any(row.data.get("incident") == incident.pk for row in rows.exclude(state=State.CANCELLED))


def no_apology(incident: Incident) -> None:
    """It was an offence after all: what was not yet said is not said."""
    rows = Action.objects.filter(workspace_id=incident.workspace_id, kind=APOLOGY, person_id=incident.person_id)
    for action in rows.filter(state__in=LIVE):
        if action.data.get("incident") == incident.pk:
            outbox.cancel(action, STANDS_AGAIN)
