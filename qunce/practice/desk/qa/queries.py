"""Reading the Q&A: lists, what holds in a group, candidates for a question (E1)."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404

from qunce.base.accounts.access import Actor, access_one, scoped
from qunce.base.ui.reasons import reason_text
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community import queries as community
from qunce.community.charter.queries import effective
from qunce.community.models import Group
from qunce.community.search import needle
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.desk import words
from qunce.practice.desk.policy.outcome import KIND as QUESTION
from qunce.practice.desk.qa import finder
from qunce.practice.desk.qa.models import Entry, PageLink
from qunce.practice.desk.qa.policy import SURE

LEAST = 0.12  # a candidate less likely than this only distracts
PRINTED = 200
State = Entry.State


class Candidate(NamedTuple):
    """An entry that may answer. said: the words ready to send; number: the key that takes it."""

    number: int
    entry: Entry
    wording: str
    probability: float
    apart: bool
    said: str

    @property
    def sure(self) -> bool:
        return self.probability >= SURE and not self.apart


def entries(actor: Actor) -> QuerySet[Entry]:
    """What this person may read: what holds everywhere, and what holds in a group of theirs."""
    rows = scoped(Entry.objects.all(), actor, group_path=None)
    if actor.groups is None:
        return rows
    theirs = Entry.groups.through.objects.filter(group_id__in=actor.groups).values("entry_id")
    return rows.filter(Q(groups__isnull=True) | Q(pk__in=theirs))


def access_entry(actor: Actor, pk: int) -> Entry:
    return access_one(entries(actor), actor, pk, group_path=None)


def access_own_entry(actor: Actor, pk: int) -> Entry:
    """An entry this person may change: one that holds in groups of theirs only. Raises Http404."""
    row = access_entry(actor, pk)
    if actor.groups is None:
        return row
    held = {group.pk for group in row.groups.all()}
    if not held or not held.issubset(actor.groups):
        raise Http404
    return row


def access_task(actor: Actor, pk: int, kind: str) -> Task:
    return access_one(Task.objects.filter(kind=kind), actor, pk)


def access_link(actor: Actor, pk: int) -> PageLink:
    return access_one(PageLink.objects.all(), actor, pk)


PARTS = (
    ("live", N_("In use")),
    ("draft", N_("Answer missing")),
    ("ending", N_("Ending soon")),
    ("ended", N_("Out of date")),
    ("retired", N_("Taken out")),
)


def where(part: str, today: dt.date) -> Q:
    """Which entries stand under a tab."""
    over = Q(state=State.LIVE, ends_on__lt=today)
    return {
        "live": Q(state=State.LIVE) & ~Q(ends_on__lt=today),
        "draft": Q(state=State.DRAFT),
        "ending": Q(state=State.LIVE, ends_on__gte=today, ends_on__lt=today + dt.timedelta(days=14)),
        "ended": over,
        "retired": Q(state=State.RETIRED),
    }[part]


def found(rows: QuerySet[Entry], text: str, group: str, owner: str) -> QuerySet[Entry]:
    """By words or pinyin, of one group, of one owner; what is no number narrows nothing."""
    wanted = needle(text[:60]) if text.strip() else ""
    if wanted:
        rows = rows.filter(Q(search__contains=wanted) | Q(search__contains=text.strip()[:60]))
    if group.isdecimal() and len(group) < 18:
        rows = rows.filter(Q(groups__isnull=True) | Q(groups=int(group))).distinct()
    if owner.isdecimal() and len(owner) < 18:
        rows = rows.filter(owner_id=int(owner))
    return rows


def holding(group: Group, day: dt.date) -> Sequence[Entry]:
    """What holds in a group on a day, the most used first."""
    rows = Entry.objects.filter(
        Q(groups__isnull=True) | Q(groups=group),
        Q(starts_on__isnull=True) | Q(starts_on__lte=day),
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        workspace_id=group.workspace_id,
        state=State.LIVE,
    )
    return list(rows.distinct().order_by("-hits", "pk")[:PRINTED])


def question_of(task: Task) -> str:
    """The words of the question that a reply task is about."""
    ids = task.data.get("verdicts") or [task.verdict_id or 0]
    refs = StoredVerdict.objects.filter(workspace_id=task.workspace_id, pk__in=ids).order_by("at")
    cited = [int(ref) for ref in refs.values_list("subject_ref", flat=True)]
    said = community.words_of(cited)
    return next((said[pk][1] for pk in cited if pk in said), "")


def access_question(actor: Actor, pk: int) -> StoredVerdict:
    """A judgement on a question, by its id; 404 where it is none of theirs."""
    return access_one(StoredVerdict.objects.filter(kind=QUESTION), actor, pk)


def for_task(actor: Actor, task: Task) -> list[Candidate]:
    """Up to three entries for a reply task, each with the words that answer its asker."""
    return _candidates(actor, question_of(task), task.group_id, task.person_id, task.due_at)


def for_question(actor: Actor, row: StoredVerdict) -> list[Candidate]:
    """The same for a judgement on a question."""
    said = community.words_of([int(row.subject_ref)])
    text = next((text for _, text in said.values()), "")
    return _candidates(actor, text, row.group_id, row.person_id, None)


def _candidates(
    actor: Actor, text: str, group_id: int | None, person_id: int | None, due_at: int | None
) -> list[Candidate]:
    workspace, now = actor.workspace, clock.timestamp()
    matches = [one for one in finder.find(workspace.pk, workspace.zone, text, group_id) if one.probability >= LEAST]
    if not matches:
        return []
    rows = entries(actor).in_bulk([one.key for one in matches])
    person = community.people_by_id(workspace.pk, [person_id or 0]).get(person_id or 0)
    hours = effective(workspace, group_id or 0).charter.service_hours
    found: list[Candidate] = []
    for match in matches:
        entry = rows.get(match.key)
        if entry is not None:
            said = words.reply_words(person.name if person else "", now, due_at, hours, answer=entry.answer)[0]
            sent = reason_text({"msgid": said.msgid, "params": dict(said.params)})
            found.append(Candidate(len(found) + 1, entry, match.wording, match.probability, match.apart, sent))
    return found


def links_of(group: Group) -> Collection[PageLink]:
    live = PageLink.objects.filter(group=group, revoked_at=None, expires_at__gt=clock.timestamp())
    return list(live.order_by("-id"))
