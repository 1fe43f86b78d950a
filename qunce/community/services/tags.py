"""Tags on people, one or many at once, each with its undo."""

from collections.abc import Collection

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.community.models import PersonTag, Tag
from qunce.kernel import clock

_CHUNK = 500


@transaction.atomic
def tag(workspace_id: int, name: str, person_ids: Collection[int]) -> Fact:
    """Put a tag on people, made when new. The fact's data name those it is new on. Undone by ``undo_tagging``.

    Raises ValueError for a name without a sign.
    """
    clean = " ".join(name.split())[:40]
    if not clean:
        raise ValueError("a tag has a name")
    row, _ = Tag.objects.get_or_create(workspace_id=workspace_id, name=clean)
    have = {pk for part in _parts(person_ids) for pk in _bearers(row, part)}
    fresh = [pk for pk in dict.fromkeys(person_ids) if pk not in have]
    _put(row, fresh)
    return _record(workspace_id, "community.tagged", clean, fresh)


@transaction.atomic
def untag(row: Tag, person_ids: Collection[int]) -> Fact:
    """Take a tag from people; the tag itself goes with its last bearer. Undone by ``undo_tagging``."""
    bore = [pk for part in _parts(person_ids) for pk in _bearers(row, part)]
    _take(row, bore)
    return _record(row.workspace_id, "community.untagged", row.name, bore)


@transaction.atomic
def undo_tagging(fact: Fact) -> int:
    """Take one tagging or untagging back, by its fact. Returns on how many people; a second time on nobody."""
    if fact.type not in ("community.tagged", "community.untagged") or Fact.objects.filter(undoes=fact.pk).exists():
        return 0
    people, name = fact.data["people"], fact.data["tag"]
    if fact.type == "community.tagged":
        row = Tag.objects.filter(workspace_id=fact.workspace_id, name=name).first()
        if row is not None:
            _take(row, people)
    else:
        row, _ = Tag.objects.get_or_create(workspace_id=fact.workspace_id, name=name)
        _put(row, people)
    opposite = {"community.tagged": "community.untagged", "community.untagged": "community.tagged"}[fact.type]
    _record(fact.workspace_id, opposite, name, people, undoes=fact.pk)
    return len(people)


def _record(workspace_id: int, kind: str, name: str, people: list[int], undoes: int | None = None) -> Fact:
    data = {"tag": name, "count": len(people), "people": people}
    person_id = people[0] if len(people) == 1 else None
    return journal.record(workspace_id, NewFact(kind, person_id=person_id, data=data, undoes=undoes))[0]


def _bearers(row: Tag, person_ids: Collection[int]) -> list[int]:
    return list(PersonTag.objects.filter(tag=row, person_id__in=person_ids).values_list("person_id", flat=True))


def _put(row: Tag, person_ids: Collection[int]) -> None:
    actor, at = journal.current().actor, clock.timestamp()
    PersonTag.objects.bulk_create(
        [PersonTag(tag=row, person_id=pk, at=at, by=actor) for pk in person_ids], batch_size=200, ignore_conflicts=True
    )


def _take(row: Tag, person_ids: Collection[int]) -> None:
    for part in _parts(person_ids):
        PersonTag.objects.filter(tag=row, person_id__in=part).delete()
    if not PersonTag.objects.filter(tag=row).exists():
        row.delete()


def _parts(ids: Collection[int]) -> list[list[int]]:
    listed = list(ids)
    return [listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK)]
