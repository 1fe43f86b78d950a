"""Adding to the sums, and summing touched days again after an undo or a merge."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db import connection, transaction

from qunce.base.journal.models import Fact
from qunce.base.journal.registry import fact_types
from qunce.base.tenancy.models import Workspace
from qunce.community.activity.models import GroupDay, MemberDay
from qunce.community.locks import lock_group
from qunce.kernel import clock

MemberKey = tuple[int, int, int, str]  # group, person, day, measure
GroupKey = tuple[int, int, str]  # group, day, measure


def _upsert(table: str, columns: tuple[str, ...], rows: Iterable[tuple[int | str, ...]]) -> None:
    """Add to existing sums or start them. Raw: this runs for every batch of an import."""
    names = ", ".join(columns)
    places = ", ".join(["%s"] * (len(columns) + 1))
    sql = (
        f"INSERT INTO {table} ({names}, value) VALUES ({places}) "  # noqa: S608 - constants of this module
        f"ON CONFLICT ({names}) DO UPDATE SET value = {table}.value + excluded.value"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def add(member: Mapping[MemberKey, int], group: Mapping[GroupKey, int]) -> None:
    """Add to the sums, in the caller's transaction. Sorted, so that two writers lock rows in one order."""
    if member:
        _upsert(
            "activity_memberday",
            ("group_id", "person_id", "day", "measure"),
            ((g, p, d, m, v) for (g, p, d, m), v in sorted(member.items()) if v),
        )
    if group:
        _upsert(
            "activity_groupday",
            ("group_id", "day", "measure"),
            ((g, d, m, v) for (g, d, m), v in sorted(group.items()) if v),
        )


def subscribe(facts: list[Fact]) -> None:
    """Fact subscriber: a fact that counts for something adds its measures to the day it happened."""
    member: Counter[MemberKey] = Counter()
    group: Counter[GroupKey] = Counter()
    zones: dict[int, str] = {}
    for fact in facts:
        measures = measures_of(fact)
        if not measures or fact.group_id is None:
            continue
        zone = zones.get(fact.workspace_id)
        if zone is None:
            zone = Workspace.objects.values_list("zone", flat=True).get(pk=fact.workspace_id)
            zones[fact.workspace_id] = zone
        day = clock.day_number(fact.at, zone)
        for measure, amount in measures.items():
            group[fact.group_id, day, measure] += amount
            if fact.person_id is not None:
                member[fact.group_id, fact.person_id, day, measure] += amount
    add(member, group)


def measures_of(fact: Fact) -> Mapping[str, int]:
    """What a fact adds to its day; one that takes another back takes back what that one added."""
    if fact.undoes is None:
        return fact_types.get(fact.type).measures
    undone = fact_types.find(str(fact.data.get("type", "")))
    return {measure: -amount for measure, amount in undone.measures.items()} if undone else {}


def move_person(source: int, target: int) -> None:
    """Every sum of one person is another's from now on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activity_memberday (group_id, person_id, day, measure, value)"
            " SELECT group_id, %s, day, measure, value FROM activity_memberday WHERE person_id = %s"
            " ON CONFLICT (group_id, person_id, day, measure)"
            " DO UPDATE SET value = activity_memberday.value + excluded.value",
            [target, source],
        )
        cursor.execute("DELETE FROM activity_memberday WHERE person_id = %s", [source])


def forget_people(person_ids: Collection[int], measures: Collection[str]) -> None:
    """Forget people's sums of these measures, so that the caller can add them again. Groups' sums stay."""
    MemberDay.objects.filter(person_id__in=list(person_ids), measure__in=list(measures)).delete()


def replace_days(group_id: int, days: Collection[int], measures: Collection[str]) -> None:
    """Forget the sums of these days and measures, so that the caller can add them again."""
    for model in (MemberDay, GroupDay):
        model.objects.filter(group_id=group_id, day__in=list(days), measure__in=list(measures)).delete()


def replace_span(
    group_id: int,
    first: int,
    until: int | None,
    measures: Collection[str],
    member: Mapping[MemberKey, int],
    group: Mapping[GroupKey, int],
) -> None:
    """A group's sums of these measures are these, from local day ``first`` on and before day ``until`` (None: to the
    end). Whoever owns a measure writes it anew; two who do so at once end as if one came after the other.
    """
    with transaction.atomic():
        lock_group(group_id)
        for model in (MemberDay, GroupDay):
            old = model.objects.filter(group_id=group_id, day__gte=first, measure__in=list(measures))
            (old if until is None else old.filter(day__lt=until)).delete()
        add(member, group)
