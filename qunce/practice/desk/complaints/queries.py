"""Reading complaints and the feedback board."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from qunce.base.accounts.access import Actor, access_one, scoped
from qunce.base.verdicts.models import StoredVerdict
from qunce.community import queries as community
from qunce.community.models import Message
from qunce.gateway.outbox.models import Action
from qunce.practice.desk.complaints.models import Complaint, Item, TakenStep, Voice
from qunce.practice.desk.complaints.policy import copies

State = Complaint.State
PARTS = ("open", "perhaps", "closed", "none")
KIND = "desk.complaint"


class Line(NamedTuple):
    """A complaint ready to show: its first message's words, who said it, the judgement, whether others copy it."""

    complaint: Complaint
    said: str
    spans: list[tuple[int, int]]
    name: str
    person_id: int | None
    verdict_id: int | None
    copied: str


class VoiceLine(NamedTuple):
    voice: Voice
    said: str
    spans: list[tuple[int, int]]


class StepLine(NamedTuple):
    step: TakenStep
    who: str
    said: str


def complaints(actor: Actor) -> QuerySet[Complaint]:
    return scoped(Complaint.objects.all(), actor)


def access_complaint(actor: Actor, pk: int) -> Complaint:
    return access_one(Complaint.objects.select_related("group", "item", "workspace"), actor, pk)


def access_message(actor: Actor, pk: int) -> Message:
    return access_one(Message.objects.select_related("identity"), actor, pk)


def access_item(actor: Actor, pk: int) -> Item:
    return access_one(Item.objects.all(), actor, pk, group_path=None)


def narrowed(rows: QuerySet[Complaint], group: str, function: str) -> QuerySet[Complaint]:
    if group.isdecimal() and len(group) < 18:
        rows = rows.filter(group_id=int(group))
    if function:
        rows = rows.filter(function=function)
    return rows


def tabs_of(rows: QuerySet[Complaint]) -> dict[str, int]:
    """How many there are on each part: one query."""
    return rows.aggregate(**{part: Count("pk", filter=Q(state=part)) for part in PARTS})


def of_part(rows: QuerySet[Complaint], part: str) -> QuerySet[Complaint]:
    return rows.filter(state=part).select_related("group", "item").order_by("-last_at", "-pk")


def lines_of(workspace_id: int, rows: Collection[Complaint]) -> list[Line]:
    """With words, names and verdicts: three queries for any number."""
    heads = [row.head_id for row in rows]
    voices = {v.message_id: v for v in Voice.objects.filter(message_id__in=heads).select_related("person")}
    said = community.words_of(set(heads))
    keys = [f"message:{head}" for head in heads]
    found = StoredVerdict.objects.filter(
        workspace_id=workspace_id, kind__in=[KIND, copies.KIND], key__in=keys, state=StoredVerdict.State.STANDING
    ).values_list("kind", "key", "id", "decision")
    ids = {(kind, key): (pk, decision) for kind, key, pk, decision in found}
    lines = []
    for row in rows:
        voice, key = voices.get(row.head_id), f"message:{row.head_id}"
        person = voice.person if voice else None
        lines.append(
            Line(
                row, said[row.head_id][1] if row.head_id in said else "", _spans(voice), person.name if person else "",
                person.pk if person else None, ids.get((KIND, key), (None, ""))[0],
                ids.get((copies.KIND, key), (None, ""))[1],
            )
        )  # fmt: skip
    return lines


def _spans(voice: Voice | None) -> list[tuple[int, int]]:
    return [(a, b) for a, b in voice.spans] if voice else []


def voices_of(row: Complaint) -> list[VoiceLine]:
    voices = list(row.voices.select_related("person").order_by("at", "pk"))
    said = community.words_of({voice.message_id for voice in voices})
    return [VoiceLine(v, said[v.message_id][1] if v.message_id in said else "", _spans(v)) for v in voices]


def taken(row: Complaint, staff_names: "dict[int, str]") -> list[StepLine]:
    """The steps with the words by which they were said."""
    steps = list(row.steps.order_by("number"))
    words = dict(Action.objects.filter(pk__in=[s.action_id for s in steps if s.action_id]).values_list("pk", "words"))
    proofs = community.words_of({step.proof_id for step in steps if step.proof_id})
    return [
        StepLine(
            step, staff_names.get(step.by or 0, ""),
            words.get(step.action_id or 0, "") or (proofs[step.proof_id][1] if step.proof_id in proofs else ""),
        )
        for step in steps
    ]  # fmt: skip


# --- the feedback board


def items(actor: Actor) -> QuerySet[Item]:
    """All lines of the board, counted by what this person may see of the complaints."""
    mine = Complaint.objects.none() if actor is None else complaints(actor).exclude(state__in=[State.NONE, State.GONE])
    rows = scoped(Item.objects.all(), actor, group_path=None)
    return rows.annotate(
        times=Count("complaints__voices", filter=Q(complaints__in=mine), distinct=True),
        members=Count("complaints__voices__person", filter=Q(complaints__in=mine), distinct=True),
        groups=Count("complaints__group", filter=Q(complaints__in=mine), distinct=True),
        lately=Max("complaints__last_at", filter=Q(complaints__in=mine)),
    )


def open_items(actor: Actor) -> list[Item]:
    """Lines that a complaint can be put with."""
    rows = scoped(Item.objects.all(), actor, group_path=None).exclude(state=Item.State.DECLINED)
    return list(rows.order_by("-opened_at")[:100])


def by_function(actor: Actor) -> list[tuple[str, int, int]]:
    """(function, complaints on record, of them open), the most first."""
    rows = complaints(actor).filter(state__in=[State.OPEN, State.CLOSED]).order_by().values("function")
    counts = rows.annotate(n=Count("pk"), open=Count("pk", filter=Q(state=State.OPEN)))
    return sorted(((r["function"], r["n"], r["open"]) for r in counts), key=lambda row: -row[1])
