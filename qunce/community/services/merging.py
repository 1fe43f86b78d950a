"""One person, two entries: joining them, separating them again, and undoing either exactly."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.verdicts import services as verdicts
from qunce.base.worklist import services as worklist
from qunce.community.activity import services as activity
from qunce.community.models import Group, Identity, Membership, NicknameSpan, NotOnePerson, Person, PersonTag
from qunce.community.search import search_text
from qunce.community.services import sums
from qunce.community.services.groups import announce_heard
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.names import fold_name

MERGED, SPLIT = "community.people_merged", "community.people_split"
JOINED = N_("The person's entry was joined with another.")

_DETAILS = ("member_id", "phone", "spent_fen", "orders", "last_order_at", "note", "is_staff", "search")
_PLACE = ("role", "nickname", "join_scene", "inviter_id", "joined_at", "left_at", "removed", "in_roster")
_SPOKE = ("message_count", "first_spoke_at", "last_spoke_at")


class MergeError(ValueError):
    """These two cannot be joined or separated; the message says why (a msgid)."""


@transaction.atomic
def merge(keep: Person, other: Person) -> Fact:
    """One person, two entries: everything of ``other`` is ``keep``'s from now on. Undone by ``unmerge``.

    Identities move, so messages need no touching; places are joined and the sums of both added up.
    Raises MergeError.
    """
    keep, other = _locked(keep, other)
    if keep.merged_into_id or other.merged_into_id or keep.erased_at or other.erased_at:
        raise MergeError(N_("One of the entries was joined with another or erased already."))
    before = {name: getattr(keep, name) for name in _DETAILS}
    moved = list(Identity.objects.filter(person=other).values_list("id", flat=True))
    tags = list(PersonTag.objects.filter(person=other).values("id", "tag_id", "at", "by"))
    invited = list(Membership.objects.filter(inviter=other).values_list("id", flat=True))
    entries = list(Person.objects.filter(merged_into=other).values_list("id", flat=True))
    places = [_join_place(keep, row) for row in Membership.objects.filter(person=other).order_by("group_id")]
    Identity.objects.filter(pk__in=moved).update(person=keep)
    Membership.objects.filter(pk__in=invited).update(inviter=keep)
    Membership.objects.filter(person=keep, inviter=keep).update(inviter=None)
    activity.move_person(other.pk, keep.pk)
    Person.objects.filter(pk__in=[other.pk, *entries]).update(merged_into=keep)
    for name in _DETAILS:
        if getattr(keep, name) in (None, "", False):
            setattr(keep, name, getattr(other, name))
    keep.search = search_text(*names_of(keep))
    keep.save(update_fields=_DETAILS)
    added = _add_tags(keep, tags)
    sums.refresh_counters([keep.pk, other.pk])
    _judge_anew(keep.workspace_id, [other.pk], [place["group"] for place in places])
    data = {
        "other": other.pk,
        "identities": moved,
        "places": places,
        "before": before,
        "after": {name: getattr(keep, name) for name in _DETAILS},
        "tags": added,
        "invited": invited,
        "entries": entries,
        "name": other.name,
    }
    return journal.record(
        keep.workspace_id, NewFact(MERGED, person_id=keep.pk, subject=f"person:{other.pk}", data=data)
    )[0]


def _locked(*people: Person) -> list[Person]:
    """The rows as they stand now, held until the end of the transaction; in the order asked for."""
    ids = [person.pk for person in people]
    rows = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(rows) != len(ids) or len({row.workspace_id for row in rows.values()}) != 1:
        raise MergeError(N_("These two entries cannot be joined."))
    return [rows[pk] for pk in ids]


def names_of(person: Person) -> list[str]:
    """What a person is found by: the name of the entry first, then every other they bore."""
    shown = Identity.objects.filter(person=person).order_by("-created_at", "-id").values_list("shown", flat=True)
    nicknames = Membership.objects.filter(person=person).order_by("id").values_list("nickname", flat=True)
    entries = Person.objects.filter(merged_into=person).order_by("id").values_list("name", flat=True)
    return [name for name in dict.fromkeys([person.name, *entries, *nicknames, *shown]) if name.strip()]


def _join_place(keep: Person, row: Membership) -> dict[str, Any]:
    """Bring other's place in a group over to keep's; gives back what undoing needs."""
    mine = Membership.objects.filter(group_id=row.group_id, person=keep).first()
    spans = list(row.nicknames.values_list("id", flat=True))
    undo: dict[str, Any] = {"group": row.group_id, "theirs": _values(row), "mine": None, "after": None, "spans": spans}
    if mine is None:
        row.person = keep
        row.save(update_fields=["person"])
        return undo
    undo["mine"] = _values(mine)
    joined = [at for at in (mine.joined_at, row.joined_at) if at is not None]
    mine.joined_at = min(joined) if joined else None
    mine.inviter_id = mine.inviter_id or row.inviter_id
    mine.join_scene = mine.join_scene or row.join_scene
    mine.nickname = mine.nickname or row.nickname
    mine.role = row.role if mine.role == "member" else mine.role
    mine.in_roster = mine.in_roster or row.in_roster
    still_there = mine.left_at is None or row.left_at is None
    mine.removed = not still_there and (mine.removed or row.removed)
    mine.left_at = None if still_there else max(mine.left_at or 0, row.left_at or 0)
    mine.message_count += row.message_count
    firsts = [at for at in (mine.first_spoke_at, row.first_spoke_at) if at is not None]
    lasts = [at for at in (mine.last_spoke_at, row.last_spoke_at) if at is not None]
    mine.first_spoke_at, mine.last_spoke_at = min(firsts, default=None), max(lasts, default=None)
    undo["after"] = _values(mine)
    row.nicknames.update(membership=mine)
    row.delete()
    mine.save()
    return undo


def _values(row: Membership) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _PLACE}


def _add_tags(keep: Person, tags: Iterable[Mapping[str, Any]]) -> list[int]:
    have = set(PersonTag.objects.filter(person=keep).values_list("tag_id", flat=True))
    fresh = [tag for tag in tags if tag["tag_id"] not in have]
    PersonTag.objects.bulk_create(
        [PersonTag(tag_id=tag["tag_id"], person=keep, at=tag["at"], by=tag["by"]) for tag in fresh]
    )
    return [tag["tag_id"] for tag in fresh]


def _judge_anew(workspace_id: int, gone: Collection[int], group_ids: Collection[int]) -> None:
    """What was thought of an entry that is gone is taken back; the groups it was in are looked at again."""
    groups = list(Group.objects.filter(pk__in=group_ids))
    keys = [f"person:{pk}@{group.pk}" for pk in gone for group in groups]
    withdrawn = verdicts.withdraw_subjects(workspace_id, keys, JOINED)
    worklist.withdraw_by_verdicts(workspace_id, withdrawn, JOINED)
    for group in groups:
        announce_heard(group, 0)


def _later_change(fact: Fact, people: Collection[int]) -> bool:
    """Whether one of these people was joined or separated after the fact, and that still stands."""
    later = Fact.objects.filter(
        Q(person_id__in=people) | Q(subject__in=[f"person:{pk}" for pk in people]),
        workspace_id=fact.workspace_id,
        type__in=[MERGED, SPLIT],
        pk__gt=fact.pk,
    )
    undone = set(Fact.objects.filter(undoes__in=later.values("pk")).values_list("undoes", flat=True))
    return any(pk not in undone for pk in later.values_list("pk", flat=True))


def is_undone(fact: Fact) -> bool:
    return Fact.objects.filter(undoes=fact.pk).exists()


@transaction.atomic
def unmerge(fact: Fact) -> None:
    """Undo a merge: the entry comes back with its identities, places and tags. A second time does nothing.

    What changed since stays as it is now. Raises MergeError when a later merge has to be undone first, or when
    the person was erased meanwhile.
    """
    if fact.type != MERGED or is_undone(fact):
        return
    data = fact.data
    keep = Person.objects.select_for_update().get(pk=fact.person_id or 0)
    other = Person.objects.select_for_update().get(pk=data["other"])
    if keep.erased_at or other.erased_at:
        raise MergeError(N_("The person was erased meanwhile."))
    if other.merged_into_id != keep.pk or _later_change(fact, [keep.pk, other.pk]):
        raise MergeError(N_("These entries were joined or separated again since: undo that first."))
    _identities_back(keep, other, data["identities"])
    for name, value in data["before"].items():
        if getattr(keep, name) == data["after"][name]:
            setattr(keep, name, value)
    keep.save(update_fields=_DETAILS)
    for place in data["places"]:
        _part_place(keep, other, place)
    Membership.objects.filter(pk__in=data["invited"], inviter=keep).update(inviter=other)
    PersonTag.objects.filter(person=keep, tag_id__in=data["tags"]).delete()
    Person.objects.filter(pk__in=data["entries"], merged_into=keep).update(merged_into=other)
    Person.objects.filter(pk=other.pk).update(merged_into=None)
    sums.recount_people(keep.workspace_id, [keep.pk, other.pk])
    journal.record(
        keep.workspace_id,
        NewFact("community.people_unmerged", person_id=keep.pk, subject=f"person:{other.pk}", data={}, undoes=fact.pk),
    )
    _judge_anew(keep.workspace_id, [], [place["group"] for place in data["places"]])


def _identities_back(keep: Person, other: Person, moved: list[int]) -> None:
    """The identities that came with other, and those learnt since of what was other's from birth."""
    Identity.objects.filter(pk__in=moved, person=keep).update(person=other)
    origins = set(Identity.objects.filter(person=other).values_list("origin_id", flat=True)) | {other.pk}
    origins -= set(
        Identity.objects.filter(person=keep, pk__lte=max(moved, default=0)).values_list("origin_id", flat=True)
    )
    Identity.objects.filter(person=keep, origin_id__in=origins).update(person=other)


def _part_place(keep: Person, other: Person, place: dict[str, Any]) -> None:
    mine = Membership.objects.filter(group_id=place["group"], person=keep).first()
    if place["mine"] is None:
        if mine is not None:
            mine.person = other
            mine.save(update_fields=["person"])
        return
    theirs = Membership.objects.create(
        workspace_id=keep.workspace_id, group_id=place["group"], person=other, **place["theirs"]
    )
    NicknameSpan.objects.filter(pk__in=place["spans"]).update(membership=theirs)
    if mine is not None:
        for name in _PLACE:
            if getattr(mine, name) == place["after"][name]:
                setattr(mine, name, place["mine"][name])
        mine.save(update_fields=_PLACE)


@transaction.atomic
def split(person: Person, identity_ids: Collection[int]) -> Fact:
    """Some identities belong to somebody else: they become a person of their own. Undone by ``unsplit``.

    What they said goes with them; join and leave times stay where they were read. Raises MergeError.
    """
    (person,) = _locked(person)
    moving = list(Identity.objects.filter(person=person, pk__in=identity_ids).order_by("id"))
    staying = Identity.objects.filter(person=person).exclude(pk__in=[i.pk for i in moving])
    if not moving or not staying.exists():
        raise MergeError(N_("At least one name has to stay and one has to go."))
    name = moving[0].shown or moving[0].value
    new = Person.objects.create(workspace_id=person.workspace_id, name=name[:120], created_at=clock.timestamp())
    Identity.objects.filter(pk__in=[i.pk for i in moving]).update(person=new)
    Membership.objects.bulk_create(
        [
            Membership(workspace_id=person.workspace_id, group_id=group_id, person=new)
            for group_id in sorted({i.group_id for i in moving if i.group_id})
        ]
    )
    Person.objects.filter(pk=new.pk).update(search=search_text(*names_of(new)))
    Person.objects.filter(pk=person.pk).update(search=search_text(*names_of(person)))
    sums.recount_people(person.workspace_id, [person.pk, new.pk])
    _judge_anew(person.workspace_id, [], list(_groups_of(new)))
    return journal.record(
        person.workspace_id,
        NewFact(
            SPLIT,
            person_id=person.pk,
            subject=f"person:{new.pk}",
            data={"other": new.pk, "identities": [i.pk for i in moving], "name": name},
        ),
    )[0]


def _groups_of(person: Person) -> Iterable[int]:
    return Membership.objects.filter(person=person).values_list("group_id", flat=True)


@transaction.atomic
def unsplit(fact: Fact) -> None:
    """Undo a split: the names, and whatever came to them since, are the person's again. Raises MergeError."""
    if fact.type != SPLIT or is_undone(fact):
        return
    person, new = Person.objects.get(pk=fact.person_id or 0), Person.objects.get(pk=fact.data["other"])
    if _later_change(fact, [person.pk, new.pk]):
        raise MergeError(N_("These entries were joined or separated again since: undo that first."))
    joined = merge(person, new)
    journal.record(
        person.workspace_id,
        NewFact("community.people_unsplit", person_id=person.pk, subject=f"person:{new.pk}", data={}, undoes=fact.pk),
        NewFact(
            "community.people_unmerged", person_id=person.pk, subject=f"person:{new.pk}", data={}, undoes=joined.pk
        ),
    )


@transaction.atomic
def tell_apart(workspace_id: int, name: str) -> None:
    """The bearers of a name are different people: nobody proposes to join them again."""
    NotOnePerson.objects.get_or_create(
        workspace_id=workspace_id, value=fold_name(name), defaults={"at": clock.timestamp()}
    )


@transaction.atomic
def forget_apart(workspace_id: int, name: str) -> None:
    """Undo ``tell_apart``."""
    NotOnePerson.objects.filter(workspace_id=workspace_id, value=fold_name(name)).delete()
