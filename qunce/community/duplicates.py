"""People who may be one: the same rare nickname in several groups, and nothing that speaks against it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from qunce.base.accounts.access import Actor
from qunce.community.access import people_of
from qunce.community.models import Identity, Membership, NotOnePerson, Person
from qunce.kernel.text import skeleton

MOST_BEARERS = 3  # more people of one name: the name is common
FEWEST_SIGNS = 2
_LOOKED_AT = 400
ERASED = "erased:"  # how the name of somebody erased begins


# With kind as a parameter SQLite reads each row of the table to compare it, instead of the index of names alone: four
# times as long for 100,000 people.
_SHARED = (
    "SELECT value FROM community_identity WHERE workspace_id = %s AND kind = 'name'"
    " GROUP BY value HAVING count(DISTINCT person_id) > 1 AND count(DISTINCT person_id) <= %s"
    " ORDER BY value LIMIT %s"
)


class Namesakes(NamedTuple):
    """A name, and the entries that bear it, the one with most messages first."""

    value: str
    name: str
    people: Sequence[Person]


def candidates(actor: Actor, size: int = 50) -> list[Namesakes]:
    """Proposals to join entries, for the people this actor may see.

    A name proposes its bearers when they are two or three, none two of them were ever in one group (there they are
    two entries because they are two people), at most one of them is known by an id, and nobody said they differ.
    """
    rare = _rare(actor.workspace.pk)
    if not rare:
        return []
    bearers: dict[str, dict[int, str]] = {}
    rows = Identity.objects.filter(workspace_id=actor.workspace.pk, kind="name", value__in=rare)
    for value, person_id, shown in rows.values_list("value", "person_id", "shown"):
        bearers.setdefault(value, {})[person_id] = shown
    ids = {pk for people in bearers.values() for pk in people}
    seen = {p.pk: p for p in people_of(actor).filter(pk__in=ids, merged_into__isnull=True, erased_at__isnull=True)}
    places = _places(ids)
    known = set(Identity.objects.filter(person_id__in=ids, kind="id").values_list("person_id", flat=True))
    found = []
    for value, names in sorted(bearers.items()):
        people = sorted((seen[pk] for pk in names if pk in seen), key=lambda p: (-p.message_count, p.pk))
        if len(people) == len(names) and _may_be_one(people, places, known):
            found.append(Namesakes(value, names[people[0].pk] or people[0].name, people))
    found.sort(key=lambda n: -sum(p.message_count for p in n.people))
    return found[:size]


def _rare(workspace_id: int) -> list[str]:
    """Names that two or three entries bear and nobody decided on, read from one index in order; the first hundreds."""
    told = set(NotOnePerson.objects.filter(workspace_id=workspace_id).values_list("value", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [workspace_id, MOST_BEARERS, _LOOKED_AT + len(told)])
        shared = [value for (value,) in cursor.fetchall() if value not in told]
    return [value for value in shared if len(skeleton(value)) >= FEWEST_SIGNS and not value.startswith(ERASED)]


def _places(person_ids: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = Membership.objects.filter(person_id__in=person_ids).values_list("person_id", "group_id")
    for person_id, group_id in rows:
        found.setdefault(person_id, set()).add(group_id)
    return found


def _may_be_one(people: Sequence[Person], places: dict[int, set[int]], known: set[int]) -> bool:
    if len(people) < 2 or sum(p.pk in known for p in people) > 1:
        return False
    met: set[int] = set()
    for person in people:
        mine = places.get(person.pk, set())
        if mine & met:
            return False
        met |= mine
    return True
