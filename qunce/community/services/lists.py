"""Rosters and customer lists: members who never spoke, and what is known of buyers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, Identity, Membership, Message, Person, PersonTag, Source, Tag
from qunce.community.search import search_text
from qunce.community.services.identities import Resolver
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.names import fold_name, shown_name
from qunce.kernel.records import MemberRecord, Name

AMBIGUOUS = N_("Several people bear this name")
NAMELESS = N_("The row names nobody")

_PERSON = ("member_id", "phone", "spent_fen", "orders", "last_order_at")
_PLACE = ("role", "nickname", "joined_at", "join_scene", "inviter_id", "in_roster")


class ListTaker:
    """Takes the rows of one roster or customer list, batch after batch, in the caller's transaction.

    With a group the rows are its roster; without one they are customers, matched by id, member ID, or a name that
    only one person of the workspace bears.
    """

    def __init__(self, workspace: Workspace, group: Group | None, source: Source) -> None:
        self.workspace, self.group, self.source = workspace, group, source
        self.resolver = Resolver(workspace, group.pk, "") if group else None
        self._places: dict[int, Membership] = {}
        if group:
            self._places = {row.person_id: row for row in Membership.objects.filter(group=group)}
        self._tag_ids: dict[str, int] = {}

    def take(self, records: Sequence[MemberRecord]) -> tuple[int, list[tuple[MemberRecord, str]]]:
        """Store rows; gives back how many were taken and those refused, with the reason (a msgid)."""
        met, refused = self._meet(records)
        facts: list[NewFact] = []
        people: dict[int, Person] = {}  # those whose details changed
        places: dict[int, Membership] = {}
        for record, person in met:
            before, after = self._details(person, record)
            if before != after:
                people[person.pk] = person
            place = self._place(person, record) if self.group else None
            if place:
                places[person.pk] = self._places[person.pk]
            identity = None if self.group else self._join(person, record.name.id)
            if before != after or place or identity:
                facts.append(
                    NewFact(
                        "community.person_updated",
                        person_id=person.pk,
                        group_id=self.group.pk if self.group else None,
                        subject=f"source:{self.source.pk}",
                        data={"before": before, "after": after, "place": place}
                        | ({"identity": identity} if identity else {}),
                    )
                )
        _write_people(people.values())
        _write_places(places.values())
        self._tag(met)
        journal.record_all(self.workspace, facts)
        return len(met), refused

    def _meet(
        self, records: Sequence[MemberRecord]
    ) -> tuple[list[tuple[MemberRecord, Person]], list[tuple[MemberRecord, str]]]:
        """Whose rows these are, in the order of the rows; one object for a person however many rows name them."""
        met: list[tuple[MemberRecord, Person]] = []
        refused: list[tuple[MemberRecord, str]] = []
        wanted = {record.member_id for record in records if record.member_id}
        live = Person.objects.filter(workspace=self.workspace, merged_into__isnull=True)
        by_member = {person.member_id: person for person in live.filter(member_id__in=wanted).order_by("-pk")}
        seen = {person.pk: person for person in by_member.values()}
        if self.resolver:
            seen |= self._in_group(records, by_member)
        for record in records:
            found, reason = self._whose(record, by_member, seen)
            if found is None:
                refused.append((record, reason))
                continue
            person = seen.setdefault(found.pk, found)
            if record.member_id:
                by_member.setdefault(record.member_id, person)
            if not person.erased_at:
                met.append((record, person))
        return met, refused

    def _in_group(self, records: Sequence[MemberRecord], by_member: Mapping[str, Person]) -> dict[int, Person]:
        """Everybody whom the rows of a roster name, made where new, read at once."""
        assert self.resolver is not None  # noqa: S101
        named = [record for record in records if not _nameless(record) and record.member_id not in by_member]
        self.resolver.foresee(record.name for record in named)
        return Person.objects.in_bulk({self.resolver.resolve(_name_in_group(record))[1] for record in named})

    def finish(self, rows: int) -> None:
        """The roster is complete: the group's size is known from now on."""
        if self.group and rows:
            now = clock.timestamp()
            Group.objects.filter(pk=self.group.pk).update(roster_at=now, size=rows, size_at=now)

    def _whose(
        self, record: MemberRecord, by_member: Mapping[str, Person], seen: Mapping[int, Person]
    ) -> tuple[Person | None, str]:
        if _nameless(record):
            return None, NAMELESS
        known = by_member.get(record.member_id) if record.member_id else None
        if known:
            return known, ""
        if self.resolver:
            person_id = self.resolver.resolve(_name_in_group(record))[1]
            return seen.get(person_id) or Person.objects.get(pk=person_id), ""
        people = Person.objects.filter(workspace=self.workspace, merged_into__isnull=True)
        if record.name.id:
            value = record.name.id[:160]
            spelled = (value, self.workspace.pseudonym(f"id:{value}"))  # the second: somebody erased
            by_id = Identity.objects.filter(workspace=self.workspace, kind="id", value__in=spelled).first()
            if by_id:
                return by_id.person, ""
        folded = fold_name(record.name.shown)
        named = people.filter(identities__kind="name", identities__value=folded).distinct()
        if record.name.id:
            # Who bears the name and another id of this kind is somebody else.
            named = named.exclude(identities__kind="id")
        named = named[:2]
        if len(named) == 1:
            return named[0], ""
        if len(named) > 1 and not record.member_id and not record.name.id:
            return None, AMBIGUOUS
        return self._new(record), ""

    def _join(self, person: Person, value: str) -> int | None:
        """Let the person be known by the list's id too, where nobody is: the next list or export meets them by it."""
        if not value or Identity.objects.filter(workspace=self.workspace, kind="id", value=value[:160]).exists():
            return None
        return self._identity(person, value).pk

    def _identity(self, person: Person, value: str) -> Identity:
        return Identity.objects.create(
            workspace=self.workspace,
            person=person,
            origin_id=person.pk,
            kind="id",
            value=value[:160],
            shown=person.name[:160],
            created_at=clock.timestamp(),
        )

    def _new(self, record: MemberRecord) -> Person:
        name = shown_name(record.name.shown) or record.member_id or record.name.id
        person = Person.objects.create(
            workspace=self.workspace, name=name, search=search_text(name), created_at=clock.timestamp()
        )
        if record.name.id:
            self._identity(person, record.name.id)
        return person

    def _details(self, person: Person, record: MemberRecord) -> tuple[dict[str, Any], dict[str, Any]]:
        before = {name: getattr(person, name) for name in _PERSON}
        for name in _PERSON:
            told = getattr(record, name)
            if told not in (None, ""):
                setattr(person, name, told)
        return before, {name: getattr(person, name) for name in _PERSON}

    def _place(self, person: Person, record: MemberRecord) -> dict[str, Any] | None:
        assert self.group is not None  # noqa: S101 - the caller asked for a place
        assert self.resolver is not None  # noqa: S101
        row = self._places.get(person.pk)
        before = None if row is None else {name: getattr(row, name) for name in _PLACE}
        if row is None:
            row = Membership(group=self.group, person=person, workspace=self.workspace)
            self._places[person.pk] = row
        row.in_roster, row.left_at, row.removed = True, None, False
        row.role = record.role or row.role
        row.nickname = (record.name.group_nickname or record.name.shown or row.nickname)[:160]
        row.joined_at = record.joined_at or row.joined_at
        row.join_scene = record.scene or row.join_scene
        if record.inviter.strip():
            inviter = self.resolver.find(Name(record.inviter))
            row.inviter_id = inviter[1] if inviter and inviter[1] != person.pk else row.inviter_id
        after = {name: getattr(row, name) for name in _PLACE}
        return None if before == after else {"before": before, "after": after}

    def _tag(self, met: Sequence[tuple[MemberRecord, Person]]) -> None:
        wanted = {(person.pk, word.strip()[:40]) for record, person in met for word in record.tags if word.strip()}
        for word in {word for _, word in wanted} - self._tag_ids.keys():
            self._tag_ids[word] = Tag.objects.get_or_create(workspace=self.workspace, name=word)[0].pk
        by, now = f"source:{self.source.pk}", clock.timestamp()
        PersonTag.objects.bulk_create(
            [PersonTag(tag_id=self._tag_ids[word], person_id=pk, at=now, by=by) for pk, word in sorted(wanted)],
            ignore_conflicts=True,
        )


def _nameless(record: MemberRecord) -> bool:
    return not (record.name.shown.strip() or record.name.id or record.member_id)


def _name_in_group(record: MemberRecord) -> Name:
    return record.name if record.name.shown.strip() else Name(record.member_id, id=record.name.id)


# Raw, as in roster.py: a list of thousands is as common as a chat of thousands.
_PERSON_SQL = "UPDATE community_person SET " + ", ".join(f"{name} = %s" for name in _PERSON) + " WHERE id = %s"  # noqa: S608
_PLACE_SQL = (
    "UPDATE community_membership SET "  # noqa: S608 - constants of this module
    + ", ".join(f"{name} = %s" for name in (*_PLACE, "left_at", "removed"))
    + " WHERE id = %s"
)


def _write_people(people: Iterable[Person]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_PERSON_SQL, [(*(getattr(row, name) for name in _PERSON), row.pk) for row in people])


def _write_places(places: Iterable[Membership]) -> None:
    fresh: list[Membership] = []
    old: list[Membership] = []
    for row in places:
        (fresh if row.pk is None else old).append(row)
    Membership.objects.bulk_create(fresh, batch_size=300)
    with connection.cursor() as cursor:
        cursor.executemany(
            _PLACE_SQL,
            [(*(getattr(row, name) for name in (*_PLACE, "left_at", "removed")), row.pk) for row in old],
        )


def undo_list(source: Source) -> int:
    """Take a roster or customer list back: each detail returns to what it was, where nobody changed it since."""
    facts = Fact.objects.filter(
        workspace_id=source.workspace_id, subject=f"source:{source.pk}", type="community.person_updated"
    ).order_by("-id")
    count = 0
    for fact in list(facts):
        person = Person.objects.filter(pk=fact.person_id or 0).first()
        if person is None:
            continue
        _restore(person, fact.data["before"], fact.data["after"])
        joined = Identity.objects.filter(pk=fact.data.get("identity") or 0, person=person, kind="id").first()
        if joined is not None and not Message.objects.filter(identity=joined).exists():
            joined.delete()
        place = fact.data.get("place")
        row = Membership.objects.filter(group_id=fact.group_id or 0, person=person).first() if place else None
        if place and row and place["before"] is None and row.message_count == 0:
            row.delete()
        elif place and row:
            _restore(row, {"in_roster": False} if place["before"] is None else place["before"], place["after"])
        count += 1
    PersonTag.objects.filter(by=f"source:{source.pk}").delete()
    return count


def _restore(row: Person | Membership, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = [name for name, value in before.items() if getattr(row, name) == after.get(name) != value]
    for name in changed:
        setattr(row, name, before[name])
    if changed:
        row.save()
