"""The Q&A at work: entries written, adopted from what repeats, used, retired; its pages shared (E1)."""

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max, Q
from django.urls import reverse

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community import queries as community
from qunce.community.models import Group
from qunce.community.search import search_text
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.practice.desk.qa.models import Entry, PageLink, Use

ADD = "desk.add_to_qa"
MOST_VARIANTS = 20
LONGEST_QUESTION = 300
LONGEST_ANSWER = 2_000
LIFETIMES = {"week": 7 * DAY, "month": 30 * DAY, "quarter": 90 * DAY}
State = Entry.State
_CALLED = re.compile(r"^(?:[@＠]\S{1,40}[\s\u2005]+)+")  # whom the answer was for then


class Draft(NamedTuple):
    """An entry as somebody wrote it. variants: other wordings; group_ids: none means every group."""

    question: str
    answer: str
    variants: Sequence[str] = ()
    group_ids: Collection[int] = ()
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    owner_id: int | None = None


class Proposal(NamedTuple):
    """What the talk holds for an entry: words with the messages they stand in. answer: "" where nobody answered."""

    key: str
    question: tuple[int, str]
    variants: Sequence[tuple[int, str]]
    answer: tuple[int | None, str]
    group_id: int | None


@transaction.atomic
def write(workspace_id: int, draft: Draft, staff_id: int, entry: Entry | None = None) -> Entry:
    """A new entry, or an entry written anew. Words that stay keep the message they came from."""
    is_new = entry is None or entry.pk is None
    row = entry or Entry(workspace_id=workspace_id, created_at=clock.timestamp())
    known = {one["text"]: one["message"] for one in row.variants}
    if row.question and row.question != draft.question:
        row.question_message = None
    if row.answer != draft.answer:
        row.answer_message = None
    texts = dict.fromkeys(text.strip()[:LONGEST_QUESTION] for text in draft.variants if text.strip())
    row.question, row.answer = draft.question.strip()[:LONGEST_QUESTION], draft.answer.strip()[:LONGEST_ANSWER]
    texts.pop(row.question, None)
    row.variants = [{"text": text, "message": known.get(text)} for text in list(texts)[:MOST_VARIANTS]]
    row.starts_on, row.ends_on, row.owner_id = draft.starts_on, draft.ends_on, draft.owner_id
    if row.state != State.RETIRED:
        row.state = State.LIVE if row.answer else State.DRAFT
    _store(row, staff_id)
    row.groups.set(draft.group_ids)
    _record(row, "qa.added" if is_new else "qa.changed")
    return row


def _store(row: Entry, staff_id: int | None) -> None:
    row.revision = _next(row.workspace_id)
    row.changed_at, row.changed_by = clock.timestamp(), staff_id
    row.search = f"{search_text(row.question)} {row.answer} {' '.join(one['text'] for one in row.variants)}"[:4_000]
    row.save()


def _next(workspace_id: int) -> int:
    last = Entry.objects.filter(workspace_id=workspace_id).aggregate(last=Max("revision"))["last"]
    return (last or 0) + 1


def _record(row: Entry, fact: str, **data: Any) -> None:
    journal.record(row.workspace_id, NewFact(fact, subject=f"qa:{row.pk}", data=data))


@transaction.atomic
def retire(row: Entry, staff_id: int | None) -> None:
    """Not offered any more, from now on; it stays on the list of what was."""
    row.state = State.RETIRED
    _store(row, staff_id)
    _record(row, "qa.retired")


@transaction.atomic
def restore(row: Entry, staff_id: int) -> None:
    row.state = State.LIVE if row.answer else State.DRAFT
    _store(row, staff_id)
    _record(row, "qa.restored")


@transaction.atomic
def use(row: Entry, task: Task, staff_id: int) -> bool:
    """The entry was taken as the answer to a task: a hit, once for each task. Returns whether it counted."""
    _, fresh = Use.objects.get_or_create(
        entry=row,
        task_id=task.pk,
        defaults={"workspace_id": row.workspace_id, "at": clock.timestamp(), "by": staff_id},
    )
    if fresh:
        Entry.objects.filter(pk=row.pk).update(hits=F("hits") + 1, last_hit_at=clock.timestamp())
    return fresh


# --- adopting what is asked again and again


def proposal(task: Task) -> Proposal | None:
    """What an "add to Q&A" task offers; None where its words are gone."""
    verdict = StoredVerdict.objects.filter(workspace_id=task.workspace_id, pk=task.verdict_id or 0).first()
    data = verdict.data if verdict else {}
    if not data.get("variants"):
        return None
    cited = [ids[-1] for ids in data["variants"][: MOST_VARIANTS + 1]]
    best = data.get("best")
    said = community.words_of({*cited, best} - {None})
    wordings = [(pk, said[pk][1].strip()[:LONGEST_QUESTION]) for pk in cited if pk in said]
    if not wordings:
        return None
    answer = (best, _CALLED.sub("", said[best][1].strip())[:LONGEST_ANSWER]) if best in said else (None, "")
    return Proposal(data["question"], wordings[0], wordings[1:], answer, task.group_id)


@transaction.atomic
def adopt(task: Task, staff_id: int, draft: Draft | None = None) -> Entry | None:
    """Make the entry that a task offers, as somebody wrote it or as it is. A second time gives the entry there is."""
    offered = proposal(task)
    if offered is None:
        return None
    row = Entry.objects.filter(workspace_id=task.workspace_id, question_key=offered.key).first()
    if row is not None:
        if row.state == State.RETIRED:
            restore(row, staff_id)
        return write(task.workspace_id, draft, staff_id, row) if draft else row
    row = Entry(
        workspace_id=task.workspace_id,
        created_at=clock.timestamp(),
        question=offered.question[1],
        answer=offered.answer[1],
        variants=[{"text": text, "message": pk} for pk, text in offered.variants],
        question_message=offered.question[0],
        answer_message=offered.answer[0],
        question_key=offered.key,
    )
    groups = [task.group_id] if task.group_id else []
    as_is = Draft(row.question, row.answer, [text for _, text in offered.variants], groups, owner_id=staff_id)
    return write(task.workspace_id, draft or as_is, staff_id, row)


def on_add_finished(task: Task) -> None:
    """ "Added" on the worklist makes the entry, with the best answer so far."""
    adopt(task, task.closed_by or 0)


def on_add_reopened(task: Task) -> None:
    """Taken back: the entry goes with it."""
    for row in Entry.objects.filter(workspace_id=task.workspace_id, question_key=task.key).exclude(state=State.RETIRED):
        retire(row, None)


def page_of(task: Task) -> str:
    """Where the entry that a task offers is looked over before it is taken."""
    return f"{reverse('qa:new')}?task={task.pk}"


def finish_add(task: Task, staff_id: int) -> None:
    """The task behind an entry that was written by hand is done."""
    if task.state in worklist.LIVE:
        worklist.finish(task, staff_id)


# --- many at once


@transaction.atomic
def take_in(workspace: Workspace, drafts: Sequence[Draft], staff_id: int) -> tuple[int, int]:
    """Entries of a sheet: a question that is known (same words) is written anew. Returns how many are new, changed."""
    known = {row.question: row for row in Entry.objects.filter(workspace=workspace)}
    fresh = changed = 0
    for draft in drafts:
        row = known.get(draft.question.strip()[:LONGEST_QUESTION])
        known[draft.question] = write(workspace.pk, draft, staff_id, row)
        fresh, changed = fresh + (row is None), changed + (row is not None)
    journal.record(workspace.pk, NewFact("qa.imported", subject="qa", data={"count": fresh + changed}))
    return fresh, changed


# --- the page of a group, behind a link


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def share(group: Group, staff_id: int, lifetime: str) -> str:
    """A new link to a group's page; gives back its token (256 bits), which is kept nowhere."""
    token, now = secrets.token_urlsafe(32), clock.timestamp()
    link = PageLink.objects.create(
        workspace_id=group.workspace_id, group=group, digest=digest_of(token), created_at=now, created_by=staff_id,
        expires_at=now + LIFETIMES[lifetime],
    )  # fmt: skip
    journal.record(
        group.workspace_id,
        NewFact("qa.page_shared", group_id=group.pk, subject=f"qa-link:{link.pk}", data={"group": group.name}),
    )
    return token


@transaction.atomic
def revoke(link: PageLink) -> None:
    """The link leads nowhere from now on."""
    if PageLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.timestamp()):
        journal.record(
            link.workspace_id, NewFact("qa.page_unshared", group_id=link.group_id, subject=f"qa-link:{link.pk}")
        )


def open_link(token: str) -> PageLink | None:
    """The live link behind a token, counted as opened; None when it expired, was revoked or never was."""
    live = PageLink.objects.filter(digest=digest_of(token), revoked_at=None, expires_at__gt=clock.timestamp())
    link = live.select_related("group", "workspace").first()
    if link is not None:
        PageLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)
    return link


# --- somebody is erased


def erase(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """An eraser of the community: words taken from these messages leave the entries; an answer of theirs, the Q&A."""
    gone = set(message_ids)
    if not gone:
        return
    with_words = Q(question_message__isnull=False) | Q(answer_message__isnull=False) | ~Q(variants=[])
    for row in Entry.objects.filter(with_words, workspace_id=workspace_id):
        if _blank(row, gone):
            _store(row, None)


def _blank(row: Entry, gone: Collection[int]) -> bool:
    """Take the words out of an entry; returns whether it held some."""
    kept = [one for one in row.variants if one["message"] not in gone]
    changed = len(kept) != len(row.variants)
    row.variants = kept
    if row.question_message in gone:
        first: Mapping[str, Any] = kept.pop(0) if kept else {"text": "", "message": None}
        row.question, row.question_message, changed = first["text"], first["message"], True
    if row.answer_message in gone:
        row.answer, row.answer_message, changed = "", None, True
    if changed and row.state != State.RETIRED and not (row.question and row.answer):
        row.state = State.DRAFT if row.question else State.RETIRED
    return changed
