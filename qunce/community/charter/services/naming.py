"""Nicknames: who was asked to change theirs, and who did (B12)."""

from collections.abc import Collection

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.community.charter.policy.nicknames import FormatError, parse
from qunce.community.charter.queries import Charters, spoken
from qunce.community.models import Group

ASKED, DONE = "charter.rename_asked", "charter.renamed_as_asked"


@transaction.atomic
def ask(group: Group, person_ids: Collection[int], wanted: str) -> int:
    """A colleague asked these people for a nickname in this format. Returns how many were asked."""
    facts = [
        NewFact(ASKED, person_id=pk, group_id=group.pk, data={"format": wanted}) for pk in sorted(set(person_ids))
    ]  # fmt: skip
    return len(journal.record_all(group.workspace_id, facts))


def notice_renaming(facts: list[Fact]) -> None:
    """Whoever was asked and now bears a name in the group's format is cooperative: that is a fact of theirs.

    Subscribed to the journal; called in the transaction that records the new name. Once for each time they were asked.
    """
    renamed = [fact for fact in facts if fact.type == "community.member_renamed" and fact.person_id and fact.group_id]
    if not renamed:
        return
    people, groups = {fact.person_id for fact in renamed}, {fact.group_id for fact in renamed}
    told = Fact.objects.filter(type__in=(ASKED, DONE), person_id__in=people, group_id__in=groups).order_by("at", "pk")
    waiting: dict[tuple[int | None, int | None], Fact] = {}
    for fact in told:
        where = (fact.person_id, fact.group_id)
        if fact.type == ASKED:
            waiting[where] = fact
        else:
            waiting.pop(where, None)
    for fact in renamed:
        asked = waiting.get((fact.person_id, fact.group_id))
        if asked is not None and fact.at >= asked.at and _follows(fact, str(asked.data.get("format", ""))):
            del waiting[fact.person_id, fact.group_id]
            done = NewFact(DONE, at=fact.at, person_id=fact.person_id, group_id=fact.group_id, subject=fact.subject)
            journal.record(fact.workspace_id, done)


def _follows(fact: Fact, asked: str) -> bool:
    """By the format they were asked for, or by the one that holds now."""
    after = str(fact.data.get("after", ""))
    workspace = Workspace.objects.get(pk=fact.workspace_id)
    book = Charters(workspace)
    now = spoken(book.of_groups([fact.group_id or 0])[fact.group_id or 0].charter, book.purposes).nickname_format
    return any(_fits(pattern, after) for pattern in (asked, now))


def _fits(pattern: str, name: str) -> bool:
    try:
        return parse(pattern).follows(name)
    except FormatError:
        return False
