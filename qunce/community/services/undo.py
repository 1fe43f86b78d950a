"""Taking a source back: messages go with the last import that brought them (design §4.9)."""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.worklist import services as worklist
from qunce.community.facts import ROSTER
from qunce.community.models import Group, Membership, Message, MessageSource, Person, Source
from qunce.community.services import sums
from qunce.kernel import clock
from qunce.kernel.i18n import N_

CHUNK = 1000
GONE = N_("The import that brought the message was undone.")


def undo_source(workspace: Workspace, group: Group, source: Source, tick: Callable[[int], None]) -> int:
    """Take away what only this source brought. Safe to start again at any point: each chunk is one transaction.

    ``tick(n)`` is called inside each chunk's transaction with the number of messages dealt with in it.
    Returns the earliest moment that changed (epoch seconds), or 0 when nothing did.
    """
    since = Message.objects.filter(source=source).order_by("sent_at").values_list("sent_at", flat=True).first() or 0
    _hand_over(source, tick)
    while _remove_chunk(workspace, group, source, tick):
        pass
    with transaction.atomic():
        _rebuild_places(group)
        sums.recount_members(group)
        _drop_strangers(workspace, group)
        sums.refresh_group(group)
        Source.objects.filter(pk=source.pk).update(undone_at=clock.timestamp())
    return since


def _hand_over(source: Source, tick: Callable[[int], None]) -> None:
    """Messages that another import brought too are that one's from now on."""
    MessageSource.objects.filter(source=source).delete()
    while True:
        with transaction.atomic():
            others = dict(
                MessageSource.objects.filter(message__source=source).values_list("message_id", "source_id")[:CHUNK]
            )
            if not others:
                return
            with connection.cursor() as cursor:
                cursor.executemany(
                    "UPDATE community_message SET source_id = %s WHERE id = %s",
                    [(other, message) for message, other in others.items()],
                )
                cursor.executemany(
                    "DELETE FROM community_messagesource WHERE message_id = %s AND source_id = %s",
                    list(others.items()),
                )
            tick(len(others))


@transaction.atomic
def _remove_chunk(workspace: Workspace, group: Group, source: Source, tick: Callable[[int], None]) -> int:
    rows = list(Message.objects.filter(source=source).order_by("sent_at").values_list("id", "sent_at")[:CHUNK])
    if not rows:
        return 0
    ids = [pk for pk, _ in rows]
    subjects = [f"message:{pk}" for pk in ids]
    withdrawn = verdicts.withdraw_subjects(workspace.pk, subjects, GONE)
    worklist.withdraw_by_verdicts(workspace.pk, withdrawn, GONE)
    _compensate(workspace.pk, subjects)
    Message.objects.filter(pk__in=ids).delete()
    sums.recount_days(workspace, group, {clock.day_number(at, workspace.zone) for _, at in rows})
    tick(len(ids))
    return len(ids)


def _compensate(workspace_id: int, subjects: list[str]) -> None:
    facts = Fact.objects.filter(workspace_id=workspace_id, subject__in=subjects, undoes__isnull=True)
    journal.record_all(
        workspace_id,
        [
            NewFact(
                "community.withdrawn",
                at=fact.at,
                person_id=fact.person_id,
                group_id=fact.group_id,
                subject=fact.subject,
                data={"reason": GONE, "type": fact.type},
                undoes=fact.pk,
            )
            for fact in facts
        ],
    )


def _rebuild_places(group: Group) -> None:
    """Join and leave times again from the roster facts that still stand."""
    undone = Fact.objects.filter(undoes=OuterRef("pk"))
    standing = Fact.objects.filter(group_id=group.pk, type__in=ROSTER).exclude(Exists(undone)).order_by("at", "id")
    latest: dict[int, dict[str, object]] = {}
    for fact in standing.iterator():
        if fact.person_id is None:
            continue
        place = latest.setdefault(fact.person_id, {})
        if fact.type == "community.member_joined":
            place.update(
                joined_at=fact.at,
                join_scene=fact.data.get("scene", ""),
                inviter_id=fact.data.get("inviter_id"),
                left_at=None,
                removed=False,
            )
        else:
            place.update(left_at=fact.at, removed=fact.type == "community.member_removed")
    blank = {"joined_at": None, "join_scene": "", "inviter_id": None, "left_at": None, "removed": False}
    changed = []
    for row in Membership.objects.filter(group=group, in_roster=False):
        place = {**blank, **latest.get(row.person_id, {})}
        if any(getattr(row, name) != value for name, value in place.items()):
            for name, value in place.items():
                setattr(row, name, value)
            changed.append(row)
    Membership.objects.bulk_update(changed, list(blank), batch_size=300)


def _drop_strangers(workspace: Workspace, group: Group) -> None:
    """Places and people known only through what was taken away go as well."""
    gone = Membership.objects.filter(
        group=group,
        in_roster=False,
        message_count=0,
        joined_at__isnull=True,
        left_at__isnull=True,
        role="member",
    )
    people = list(gone.values_list("person_id", flat=True))
    gone.delete()
    for start in range(0, len(people), 500):
        lonely = Person.objects.filter(
            pk__in=people[start : start + 500],
            workspace=workspace,
            memberships__isnull=True,
            member_id="",
            note="",
            orders__isnull=True,
            spent_fen__isnull=True,
            tags__isnull=True,
            merged__isnull=True,
            merged_into__isnull=True,
            erased_at__isnull=True,
        )
        lonely.filter(~Exists(Message.objects.filter(identity__person=OuterRef("pk")))).delete()
