"""People: who is a colleague. Joining entries is in ``merging``, tags in ``tags``, erasing in ``erase``."""

from collections.abc import Iterable

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.community.models import Group, Membership, Person
from qunce.community.services.groups import announce_heard


@transaction.atomic
def mark_staff(people: Iterable[Person], staff: bool) -> list[int]:
    """Colleagues answer; they are never asked to be woken, thanked or warned as members (D5 still sees them).

    Returns whom it changed.
    """
    changed = [person for person in people if person.is_staff != staff]
    Person.objects.filter(pk__in=[person.pk for person in changed]).update(is_staff=staff)
    kind = "community.staff_marked" if staff else "community.staff_unmarked"
    for person in changed:
        journal.record(person.workspace_id, NewFact(kind, person_id=person.pk, data={"staff": staff}))
    return [person.pk for person in changed]


@transaction.atomic
def change_colleagues(workspace_id: int, people: Iterable[Person], staff: bool) -> Fact:
    """Mark people as colleagues, or as members again, and judge their groups anew. Undone by ``undo_colleagues``."""
    changed = mark_staff(people, staff)
    _judge_anew(workspace_id, changed)
    data = {"people": changed, "count": len(changed), "staff": staff}
    kind = "community.colleagues_marked" if staff else "community.colleagues_unmarked"
    return journal.record(workspace_id, NewFact(kind, data=data))[0]


@transaction.atomic
def undo_colleagues(fact: Fact) -> int:
    """Take one marking back, by its fact. Returns for how many people."""
    kinds = ("community.colleagues_marked", "community.colleagues_unmarked")
    if fact.type not in kinds or Fact.objects.filter(undoes=fact.pk).exists():
        return 0
    staff = not fact.data["staff"]
    changed = mark_staff(Person.objects.filter(pk__in=fact.data["people"], erased_at__isnull=True), staff)
    _judge_anew(fact.workspace_id, changed)
    data = {"people": changed, "count": len(changed), "staff": staff}
    journal.record(fact.workspace_id, NewFact(kinds[0] if staff else kinds[1], data=data, undoes=fact.pk))
    return len(changed)


def _judge_anew(workspace_id: int, person_ids: list[int]) -> None:
    groups = Membership.objects.filter(person_id__in=person_ids).values("group_id")
    for group in Group.objects.filter(pk__in=groups, archived_at__isnull=True):
        announce_heard(group, 0)
