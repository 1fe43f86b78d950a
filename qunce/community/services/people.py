"""People: joining two entries, separating them again, tagging, marking colleagues, erasing."""

from collections.abc import Collection, Iterable

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.community.models import Identity, Membership, Person, PersonTag, Tag
from qunce.community.search import search_text
from qunce.community.services import sums
from qunce.kernel import clock


class MergeError(ValueError):
    """These two cannot be joined; the message says why (a msgid)."""


@transaction.atomic
def merge(keep: Person, other: Person) -> Fact:
    """One person, two entries: everything of ``other`` is ``keep``'s from now on. Undone by ``unmerge``.

    Identities move, so messages need no touching; memberships are joined, touched sums made again.
    """
    if keep.pk == other.pk or keep.workspace_id != other.workspace_id:
        raise MergeError("These two entries cannot be joined.")
    if keep.merged_into_id or other.merged_into_id or keep.erased_at or other.erased_at:
        raise MergeError("One of the entries was joined with another or erased already.")
    moved = list(Identity.objects.filter(person=other).values_list("id", flat=True))
    tags = list(PersonTag.objects.filter(person=other).values_list("tag_id", flat=True))
    before = {name: getattr(keep, name) for name in _DETAILS}
    Identity.objects.filter(pk__in=moved).update(person=keep)
    memberships = [_join_membership(keep, row) for row in Membership.objects.filter(person=other)]
    for name in _DETAILS:
        if getattr(keep, name) in (None, "", False):
            setattr(keep, name, getattr(other, name))
    keep.save()
    Person.objects.filter(pk=other.pk).update(merged_into=keep)
    for tag_id in tags:
        PersonTag.objects.get_or_create(
            tag_id=tag_id, person=keep, defaults={"at": clock.timestamp(), "by": journal.current().actor}
        )
    sums.recount_people(keep.workspace_id, [keep.pk, other.pk])
    return journal.record(
        keep.workspace_id,
        NewFact(
            "community.people_merged",
            person_id=keep.pk,
            subject=f"person:{other.pk}",
            data={
                "other": other.pk,
                "identities": moved,
                "memberships": memberships,
                "before": before,
                "tags": tags,
            },
        ),
    )[0]


_DETAILS = ("member_id", "phone", "spent_fen", "orders", "last_order_at", "note", "is_staff")
_PLACE = ("role", "nickname", "join_scene", "inviter_id", "joined_at", "left_at", "removed", "in_roster")


def _join_membership(keep: Person, row: Membership) -> dict[str, object]:
    """Bring other's place in a group over to keep's; gives back what undoing needs."""
    mine = Membership.objects.filter(group_id=row.group_id, person=keep).first()
    undo: dict[str, object] = {
        "group": row.group_id,
        "theirs": {name: getattr(row, name) for name in _PLACE},
        "mine": {name: getattr(mine, name) for name in _PLACE} if mine else None,
    }
    if mine is None:
        row.person = keep
        row.save(update_fields=["person"])
        return undo
    joined = [at for at in (mine.joined_at, row.joined_at) if at is not None]
    mine.joined_at = min(joined) if joined else None
    mine.inviter_id = mine.inviter_id or row.inviter_id
    mine.join_scene = mine.join_scene or row.join_scene
    mine.nickname = mine.nickname or row.nickname
    mine.role = row.role if mine.role == "member" else mine.role
    mine.in_roster = mine.in_roster or row.in_roster
    mine.left_at = None if mine.left_at is None or row.left_at is None else max(mine.left_at, row.left_at)
    mine.save()
    row.nicknames.update(membership=mine)
    row.delete()
    return undo


@transaction.atomic
def unmerge(fact: Fact) -> None:
    """Undo a merge: the entry comes back with its identities, places and tags."""
    if Fact.objects.filter(undoes=fact.pk).exists():
        return
    data = fact.data
    keep, other = Person.objects.get(pk=fact.person_id or 0), Person.objects.get(pk=data["other"])
    Person.objects.filter(pk=other.pk).update(merged_into=None)
    Identity.objects.filter(pk__in=data["identities"]).update(person=other)
    for name, value in data["before"].items():
        setattr(keep, name, value)
    keep.save()
    for place in data["memberships"]:
        mine = Membership.objects.filter(group_id=place["group"], person=keep)
        if place["mine"] is None:
            mine.delete()
        else:
            mine.update(**place["mine"])
        Membership.objects.update_or_create(
            group_id=place["group"],
            person=other,
            defaults={"workspace_id": keep.workspace_id, **place["theirs"]},
        )
    sums.recount_people(keep.workspace_id, [keep.pk, other.pk])
    journal.record(
        keep.workspace_id,
        NewFact("community.withdrawn", person_id=keep.pk, data={"reason": "merge"}, undoes=fact.pk),
    )


@transaction.atomic
def split(person: Person, identity_ids: Collection[int]) -> Person:
    """Some identities belong to somebody else: they become a person of their own."""
    moving = list(Identity.objects.filter(person=person, pk__in=identity_ids))
    if not moving or Identity.objects.filter(person=person).exclude(pk__in=[i.pk for i in moving]).count() == 0:
        raise MergeError("At least one name has to stay and one has to go.")
    name = moving[0].shown or moving[0].value
    new = Person.objects.create(
        workspace_id=person.workspace_id, name=name, search=search_text(name), created_at=clock.timestamp()
    )
    Identity.objects.filter(pk__in=[i.pk for i in moving]).update(person=new)
    sums.recount_people(person.workspace_id, [person.pk, new.pk])
    journal.record(
        person.workspace_id,
        NewFact(
            "community.people_split",
            person_id=person.pk,
            subject=f"person:{new.pk}",
            data={"other": new.pk, "identities": [i.pk for i in moving]},
        ),
    )
    return new


@transaction.atomic
def mark_staff(people: Iterable[Person], staff: bool) -> None:
    """Colleagues answer; they are never asked to be woken, thanked or warned as members (D5 still sees them)."""
    for person in people:
        if person.is_staff != staff:
            Person.objects.filter(pk=person.pk).update(is_staff=staff)
            if staff:
                journal.record(
                    person.workspace_id,
                    NewFact("community.staff_marked", person_id=person.pk, data={"staff": staff}),
                )


@transaction.atomic
def tag(workspace_id: int, name: str, person_ids: Collection[int]) -> tuple[Tag, list[int]]:
    """Put a tag on people. Gives back the tag and whom it is new on (for undo)."""
    row, _ = Tag.objects.get_or_create(workspace_id=workspace_id, name=name.strip()[:40])
    have = set(PersonTag.objects.filter(tag=row, person_id__in=person_ids).values_list("person_id", flat=True))
    fresh = [pk for pk in person_ids if pk not in have]
    actor, at = journal.current().actor, clock.timestamp()
    PersonTag.objects.bulk_create(
        [PersonTag(tag=row, person_id=pk, at=at, by=actor) for pk in fresh],
        batch_size=1000,
        ignore_conflicts=True,
    )
    journal.record(
        workspace_id,
        NewFact("community.tagged", subject=f"tag:{row.pk}", data={"tag": row.name, "count": len(fresh)}),
    )
    return row, fresh


@transaction.atomic
def untag(row: Tag, person_ids: Collection[int]) -> int:
    """Take a tag from people; the tag itself goes with its last bearer."""
    count, _ = PersonTag.objects.filter(tag=row, person_id__in=person_ids).delete()
    journal.record(
        row.workspace_id,
        NewFact("community.untagged", subject=f"tag:{row.pk}", data={"tag": row.name, "count": count}),
    )
    if not PersonTag.objects.filter(tag=row).exists():
        row.delete()
    return count
