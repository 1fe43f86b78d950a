"""The file of every removal, those included that the group itself told of and no step of ours led to.

Kept in step with the standing system lines: importing again changes nothing, taking the import back voids the file, and
a line that comes again brings it back with what a colleague had written.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community.models import Group, Message, Person
from qunce.community.services.recording import KINDS
from qunce.community.visitors import services as visitors
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import facts, queries
from qunce.practice.moderation.incidents.models import Incident, Removal, TakenStep
from qunce.practice.moderation.incidents.policy import counting
from qunce.practice.moderation.incidents.services import acting, opening
from qunce.practice.moderation.incidents.services.proving import REMOVAL_SEEN, REMOVED

TASK = "moderation.removal"
RULE = "rule"  # the reason that makes it a case of the ladder
WHYS = {
    RULE: N_("Broke a rule of the group"),
    "silent": N_("Was silent for long: room for others"),
    "asked": N_("Wanted to leave"),
    "mistake": N_("By mistake"),
    "other": N_("Something else"),
}
FRESH = 7 * DAY  # what is older makes no work; its file still says that the reason is missing
ANSWER_WITHIN = 2 * DAY
NEAR = 3 * DAY  # a step that was ticked so long before or after the line is this removal
LAST_SAID = 10  # messages of the person that are kept
LONGEST = 500  # characters
KNOWN = N_("The reason is known.")
GONE = N_("The line that told of the removal was taken back.")
_SYSTEM = KINDS.index("system")


class RemovalError(ValueError):
    """The reason cannot be kept like that; the message is a msgid."""


class _Told(NamedTuple):
    """A standing system line: who, when, by whom, and the line's own words."""

    person: Person
    at: int
    by: str
    sentence: str


@transaction.atomic
def follow(group: Group) -> int:
    """Bring the files of a group's removals in step with what the group told. Returns how many stand."""
    told = _told(group)
    rows = {
        (row.person.merged_into_id or row.person_id, row.at): row
        for row in Removal.objects.filter(group=group).select_related("person").order_by("-pk")
    }
    fresh = [_file(group, one) for key, one in told.items() if key not in rows]
    Removal.objects.bulk_create(fresh, ignore_conflicts=True)
    for key, row in rows.items():
        if key in told and row.state == Removal.State.VOID:
            again = _file(group, told[key])
            Removal.objects.filter(pk=row.pk).update(
                state=Removal.State.STANDING, by=again.by, sentence=again.sentence, before=again.before
            )
        elif key not in told and row.state == Removal.State.STANDING:
            _void(row)
    _link(group)
    _ask(group)
    return len(told)


def _told(group: Group) -> dict[tuple[int, int], _Told]:
    undone = Fact.objects.filter(group_id=group.pk, undoes__isnull=False).values("undoes")
    rows = Fact.objects.filter(group_id=group.pk, type=REMOVED, person_id__isnull=False).exclude(pk__in=undone)
    known = list(rows.order_by("at", "pk").values_list("person_id", "at", "subject", "data"))
    people = Person.objects.in_bulk({person for person, *_ in known})
    kept = Person.objects.in_bulk({one.merged_into_id for one in people.values() if one.merged_into_id})
    lines = {f"message:{pk}": pk for pk in _ids(subject for *_, subject, _data in known)}
    texts = dict(Message.objects.filter(pk__in=lines.values(), kind=_SYSTEM).values_list("pk", "text"))
    found: dict[tuple[int, int], _Told] = {}
    for person_id, at, subject, data in known:
        person = people.get(person_id)
        person = kept.get(person.merged_into_id, person) if person and person.merged_into_id else person
        if person is not None:
            sentence = texts.get(lines.get(subject, 0), "")
            found.setdefault((person.pk, at), _Told(person, at, str(data.get("by", "")), sentence))
    return found


def _ids(subjects: Iterable[str]) -> list[int]:
    return [int(pk) for kind, _colon, pk in (s.partition(":") for s in subjects) if kind == "message" and pk.isdigit()]


def _file(group: Group, told: _Told) -> Removal:
    row = Removal(workspace_id=group.workspace_id, group=group, person=told.person, at=told.at)
    if told.person.erased_at is None:
        row.by, row.sentence = told.by[:160], told.sentence
        said = Message.objects.filter(group=group, identity__person=told.person, sent_at__lte=told.at)
        last = said.exclude(kind=_SYSTEM).select_related("identity__person").order_by("-sent_at", "-pk")[:LAST_SAID]
        row.before = [opening.said_of(message) for message in last][::-1]
    return row


def _void(row: Removal) -> None:
    """Its words go with the line; what a colleague wrote stays, in case the line comes again."""
    Removal.objects.filter(pk=row.pk).update(state=Removal.State.VOID, by="", sentence="", before=[])
    if row.why == RULE and row.incident is not None:
        opening.end(row.incident, Incident.State.VOID, GONE)
    worklist.withdraw(row.workspace_id, TASK, [str(row.pk)], GONE)


def _link(group: Group) -> None:
    """A removal that was a step of the ladder is answered for by that case."""
    rows = list(Removal.objects.filter(group=group, state=Removal.State.STANDING, incident=None))
    if not rows:
        return
    steps = TakenStep.objects.filter(incident__group=group, step="remove", state__in=queries.LIVE)
    taken = list(steps.exclude(proven_at=None).values_list("proven_at", "incident__person_id", "incident_id"))
    for row in rows:
        near = [(abs((at or 0) - row.at), pk) for at, person, pk in taken if person == row.person_id]
        if near and min(near)[0] <= NEAR:
            Removal.objects.filter(pk=row.pk).update(incident=min(near)[1])


def _ask(group: Group) -> None:
    """Whoever was removed lately without a known reason: somebody is asked to add it."""
    rows = Removal.objects.filter(group=group, state=Removal.State.STANDING, incident=None, why="")
    wanted = [
        NewTask(
            TASK,
            key=str(row.pk),
            due_at=max(row.at, clock.timestamp()) + ANSWER_WITHIN,
            title={"msgid": N_("Why was %(name)s removed?"), "params": {"name": row.person.name}},
            group_id=group.pk,
            person_id=row.person_id,
            data={"removal": row.pk},
        )
        for row in rows.filter(at__gte=clock.timestamp() - FRESH, person__erased_at=None).select_related("person")
    ]
    worklist.open_tasks(group.workspace_id, wanted)
    keys = {task.key for task in wanted}
    live = Task.objects.filter(group_id=group.pk, kind=TASK, state__in=worklist.LIVE).values_list("key", flat=True)
    worklist.withdraw(group.workspace_id, TASK, [key for key in live if key not in keys], KNOWN)


@transaction.atomic
def explain(row: Removal, why: str, note: str, staff_id: int) -> None:
    """A colleague says why it was; no rule was broken. Raises RemovalError."""
    if why not in WHYS or why == RULE:
        raise RemovalError(N_("Choose a reason."))
    if why == "other" and not note.strip():
        raise RemovalError(N_("Say in a few words what it was."))
    _say(row, why, note, staff_id, None)


@transaction.atomic
def accuse(row: Removal, rule_kind: str, note: str, staff_id: int, message_id: int | None = None) -> Incident:
    """A colleague says that a rule was broken: it becomes a case with this removal as its step, open to an appeal.

    message_id: which of the person's last messages shows it. Raises RemovalError: no such rule then, no reason for
    steps that were left out, or a message that has its case already.
    """
    note = note.strip()[:LONGEST]
    group = Group.objects.select_related("workspace").get(pk=row.group_id)
    shown = next((line for line in row.before if line["id"] == message_id), None)
    if message_id is not None and shown is None:
        raise RemovalError(N_("This is none of their last messages."))
    if message_id and Incident.objects.filter(workspace=row.workspace_id, message_id=message_id).exists():
        raise RemovalError(N_("This message has a case of its own: take the step there."))
    at = int(shown["at"]) if shown else row.at
    rule = queries.rule_then(group, rule_kind, at)
    if not rule:
        raise RemovalError(N_("The charter of this group had no such rule then."))
    if not note:
        raise RemovalError(N_("Say what happened, and why they were removed at once: it stands in the file."))
    said: dict[str, Any] = {
        **(shown or {"name": row.person.name, "text": "", "kind": "other"}),
        "quote": "",
        "spans": [],
    }
    incident = Incident.objects.create(
        workspace_id=row.workspace_id, group=group, person=row.person, message_id=message_id, at=at,
        seen_at=clock.timestamp(), seen_by=f"staff:{staff_id}", rule=rule, said=said, severe=True,
        before=[line for line in row.before if line["at"] <= at and line["id"] != message_id][-opening.AROUND :],
        digest=opening.digest(group.pk, said, at),
    )  # fmt: skip
    opened = NewFact(
        facts.OPENED, group_id=group.pk, person_id=row.person_id, subject=f"incident:{incident.pk}", at=at,
        data={"rule": rule["text"]},
    )  # fmt: skip
    journal.record(row.workspace_id, opened)
    _taken(incident, row, note, staff_id)
    _say(row, RULE, note, staff_id, incident)
    return incident


def _taken(incident: Incident, row: Removal, note: str, staff_id: int) -> None:
    """The removal as the step of the case: proven by the line, with the reason where steps were left out."""
    mine = queries.offences(row.group_id, [row.person_id])[row.person_id]
    ladder = queries.Laws(incident.group).at(incident.at)
    this = queries.with_steps(Incident.objects.filter(pk=incident.pk)).get()
    due = queries.due_step(ladder, this, mine)
    TakenStep.objects.create(
        workspace_id=row.workspace_id, incident=incident, step="remove", state=TakenStep.State.PROVEN,
        count=len(counting(mine, incident.at, ladder)), skipped_why="" if due.decision == "remove" else note[:300],
        reasons=[{"msgid": reason.msgid, "params": dict(reason.params)} for reason in due.reasons],
        decided_by=staff_id, decided_at=row.at, proven_at=row.at, proof=REMOVAL_SEEN,
    )  # fmt: skip
    visitors.give(row.workspace_id, "appeal", incident.pk, 90 * DAY)
    acting.again(incident)
    fact = NewFact(
        facts.STEP, group_id=row.group_id, person_id=row.person_id, subject=f"incident:{incident.pk}",
        data={"step": "remove", "count": len(mine)},
    )  # fmt: skip
    journal.record(row.workspace_id, fact)


def _say(row: Removal, why: str, note: str, staff_id: int, incident: Incident | None) -> None:
    changed = Removal.objects.filter(pk=row.pk, state=Removal.State.STANDING, incident=None).update(
        why=why, note=note.strip()[:LONGEST], why_by=staff_id, why_at=clock.timestamp(), incident=incident
    )
    if not changed:
        raise RemovalError(N_("A colleague has decided it meanwhile."))
    row.refresh_from_db()
    worklist.withdraw(row.workspace_id, TASK, [str(row.pk)], KNOWN)
    data = {"why": why}
    journal.record(
        row.workspace_id,
        NewFact(
            facts.REMOVAL_WHY, group_id=row.group_id, person_id=row.person_id, subject=f"removal:{row.pk}", data=data
        ),
    )
