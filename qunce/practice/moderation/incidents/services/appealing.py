"""Appeals: written down, answered by a promised moment, and put right where they are won."""

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.services import NewTask
from qunce.community.charter.queries import effective
from qunce.community.visitors import services as visitors
from qunce.community.visitors.models import Pass
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.services import NewAction
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import facts, queries
from qunce.practice.moderation.incidents.models import Appeal, Incident, OrderSettings
from qunce.practice.moderation.incidents.promising import promised_by
from qunce.practice.moderation.incidents.services import mending, opening
from qunce.practice.moderation.incidents.words import upheld

TASK, REPLY = "moderation.appeal", "moderation.appeal_reply"
PURPOSE = "appeal"
LIVES = 90 * DAY  # of link and code
MOST = 2  # appeals against one offence: once more, with something new
LONGEST = 1_000  # characters
DECIDED = N_("The appeal was decided.")
ENDED = N_("The offence no longer counts.")


class AppealError(ValueError):
    """It cannot be appealed against, or decided, any more; the message is a msgid."""


def invitation(incident: Incident) -> Pass:
    """Link and code by which the member sees their case and may appeal."""
    return visitors.give(incident.workspace_id, PURPOSE, incident.pk, LIVES)


def may_appeal(incident: Incident) -> bool:
    """Whether an appeal would be taken: the offence counts, none is open, and it was not tried too often."""
    states = list(incident.appeals.values_list("state", flat=True))
    return incident.state == Incident.State.STANDING and Appeal.State.OPEN not in states and len(states) < MOST


@transaction.atomic
def appeal(incident: Incident, said: str, by: str = "visitor") -> Appeal:
    """Take an appeal down and promise when it is answered. Raises AppealError."""
    incident = Incident.objects.select_for_update().select_related("group__workspace", "person").get(pk=incident.pk)
    if not said.strip():
        raise AppealError(N_("Say in a few words why you see it differently."))
    if not may_appeal(incident):
        raise AppealError(N_("This case takes no further appeal."))
    group = incident.group
    hours = effective(group.workspace, group.pk).charter.service_hours
    now = clock.timestamp()
    row = Appeal.objects.create(
        workspace_id=incident.workspace_id,
        incident=incident,
        said=said.strip()[:LONGEST],
        by=by,
        at=now,
        due_at=promised_by(now, queries.settings_of(incident.workspace_id).appeal_days, hours),
    )
    task = NewTask(
        TASK,
        key=str(row.pk),
        due_at=row.due_at,
        title={"msgid": N_("%(name)s appeals against case %(number)s"), "params": {
            "name": incident.person.name, "number": incident.pk}},
        group_id=group.pk,
        person_id=incident.person_id,
        data={"incident": incident.pk, "appeal": row.pk},
    )  # fmt: skip
    worklist.open_tasks(incident.workspace_id, [task])
    _tell(row, facts.APPEALED)
    return row


@transaction.atomic
def uphold(row: Appeal, staff_id: int, words: str) -> None:
    """The step stands; the member is told why. Raises AppealError."""
    if not words.strip():
        raise AppealError(N_("Say why it stands: the member reads it."))
    _decide(row, Appeal.State.UPHELD, staff_id, words)
    incident = row.incident
    outbox.propose(
        row.workspace_id,
        NewAction(
            REPLY,
            subject=f"person:{incident.person_id}",
            slot=f"appeal:{row.pk}",
            title={"msgid": N_("Answer the appeal of %(name)s"), "params": {"name": incident.person.name}},
            due_at=max(row.due_at, clock.timestamp()),
            words=outbox.rendered(upheld(incident.person.name, words.strip())),
            group_id=incident.group_id,
            person_id=incident.person_id,
            data={"incident": incident.pk},
        ),
    )


@transaction.atomic
def overturn(row: Appeal, staff_id: int, words: str) -> None:
    """The member was right: the count is given back, the step called off or apologised for. Raises AppealError.

    ``words`` are the reason, and stand in the file; the apology has words of its own.
    """
    if not words.strip():
        raise AppealError(N_("Say what was wrong: it stands in the file."))
    _decide(row, Appeal.State.OVERTURNED, staff_id, words)
    incident = Incident.objects.get(pk=row.incident_id)
    verdict = StoredVerdict.objects.filter(pk=incident.verdict_id or 0, state=StoredVerdict.State.STANDING).first()
    if verdict is not None:
        verdicts.overturn(verdict, staff_id, words)  # whose handler ends the incident, too
    opening.end(incident, Incident.State.OVERTURNED, words.strip())
    if not mending.apologised(incident):
        mending.answer_without_step(incident, row.pk)


def _decide(row: Appeal, state: str, staff_id: int, words: str) -> None:
    changed = Appeal.objects.filter(pk=row.pk, state=Appeal.State.OPEN).update(
        state=state, answer=words.strip()[:LONGEST], decided_by=staff_id, decided_at=clock.timestamp()
    )
    if not changed:
        raise AppealError(N_("A colleague has decided it meanwhile."))
    row.refresh_from_db()
    worklist.withdraw(row.workspace_id, TASK, [str(row.pk)], DECIDED)
    _tell(row, facts.UPHELD if state == Appeal.State.UPHELD else facts.WON)


def void_open(incident: Incident) -> None:
    """The offence ended by itself: there is nothing left to appeal against."""
    for row in Appeal.objects.filter(incident=incident, state=Appeal.State.OPEN):
        Appeal.objects.filter(pk=row.pk).update(state=Appeal.State.VOID, decided_at=clock.timestamp(), answer="")
        worklist.withdraw(row.workspace_id, TASK, [str(row.pk)], ENDED)


@transaction.atomic
def set_days(workspace_id: int, days: int) -> None:
    """Within how many days appeals are answered from now on; what was promised before stands."""
    OrderSettings.objects.update_or_create(workspace_id=workspace_id, defaults={"appeal_days": days})
    journal.record(workspace_id, NewFact(facts.DAYS_SET, data={"days": days}))


def _tell(row: Appeal, fact: str) -> None:
    incident = row.incident
    journal.record(
        row.workspace_id,
        NewFact(
            fact,
            group_id=incident.group_id,
            person_id=incident.person_id,
            subject=f"incident:{incident.pk}",
            data={"case": incident.pk},
        ),
    )
