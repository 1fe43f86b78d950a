"""Who was told of a version, and who acknowledged it (D4, D5)."""

from collections.abc import Collection, Iterator, Sequence

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.community import queries as community
from qunce.community.charter.models import Acknowledgement, CharterVersion
from qunce.community.charter.policy.announcing import binding_number, is_announcement
from qunce.community.charter.policy.replies import WITHIN, Heard, acknowledged
from qunce.community.charter.queries import acknowledgements, versions
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.text import fold_text

How = Acknowledgement.How
MOST_GROUPS, MOST_NOTED = 500, 5_000  # written in one request


@transaction.atomic
def announce(group: Group, number: int, at: int, message_id: int | None = None) -> bool:
    """Members were told of a version at this moment (epoch seconds UTC). False when it is known to be so already."""
    rows = CharterVersion.objects.filter(group=group, number=number).exclude(announced_at=at, announced_in=message_id)
    if not rows.update(announced_at=at, announced_in=message_id):
        return False
    fact = NewFact(
        "charter.announced", at=at, group_id=group.pk, data={"version": number, "group": group.name}
    )  # fmt: skip
    journal.record(group.workspace_id, fact)
    return True


@transaction.atomic
def acknowledge(group: Group, number: int, person_ids: Collection[int], how: Acknowledgement.How) -> list[int]:
    """These people know a version: by a colleague's note, or a tap of their own. Returns whose it was news of."""
    known = Acknowledgement.objects.filter(group=group, number=number, how=how, person_id__in=person_ids)
    fresh = sorted(set(person_ids) - set(known.values_list("person_id", flat=True)))
    now, by = clock.timestamp(), journal.current().actor
    Acknowledgement.objects.bulk_create(
        [
            Acknowledgement(
                workspace_id=group.workspace_id, group=group, person_id=pk, number=number, at=now, how=how, by=by
            )
            for pk in fresh
        ],
        batch_size=500,
    )
    journal.record_all(
        group.workspace_id,
        [
            NewFact("charter.acknowledged", person_id=pk, group_id=group.pk, data={"version": number})
            for pk in fresh
        ],
    )  # fmt: skip
    return fresh


class TooManyError(ValueError):
    """More notes than one request may write; the message is a msgid."""


def acknowledge_many(workspace: Workspace, groups: Sequence[Group]) -> Fact | None:
    """A colleague's note that everybody in these groups knows the version that binds them: whoever is a member now,
    no colleague, and was not known to. None where that is nobody. Undone by ``take_back_many`` with the fact.

    Raises TooManyError.
    """
    if len(groups) > MOST_GROUPS:
        raise TooManyError(N_("That is too many at once: choose fewer groups."))
    told: list[tuple[Group, int, list[int]]] = []
    for group in groups:
        number = binding_number([version.charter for version in versions(group)])
        if number is not None:
            known = acknowledgements(group, number)
            members = community.places(group).filter(person__is_staff=False).values_list("person_id", flat=True)
            told.append((group, number, sorted(set(members) - set(known))))
    if sum(len(people) for _, _, people in told) > MOST_NOTED:
        raise TooManyError(N_("That is too many at once: choose fewer groups."))
    with transaction.atomic():
        rows: list[int] = []
        reached: list[int] = []
        for group, number, people in told:
            fresh = acknowledge(group, number, people, How.NOTE)
            made = Acknowledgement.objects.filter(group=group, number=number, how=How.NOTE, person_id__in=fresh)
            rows += made.values_list("pk", flat=True)
            reached += [group.pk] if fresh else []
        if not rows:
            return None
        data = {"groups": reached, "count": len(reached), "people": len(rows), "rows": rows}
        return journal.record(workspace, NewFact("charter.acknowledged_many", data=data))[0]


@transaction.atomic
def take_back_many(workspace: Workspace, fact_id: int) -> int:
    """Undo the notes of one ``acknowledge_many``, no others. Returns how many."""
    fact = Fact.objects.filter(workspace=workspace, pk=fact_id, type="charter.acknowledged_many").first()
    if fact is None or Fact.objects.filter(undoes=fact.pk).exists():
        return 0
    rows = Acknowledgement.objects.filter(workspace=workspace, pk__in=fact.data["rows"], how=How.NOTE)
    gone = [
        NewFact("charter.acknowledgement_taken_back", person_id=person, group_id=group, data={"version": number})
        for person, group, number in rows.values_list("person_id", "group_id", "number")
    ]
    rows.delete()
    data = {"count": len(fact.data["groups"]), "people": len(gone)}
    journal.record_all(workspace, [*gone, NewFact("charter.notes_taken_back", data=data, undoes=fact.pk)])
    return len(gone)


def tap(group: Group, number: int, name: str) -> bool:
    """A member says on their own page that they know a version, under the name they have in the group.

    Kept only where that name is one person's here. Returns whether it was; the page does not say so.
    """
    wanted = fold_text(name).strip()
    found = {
        place.person_id
        for place in community.places(group).filter(person__is_staff=False)
        if wanted in {fold_text(place.nickname).strip(), fold_text(place.person.name).strip()}
    }
    if not wanted or len(found) != 1:
        return False
    (person_id,) = found
    with journal.doing(f"person:{person_id}"):
        return bool(acknowledge(group, number, [person_id], How.TAP))


@transaction.atomic
def take_back(group: Group, number: int, person_id: int) -> bool:
    """A note, or a tap under this name, was a mistake: whoever has the link can type a name. A reply in the group
    stays, for it is read from the talk. The member may tap again. False when there was none.
    """
    rows = Acknowledgement.objects.filter(group=group, number=number, person_id=person_id, how__in=[How.NOTE, How.TAP])
    if not rows.delete()[0]:
        return False
    fact = NewFact(
        "charter.acknowledgement_taken_back", person_id=person_id, group_id=group.pk, data={"version": number}
    )
    journal.record(group.workspace_id, fact)
    return True


def read_replies(group: Group) -> dict[str, int] | None:
    """Look for the announcement of the version that members must know, and for the replies to it.

    Running it again ends in the same state: a reply that is gone with its import is gone here too. None when there is
    nothing to look for.
    """
    dated = versions(group)
    number = binding_number([version.charter for version in dated])
    row = CharterVersion.objects.filter(group=group, number=number or 0).first()
    if row is None:
        return None
    _find_announcement(group, row)
    found: dict[int, Heard] = {}
    if row.announced_at is not None:
        found = acknowledged(_heard(group, row, row.announced_at), row.announced_at)
    _keep_replies(group, row.number, found)
    return {"acknowledged": len(found)}


def _find_announcement(group: Group, row: CharterVersion) -> None:
    """The first message of a colleague that carries the announcement's head; one that is gone is forgotten."""
    if row.announced_at is not None and row.announced_in is None:
        return  # a colleague said when
    for said in community.talk(group, row.since):
        if (said.is_staff or said.kind == "announcement") and is_announcement(said.text, row.number):
            announce(group, row.number, said.at, said.id)
            row.announced_at, row.announced_in = said.at, said.id
            return
    if row.announced_in is not None:
        CharterVersion.objects.filter(pk=row.pk).update(announced_at=None, announced_in=None)
        row.announced_at = row.announced_in = None


def _heard(group: Group, row: CharterVersion, announced_at: int) -> Iterator[Heard]:
    for said in community.talk(group, announced_at, announced_at + 2 * WITHIN):
        if said.id == row.announced_in:
            continue
        quoted = said.quote_text and is_announcement(said.quote_text, row.number)
        quotes = bool(quoted) or (said.reply_to is not None and said.reply_to == row.announced_in)
        yield Heard(said.id, said.person_id, said.at, said.text, said.is_staff, quotes)


@transaction.atomic
def _keep_replies(group: Group, number: int, found: dict[int, Heard]) -> None:
    rows = Acknowledgement.objects.filter(group=group, number=number, how=How.REPLY)
    known = dict(rows.values_list("person_id", "message_id"))
    wanted = {person_id: said.id for person_id, said in found.items() if person_id}
    rows.filter(person_id__in=[pk for pk, message in known.items() if wanted.get(pk) != message]).delete()
    Acknowledgement.objects.bulk_create(
        [
            Acknowledgement(
                workspace_id=group.workspace_id, group=group, person_id=pk, number=number, at=found[pk].at,
                how=How.REPLY, message_id=message, by=f"person:{pk}",
            )
            for pk, message in wanted.items()
            if known.get(pk) != message
        ],
        batch_size=500,
    )  # fmt: skip
