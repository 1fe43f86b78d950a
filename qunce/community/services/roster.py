"""Who came, who went, what they are called: system sentences and rosters become memberships and facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, Membership, Message, NicknameSpan
from qunce.community.services.identities import Known, Resolver
from qunce.kernel.records import Name, RosterRecord


@dataclass(slots=True)
class Roster:
    """The places of one group while its talk streams in: read once, written by ``apply``."""

    workspace: Workspace
    group: Group
    resolver: Resolver
    places: dict[int, Membership] = field(default_factory=dict)  # by person
    touched: dict[int, Membership] = field(default_factory=dict)


Event = tuple[RosterRecord, int, Known]  # the sentence, its message's key, the identity it is filed under


def widen(group: Group, first: int, last: int, messages: int) -> None:
    """We have heard the group from ``first`` to ``last`` as well, ``messages`` more."""
    group.heard_from = first if group.heard_from is None else min(group.heard_from, first)
    group.heard_until = last if group.heard_until is None else max(group.heard_until, last)
    Group.objects.filter(pk=group.pk).update(
        heard_from=group.heard_from,
        heard_until=group.heard_until,
        message_count=F("message_count") + messages,
    )
    group.refresh_from_db(fields=["message_count"])


def membership(roster: Roster, person_id: int) -> Membership:
    """The person's place in the group, made when new; changes to it are written by ``apply`` at its end."""
    row = roster.places.get(person_id)
    if row is None:
        row, _ = Membership.objects.get_or_create(
            group_id=roster.group.pk, person_id=person_id, defaults={"workspace_id": roster.workspace.pk}
        )
        roster.places[person_id] = row
    return row


def _touch(roster: Roster, row: Membership) -> None:
    roster.touched[row.person_id] = row


# Raw: with bulk_update this alone took a third of an import.
_PLACE = (
    "UPDATE community_membership SET role = %s, nickname = %s, join_scene = %s, inviter_id = %s, joined_at = %s,"
    " left_at = %s, removed = %s WHERE id = %s"
)


def apply(roster: Roster, events: Sequence[Event]) -> int:
    """Turn new system sentences into memberships and facts. Returns how many facts were recorded."""
    keys = [key for _, key, _ in events]
    ids: dict[int, int] = {}
    for start in range(0, len(keys), 500):
        ids.update(
            Message.objects.filter(group_id=roster.group.pk, key__in=keys[start : start + 500]).values_list("key", "id")
        )
    facts: list[NewFact] = []
    for record, key, _ in events:
        handler = _HANDLERS.get(record.event)
        if handler:
            facts.extend(handler(roster, record, f"message:{ids[key]}"))
    with connection.cursor() as cursor:
        cursor.executemany(
            _PLACE,
            [
                (m.role, m.nickname, m.join_scene, m.inviter_id, m.joined_at, m.left_at, m.removed, m.pk)
                for _, m in sorted(roster.touched.items())
            ],
        )
    roster.touched.clear()
    journal.record_all(roster.workspace, facts)
    return len(facts)


def _named(name: Name | None) -> bool:
    return name is not None and bool(name.shown.strip() or name.id)


def _erased(roster: Roster, known: Known | None) -> bool:
    return known is not None and known[1] in roster.resolver.erased_people


def _joined(roster: Roster, record: RosterRecord, subject: str) -> list[NewFact]:
    inviter = roster.resolver.resolve(record.actor) if record.actor and _named(record.actor) else None
    facts = []
    for target in filter(_named, record.targets):
        known = roster.resolver.resolve(target)
        if known[1] in roster.resolver.erased_people:
            continue
        row = membership(roster, known[1])
        if row.joined_at is None or record.at >= row.joined_at:
            row.joined_at, row.join_scene = record.at, record.scene
            row.inviter_id = inviter[1] if inviter and inviter[1] != known[1] else None
        if row.left_at is not None and row.left_at <= record.at:
            row.left_at, row.removed = None, False
        _touch(roster, row)
        facts.append(
            NewFact(
                "community.member_joined",
                at=record.at,
                person_id=known[1],
                group_id=roster.group.pk,
                subject=subject,
                data={
                    "name": target.shown,
                    "scene": record.scene,
                    "inviter": record.actor.shown if record.actor and not _erased(roster, inviter) else "",
                    "inviter_id": inviter[1] if inviter else None,
                },
            )
        )
    return facts


def _gone(roster: Roster, record: RosterRecord, subject: str) -> list[NewFact]:
    removed = record.event == "removed"
    facts = []
    for target in filter(_named, record.targets):
        known = roster.resolver.resolve(target)
        if known[1] in roster.resolver.erased_people:
            continue
        row = membership(roster, known[1])
        if (row.joined_at is None or record.at >= row.joined_at) and (row.left_at is None or record.at >= row.left_at):
            row.left_at, row.removed = record.at, removed
            _touch(roster, row)
        facts.append(
            NewFact(
                "community.member_removed" if removed else "community.member_left",
                at=record.at,
                person_id=known[1],
                group_id=roster.group.pk,
                subject=subject,
                data={"name": target.shown, "by": _by(roster, record)},
            )
        )
    return facts


def _by(roster: Roster, record: RosterRecord) -> str:
    actor = record.actor
    if actor is None or _erased(roster, roster.resolver.find(actor)):
        return ""
    own = roster.resolver.own_name if actor.self_ and not actor.id else ""
    return own or actor.shown  # "你" means nobody to a colleague who reads the file


def _member_renamed(roster: Roster, record: RosterRecord, subject: str) -> list[NewFact]:
    if not record.targets or not record.extra.strip():
        return []
    known = roster.resolver.resolve(record.targets[0])
    roster.resolver.rename(known, record.extra)
    if known[1] in roster.resolver.erased_people:
        return []
    row = membership(roster, known[1])
    NicknameSpan.objects.create(
        workspace_id=roster.workspace.pk, membership=row, name=record.extra[:160], since=record.at
    )
    row.nickname = record.extra[:160]
    _touch(roster, row)
    return [
        NewFact(
            "community.member_renamed",
            at=record.at,
            person_id=known[1],
            group_id=roster.group.pk,
            subject=subject,
            data={"before": record.targets[0].shown, "after": record.extra},
        )
    ]


def _group_renamed(roster: Roster, record: RosterRecord, subject: str) -> list[NewFact]:
    return [
        NewFact(
            "community.group_renamed",
            at=record.at,
            group_id=roster.group.pk,
            subject=subject,
            data={"after": record.extra[:120]},
        )
    ]


def _by_actor(fact_type: str) -> "_Handler":
    def handle(roster: Roster, record: RosterRecord, subject: str) -> list[NewFact]:
        who = record.targets[0] if record.targets and record.event != "announcement" else record.actor
        known = roster.resolver.resolve(who) if who and _named(who) else None
        if known is not None and known[1] in roster.resolver.erased_people:
            return []
        return [
            NewFact(
                fact_type,
                at=record.at,
                person_id=known[1] if known else None,
                group_id=roster.group.pk,
                subject=subject,
                data={"name": who.shown if who else "", "text": record.extra[:200]},
            )
        ]

    return handle


def _owner_changed(roster: Roster, record: RosterRecord, subject: str) -> list[NewFact]:
    if record.targets and _named(record.targets[0]):
        known = roster.resolver.resolve(record.targets[0])
        for owner in Membership.objects.filter(group_id=roster.group.pk, role="owner"):
            before = membership(roster, owner.person_id)
            before.role = "member"
            _touch(roster, before)
        row = membership(roster, known[1])
        row.role = "owner"
        _touch(roster, row)
    return _by_actor("community.owner_changed")(roster, record, subject)


_Handler = Callable[[Roster, RosterRecord, str], list[NewFact]]
_HANDLERS: dict[str, _Handler] = {
    "joined": _joined,
    "left": _gone,
    "removed": _gone,
    "member_renamed": _member_renamed,
    "group_renamed": _group_renamed,
    "recalled": _by_actor("community.message_recalled"),
    "announcement": _by_actor("community.announced"),
    "owner_changed": _owner_changed,
}
