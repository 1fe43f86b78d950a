"""Rosters and customer lists: members who never spoke, and what is known of buyers."""

from collections.abc import Sequence
from typing import Any

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

    def take(self, records: Sequence[MemberRecord]) -> tuple[int, list[tuple[MemberRecord, str]]]:
        """Store rows; gives back how many were taken and those refused, with the reason (a msgid)."""
        taken, refused, facts = 0, [], []
        for record in records:
            person, reason = self._whose(record)
            if person is None:
                refused.append((record, reason))
                continue
            if person.erased_at:
                continue
            before, after = self._details(person, record)
            place = self._place(person, record) if self.group else None
            identity = None if self.group else self._join(person, record.name.id)
            self._tags(person, record)
            taken += 1
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
        journal.record_all(self.workspace, facts)
        return taken, refused

    def finish(self, rows: int) -> None:
        """The roster is complete: the group's size is known from now on."""
        if self.group and rows:
            now = clock.timestamp()
            Group.objects.filter(pk=self.group.pk).update(roster_at=now, size=rows, size_at=now)

    def _whose(self, record: MemberRecord) -> tuple[Person | None, str]:
        if not (record.name.shown.strip() or record.name.id or record.member_id):
            return None, NAMELESS
        people = Person.objects.filter(workspace=self.workspace, merged_into__isnull=True)
        if record.member_id:
            known = people.filter(member_id=record.member_id).first()
            if known:
                return known, ""
        if self.resolver:
            name = record.name if record.name.shown.strip() else Name(record.member_id, id=record.name.id)
            return Person.objects.get(pk=self.resolver.resolve(name)[1]), ""
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
        known = Identity.objects.filter(workspace=self.workspace, kind="id", value=value[:160]).exists()
        return None if not value or known else self._identity(person, value).pk

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
        after = {name: getattr(person, name) for name in _PERSON}
        if before != after:
            person.save(update_fields=list(_PERSON))
        return before, after

    def _place(self, person: Person, record: MemberRecord) -> dict[str, Any] | None:
        assert self.group is not None  # noqa: S101 - the caller asked for a place
        assert self.resolver is not None  # noqa: S101
        row, fresh = Membership.objects.get_or_create(
            group=self.group, person=person, defaults={"workspace": self.workspace}
        )
        before = None if fresh else {name: getattr(row, name) for name in _PLACE}
        row.in_roster, row.left_at, row.removed = True, None, False
        row.role = record.role or row.role
        row.nickname = (record.name.group_nickname or record.name.shown or row.nickname)[:160]
        row.joined_at = record.joined_at or row.joined_at
        row.join_scene = record.scene or row.join_scene
        if record.inviter.strip():
            inviter = self.resolver.find(Name(record.inviter))
            row.inviter_id = inviter[1] if inviter and inviter[1] != person.pk else row.inviter_id
        after = {name: getattr(row, name) for name in _PLACE}
        if before == after:
            return None
        row.save()
        return {"before": before, "after": after}

    def _tags(self, person: Person, record: MemberRecord) -> None:
        for word in record.tags:
            if word.strip():
                tag, _ = Tag.objects.get_or_create(workspace=self.workspace, name=word.strip()[:40])
                PersonTag.objects.get_or_create(
                    tag=tag,
                    person=person,
                    defaults={"at": clock.timestamp(), "by": f"source:{self.source.pk}"},
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
