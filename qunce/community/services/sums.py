"""Sums and counters made again from the messages, for what an undo, a merge or an erasure touched."""

from collections import Counter
from collections.abc import Collection

from django.db import connection, transaction

from qunce.base.journal.models import Fact
from qunce.base.journal.registry import fact_types
from qunce.base.tenancy.models import Workspace
from qunce.community.activity import services as activity
from qunce.community.models import Group, Membership, Message
from qunce.community.services.recording import HOURS, SYSTEM, TEXT
from qunce.kernel import clock
from qunce.kernel.text import valid_speech

_MEASURES = ("messages", "valid", *HOURS)


@transaction.atomic
def recount_days(workspace: Workspace, group: Group, days: Collection[int]) -> None:
    """Sum local days of a group again from its messages."""
    activity.replace_days(group.pk, days, _MEASURES)
    member: Counter[activity.MemberKey] = Counter()
    sums: Counter[activity.GroupKey] = Counter()
    for day in sorted(days):
        date = clock.date_of(day)
        start, end = clock.day_start(date, workspace.zone), clock.day_end(date, workspace.zone)
        rows = (
            Message.objects.filter(group=group, sent_at__gte=start, sent_at__lt=end)
            .exclude(kind=SYSTEM)
            .values_list("identity__person_id", "sent_at", "kind", "text")
        )
        for person, at, kind, text in rows.iterator(chunk_size=2000):
            member[group.pk, person, day, "messages"] += 1
            sums[group.pk, day, "messages"] += 1
            sums[group.pk, day, HOURS[clock.local(at, workspace.zone).hour]] += 1
            if kind == TEXT and valid_speech(text):
                member[group.pk, person, day, "valid"] += 1
    activity.add(member, sums)


@transaction.atomic
def recount_members(group: Group) -> None:
    """Counters of a group and of its memberships, from the messages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.person_id, count(*), min(m.sent_at), max(m.sent_at) FROM community_message m"
            " JOIN community_identity i ON i.id = m.identity_id WHERE m.group_id = %s AND m.kind <> %s"
            " GROUP BY i.person_id",
            [group.pk, SYSTEM],
        )
        spoke = {person: (n, first, last) for person, n, first, last in cursor.fetchall()}
        cursor.execute(
            "SELECT count(*), min(sent_at), max(sent_at) FROM community_message WHERE group_id = %s",
            [group.pk],
        )
        _, first, last = cursor.fetchone()
    changed = []
    for row in Membership.objects.filter(group=group):
        now = spoke.get(row.person_id, (0, None, None))
        if (row.message_count, row.first_spoke_at, row.last_spoke_at) != now:
            row.message_count, row.first_spoke_at, row.last_spoke_at = now
            changed.append(row)
    Membership.objects.bulk_update(changed, ["message_count", "first_spoke_at", "last_spoke_at"], batch_size=300)
    Group.objects.filter(pk=group.pk).update(
        message_count=sum(n for n, _, _ in spoke.values()), heard_from=first, heard_until=last
    )


@transaction.atomic
def recount_people(workspace_id: int, person_ids: Collection[int]) -> None:
    """After identities moved between people: their places, sums and counters in every group they are in.

    Reads what these people said and nothing of anybody else: what a group's day holds does not change when a
    message turns out to be another member's.
    """
    workspace = Workspace.objects.get(pk=workspace_id)
    spoke: dict[tuple[int, int], list[int]] = {}  # group, person → messages, first, last
    sums: Counter[activity.MemberKey] = Counter()
    said = (
        Message.objects.filter(identity__person_id__in=person_ids)
        .exclude(kind=SYSTEM)
        .values_list("group_id", "identity__person_id", "sent_at", "kind", "text")
    )
    for group_id, person_id, at, kind, text in said.iterator(chunk_size=2000):
        day = clock.day_number(at, workspace.zone)
        sums[group_id, person_id, day, "messages"] += 1
        if kind == TEXT and valid_speech(text):
            sums[group_id, person_id, day, "valid"] += 1
        place = spoke.setdefault((group_id, person_id), [0, at, at])
        place[:] = [place[0] + 1, min(place[1], at), max(place[2], at)]
    _add_facts(sums, person_ids)
    told = {measure for kind in fact_types for measure in kind.measures}
    activity.forget_people(person_ids, {*_MEASURES, *told})
    activity.add(sums, {})
    _recount_places(workspace_id, person_ids, spoke)
    refresh_counters(person_ids)


def _add_facts(sums: "Counter[activity.MemberKey]", person_ids: Collection[int]) -> None:
    zones: dict[int, str] = dict(Workspace.objects.values_list("id", "zone"))
    for fact in Fact.objects.filter(person_id__in=person_ids, group_id__isnull=False):
        day = clock.day_number(fact.at, zones[fact.workspace_id])
        for measure, amount in activity.measures_of(fact).items():
            sums[fact.group_id or 0, fact.person_id or 0, day, measure] += amount


def _recount_places(workspace_id: int, person_ids: Collection[int], spoke: dict[tuple[int, int], list[int]]) -> None:
    """Membership counters of these people; whoever spoke in a group has a place there."""
    rows = {(m.group_id, m.person_id): m for m in Membership.objects.filter(person_id__in=person_ids)}
    changed = []
    for key, row in rows.items():
        count, first, last = spoke.get(key, (0, None, None))
        if (row.message_count, row.first_spoke_at, row.last_spoke_at) != (count, first, last):
            row.message_count, row.first_spoke_at, row.last_spoke_at = count, first, last
            changed.append(row)
    Membership.objects.bulk_update(changed, ["message_count", "first_spoke_at", "last_spoke_at"], batch_size=300)
    Membership.objects.bulk_create(
        [
            Membership(
                workspace_id=workspace_id, group_id=group_id, person_id=person_id, message_count=count,
                first_spoke_at=first, last_spoke_at=last,
            )
            for (group_id, person_id), (count, first, last) in spoke.items()
            if (group_id, person_id) not in rows
        ],
        batch_size=300,
    )  # fmt: skip


def refresh_counters(person_ids: Collection[int]) -> None:
    """message_count, group_count and last_spoke_at of people, from their memberships."""
    wanted = list(person_ids)
    for start in range(0, len(wanted), 300):
        part = wanted[start : start + 300]
        places = ",".join(["%s"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE community_person SET"  # noqa: S608 - placeholders only
                " message_count = COALESCE((SELECT sum(message_count) FROM community_membership"
                "   WHERE person_id = community_person.id), 0),"
                " group_count = (SELECT count(*) FROM community_membership"
                "   WHERE person_id = community_person.id AND left_at IS NULL),"
                " last_spoke_at = (SELECT max(last_spoke_at) FROM community_membership"
                "   WHERE person_id = community_person.id)"
                f" WHERE id IN ({places})",
                part,
            )


def refresh_group(group: Group) -> None:
    """people_seen of a group and the group counts of its people, after an import."""
    people = list(Membership.objects.filter(group=group, left_at__isnull=True).values_list("person_id", flat=True))
    Group.objects.filter(pk=group.pk).update(people_seen=len(people))
    refresh_counters(people)
