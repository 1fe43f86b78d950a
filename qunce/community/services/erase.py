"""Erasing a person: what they said and what we know of them goes; that something happened stays (design §4.9).

In steps of short transactions, each of which may run twice, so that a large erasure is a job that nothing stops
halfway: the entry is closed first (imports bring nothing more of theirs), the names go last.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

from django.db import transaction
from django.db.models import Q

from qunce.base.jobs import services as jobs
from qunce.base.jobs.models import Job
from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.services import blank_names
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.blanking import Blanker
from qunce.community.models import (
    Group,
    Identity,
    Membership,
    Message,
    NicknameSpan,
    NotOnePerson,
    Person,
    PersonTag,
    Source,
)
from qunce.community.registry import erasers
from qunce.community.services.groups import announce_heard
from qunce.community.services.recording import SYSTEM
from qunce.kernel import clock
from qunce.kernel.i18n import N_

ERASED = N_("The person was erased.")
LARGE = 2_000  # messages; more than this is done by a job
_CHUNK = 500

Tick = Callable[[int], None]


def _nothing(count: int) -> None:
    pass


@transaction.atomic
def start_erasing(person: Person) -> Job | None:
    """Close the entry now; blank it now as well, or by a job where there is much to blank (then the job)."""
    if person.merged_into_id:
        raise ValueError("erase the entry that this one was joined with")
    _close(person)
    if person.message_count > LARGE:
        return jobs.enqueue_once(person.workspace_id, "community.erase", {"person_id": person.pk}, priority=10)
    erase_person(person)
    return None


def erase_person(person: Person, tick: Tick = _nothing) -> int:
    """Blank everything about a person, in this workspace. Cannot be undone. Returns how many messages were blanked.

    Messages keep their place and time with no words, so that sums stay right; the person's entries keep their ids
    under a hashed name, so that the same export imported again finds them erased and brings nothing back.
    ``tick(n)`` is called after each transaction with the number of rows dealt with in it.
    """
    _close(person)
    entries = _entries(person)
    identities = list(Identity.objects.filter(person_id__in=entries).values_list("id", flat=True))
    groups = sorted(_groups(entries, identities))
    names = _names(entries)
    blanker = Blanker(names, _others(groups, entries, names))
    count = 0
    for part in _chunks(_own_messages(identities)):
        count += _blank_messages(person.workspace_id, part)
        tick(len(part))
    for group_id in groups:
        _blank_group(person.workspace_id, group_id, blanker)
        tick(0)
    _blank_entries(person, entries, identities, names, blanker)
    return count


@transaction.atomic
def _close(person: Person) -> None:
    if person.erased_at is None:
        person.erased_at = clock.timestamp()
        Person.objects.filter(pk__in=_entries(person)).update(erased_at=person.erased_at)


def _entries(person: Person) -> list[int]:
    return [person.pk, *Person.objects.filter(merged_into=person).values_list("id", flat=True)]


def _groups(entries: list[int], identities: list[int]) -> set[int]:
    """Every group they had a place in or were named in."""
    places = Membership.objects.filter(person_id__in=entries).values_list("group_id", flat=True)
    named = Identity.objects.filter(pk__in=identities, group__isnull=False).values_list("group_id", flat=True)
    told = Fact.objects.filter(person_id__in=entries, group_id__isnull=False).values_list("group_id", flat=True)
    return {group_id for group_id in (*places, *named, *told.distinct()) if group_id}


def _names(entries: list[int]) -> list[str]:
    """Everything the person was called."""
    names = set(Person.objects.filter(pk__in=entries).values_list("name", flat=True))
    identities = Identity.objects.filter(person_id__in=entries)
    names |= set(identities.values_list("shown", flat=True)) | set(identities.values_list("value", flat=True))
    names |= set(Membership.objects.filter(person_id__in=entries).values_list("nickname", flat=True))
    names |= set(NicknameSpan.objects.filter(membership__person_id__in=entries).values_list("name", flat=True))
    for fact in Fact.objects.filter(person_id__in=entries, type="community.member_renamed"):
        names |= {str(fact.data.get(key, "")) for key in ("before", "after")}
    for member_id, phone in Person.objects.filter(pk__in=entries).values_list("member_id", "phone"):
        names |= {value for value in (member_id, phone) if len(value) >= 5}
    return sorted(name for name in names if name.strip() and not name.startswith("erased:"))


def _others(groups: list[int], entries: list[int], names: list[str]) -> set[str]:
    """Names in these groups that hold one of theirs and are somebody else's."""
    holding = Q(pk__in=[])
    for name in names:
        holding |= Q(shown__contains=name)
    places = Membership.objects.filter(group_id__in=groups).values("person_id")
    rows = Identity.objects.filter(holding, person_id__in=places).exclude(person_id__in=entries)
    return set(rows.values_list("shown", flat=True))


def _own_messages(identities: list[int]) -> Iterator[int]:
    for identity in identities:
        rows = Message.objects.filter(identity_id=identity).exclude(text="", quote="", external_id="")
        yield from list(rows.values_list("id", flat=True))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    part: list[int] = []
    for pk in ids:
        part.append(pk)
        if len(part) == _CHUNK:
            yield part
            part = []
    if part:
        yield part


@transaction.atomic
def _blank_messages(workspace_id: int, part: list[int]) -> int:
    gone = verdicts.withdraw_subjects(workspace_id, [f"message:{pk}" for pk in part], ERASED)
    worklist.withdraw_by_verdicts(workspace_id, gone, ERASED)
    for eraser in erasers:
        eraser(workspace_id, (), part)
    return Message.objects.filter(pk__in=part).update(text="", quote="", external_id="")


@transaction.atomic
def _blank_group(workspace_id: int, group_id: int, blanker: Blanker) -> None:
    """Take the names out of what others said to them, what the system said, and what was judged in the group."""
    for name in blanker.names:
        said = Message.objects.filter(group_id=group_id).filter(
            Q(text__contains=f"@{name}")
            | Q(text__contains=f"＠{name}")
            | Q(kind=SYSTEM, text__contains=name)
            | Q(quote__contains=name)
        )
        for pk, kind, text, quote in list(said.values_list("id", "kind", "text", "quote")):
            kept = blanker.everywhere(text) if kind == SYSTEM else blanker.mentions(text)
            Message.objects.filter(pk=pk).update(text=kept, quote=blanker.quote(quote))
    judged = StoredVerdict.objects.filter(group_id=group_id)
    blank_names(judged, ["reasons", "evidence", "data", "overturn_reason"], blanker)
    blank_names(Task.objects.filter(group_id=group_id), ["title", "words", "data", "reason"], blanker)
    blank_names(Fact.objects.filter(group_id=group_id), ["data"], blanker)


@transaction.atomic
def _blank_entries(
    person: Person, entries: list[int], identities: list[int], names: Collection[str], blanker: Blanker
) -> None:
    """The last step: after it nothing here knows what they were called."""
    workspace_id = person.workspace_id
    verdicts.erase_person(workspace_id, entries, ERASED)
    worklist.erase_person(workspace_id, entries, ERASED)
    subjects = [f"person:{pk}" for pk in entries]
    of_them = Q(person_id__in=entries) | Q(subject__in=subjects) | Q(group_id__isnull=True, audit=True)
    for entry in entries:
        journal.redact(workspace_id, entry)
    journal.redact_subjects(workspace_id, subjects)
    blank_names(Fact.objects.filter(of_them, workspace_id=workspace_id), ["data"], blanker)
    blank_names(Job.objects.filter(workspace_id=workspace_id), ["args", "title", "cursor", "result", "error"], blanker)
    blank_names(Source.objects.filter(workspace_id=workspace_id), ["label"], blanker)
    for eraser in erasers:
        eraser(workspace_id, names, ())
    for identity in Identity.objects.filter(pk__in=identities).exclude(value__startswith="erased:"):
        identity.value, identity.shown = person.workspace.pseudonym(f"{identity.kind}:{identity.value}"), ""
        identity.save(update_fields=["value", "shown"])
    Membership.objects.filter(person_id__in=entries).update(nickname="")
    NicknameSpan.objects.filter(membership__person_id__in=entries).delete()
    NotOnePerson.objects.filter(workspace_id=workspace_id, value__in=blanker.folded).delete()
    PersonTag.objects.filter(person_id__in=entries).delete()
    Person.objects.filter(pk__in=entries).update(
        name="", search="", member_id="", phone="", note="", spent_fen=None, orders=None, last_order_at=None
    )
    journal.record(workspace_id, NewFact("community.person_erased", subject=f"person:{person.pk}"))
    for group in Group.objects.filter(memberships__person_id__in=entries, archived_at__isnull=True).distinct():
        announce_heard(group, 0)
