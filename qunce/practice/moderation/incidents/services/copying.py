"""One advert in many places is one case (D3, D4): a copy joins the open case of whoever posted it.

What was posted after the person had been told, or after a colleague set the case aside, is a case of its own. A copy of
what was ruled harmless opens nothing.
"""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.community.models import Group, Message
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation.copies import queries as places
from qunce.practice.moderation.copies import services as keeping
from qunce.practice.moderation.copies.models import Place
from qunce.practice.moderation.copies.policy import VERY_ALIKE, WINDOW, Sketch, likeness, sketch
from qunce.practice.moderation.copies.queries import Posting
from qunce.practice.moderation.incidents import facts, queries
from qunce.practice.moderation.incidents.models import Incident, TakenStep

State = Incident.State
WORDED = frozenset({"advert", "contact", "link"})  # what is told by its words; a flood is told by its pace
KEPT_OPEN = 14 * DAY
HARMLESS = N_("A copy of what was ruled harmless.")


def join(fresh: Sequence[Incident], messages: Iterable[Message]) -> tuple[set[int], set[int]]:
    """Place fresh offences among the known cases: the leading offences that got a new place, and the fresh copies."""
    said = {message.pk: message for message in messages}
    touched, copies = set[int](), set[int]()
    for row in sorted(fresh, key=lambda row: (row.at, row.pk)):
        message = said.get(row.message_id or 0)
        if message is not None and row.rule.get("kind") in WORDED and (lead := _join(row, message)) is not None:
            copies.add(row.pk)
            if lead.state == State.STANDING:
                touched.add(lead.pk)
    return touched, copies


def _join(row: Incident, message: Message) -> Incident | None:
    """The offence whose case this one joins; None where it leads one of its own."""
    sketched = sketch(message.text)
    if sketched is None:
        return None
    name = places.name_of(message.identity)
    posting = Posting(row.pk, row.workspace_id, row.group_id, row.person_id, name, row.at, message.text)
    own, others = places.alike(posting, sketched)
    known = Incident.objects.filter(workspace_id=row.workspace_id, pk__in=[place.incident_id for place in own])
    leading = {lead.pk: lead for lead in queries.with_steps(known)}
    ordered = [(place, leading[place.incident_id]) for place in own if place.incident_id in leading]
    found = next((pair for pair in ordered if _takes(pair[1], row)), None) or next(
        (pair for pair in ordered if pair[1].state == State.OVERTURNED and _same(pair[0], sketched)), None
    )
    if found is None:
        keeping.lead(posting, sketched, [*others, *own])
        return None
    place, lead = found
    keeping.follow(posting, sketched, place)
    if lead.state == State.OVERTURNED:
        Incident.objects.filter(pk=row.pk).update(state=State.OVERTURNED, ended_reason=HARMLESS)
    else:
        _tell(row, lead.pk)
    return lead


def _same(place: Place, sketched: Sketch) -> bool:
    """What clears somebody must be nearly the very words; what joins a case may differ more."""
    return likeness(bytes(place.sketch), sketched.signature) >= VERY_ALIKE


def _takes(lead: Incident, row: Incident) -> bool:
    """Whether a case is still open for one more place."""
    told = queries.offence_of(lead).proven_at
    return (
        lead.state == State.STANDING
        and not lead.let_be
        and abs(lead.at - row.at) <= WINDOW
        and (told is None or row.at <= told)
    )


def _tell(row: Incident, lead_id: int) -> None:
    journal.record(
        row.workspace_id,
        NewFact(
            facts.COPIED,
            group_id=row.group_id,
            person_id=row.person_id,
            subject=f"message:{row.message_id}",
            at=row.at,
            data={"case": lead_id},
        ),
    )


def of_harmless(workspace_id: int, incident_ids: Sequence[int]) -> set[int]:
    """Which of these are copies of what was ruled harmless: their judgement alone does not bring them back."""
    led = places.leads(workspace_id, incident_ids)
    ruled = Incident.objects.filter(pk__in=set(led.values()), state=State.OVERTURNED)
    harmless = set(ruled.values_list("pk", flat=True))
    return {copy for copy, lead in led.items() if lead in harmless}


def when_ended(incident: Incident) -> None:
    """A case was overturned: so are its copies. Its first posting is gone: another place leads it."""
    mine = Place.objects.filter(workspace_id=incident.workspace_id, incident_id=incident.pk, lead=None).first()
    if mine is None:
        return
    if incident.state == State.OVERTURNED:
        _standing(mine).update(state=State.OVERTURNED, ended_reason=HARMLESS)
        return
    heir = _hand_on(mine)
    if heir is not None and heir.person_id == incident.person_id:  # they were told, whichever place stood first
        TakenStep.objects.filter(incident=incident, state__in=queries.LIVE).update(incident=heir)


def _standing(mine: Place) -> "QuerySet[Incident]":
    return Incident.objects.filter(pk__in=mine.copies.values("incident_id"), state=State.STANDING)


def _hand_on(mine: Place) -> Incident | None:
    """The offence that leads the case from now on; None where there is no other."""
    heir = _standing(mine).order_by("at", "pk").first()
    if heir is not None:
        keeping.hand_over(mine, Place.objects.get(workspace_id=mine.workspace_id, incident_id=heir.pk))
    return heir


def orphans(group: Group) -> list[Incident]:
    """Offences that lead a case now because the first one went with its sender, who came with the import undone."""
    since = (group.heard_until or 0) - KEPT_OPEN
    recent = Place.objects.filter(group=group, at__gte=since)
    known = Incident.objects.filter(pk__in=recent.values("incident_id")).values("pk")
    gone = list(recent.exclude(incident_id__in=known))
    heirs = [heir for place in gone if place.lead_id is None and (heir := _hand_on(place)) is not None]
    keeping.forget(group.workspace_id, [place.incident_id for place in gone])
    return heirs


def heir_of(incident: Incident) -> Incident | None:
    """The offence that leads the case now that this one is gone."""
    lead = places.leads(incident.workspace_id, [incident.pk]).get(incident.pk)
    return Incident.objects.filter(pk=lead).first() if lead and incident.state == State.VOID else None


def groups_of(incident: Incident) -> list[str]:
    """The names of the groups where the advert of a case stands, the leading offence's first."""
    found = places.of_case(incident.workspace_id, incident.pk)
    standing = set(
        Incident.objects.filter(pk__in=[place.incident_id for place in found], state=State.STANDING).values_list(
            "pk", flat=True
        )
    )
    return list(dict.fromkeys(place.group.name for place in found if place.incident_id in standing))


def back(incident: Incident) -> None:
    """A case that was overturned stands again, and so do its copies."""
    copies = Place.objects.filter(workspace_id=incident.workspace_id, lead__incident_id=incident.pk)
    Incident.objects.filter(pk__in=copies.values("incident_id"), state=State.OVERTURNED, ended_reason=HARMLESS).update(
        state=State.STANDING, ended_reason=""
    )
