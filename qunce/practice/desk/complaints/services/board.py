"""The feedback board: what product, marketing and IT should mend, and the word back to the members (A18, E9)."""

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.community import queries as community
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.services import NewAction
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.desk.complaints import facts, words
from qunce.practice.desk.complaints.models import Complaint, Item, Voice

TELL = "desk.complaint_fixed"
MOST = 200  # members told at once


@transaction.atomic
def add_item(complaint: Complaint, title: str, function: str, product: str = "") -> Item:
    """Put a complaint on the board as a line of its own."""
    item = Item.objects.create(
        workspace_id=complaint.workspace_id, title=title.strip()[:120], product=product.strip()[:60],
        function=function, opened_at=clock.timestamp(),
    )  # fmt: skip
    _link(complaint, item)
    return item


@transaction.atomic
def link_item(complaint: Complaint, item: Item | None) -> None:
    """The complaint is about what stands on the board already; None: about nothing there."""
    _link(complaint, item)


def _link(complaint: Complaint, item: Item | None) -> None:
    complaint.item = item
    complaint.save(update_fields=["item"])
    journal.record(
        complaint.workspace_id,
        NewFact(facts.ITEM, group_id=complaint.group_id, subject=f"complaint:{complaint.pk}"),
    )


@transaction.atomic
def change_item(
    item: Item, *, state: str, owner_id: int | None, function: str, product: str, title: str, note: str
) -> None:
    """State, owner and words of a line. What is mended keeps the moment it was."""
    fixed = item.fixed_at if item.state == state else None
    if state == Item.State.FIXED and fixed is None:
        fixed = clock.timestamp()
    item.state, item.owner_id, item.function, item.fixed_at = state, owner_id, function, fixed
    item.product, item.title, item.note = product.strip()[:60], title.strip()[:120] or item.title, note.strip()[:300]
    item.save()
    journal.record(item.workspace_id, NewFact(facts.CHANGED, subject=f"item:{item.pk}"))


@transaction.atomic
def tell_everybody(item: Item) -> int:
    """A ready text for each who complained, once each whatever is clicked twice. Returns how many are new."""
    rows = Voice.objects.filter(complaint__item=item, person__isnull=False).exclude(
        complaint__state__in=[Complaint.State.NONE, Complaint.State.GONE]
    )
    people = dict(rows.order_by("-at").values_list("person_id", "complaint__group_id"))
    names = community.person_names(item.workspace_id, [pk for pk in people if pk is not None])
    now, told = clock.timestamp(), 0
    before = set(
        Action.objects.filter(workspace_id=item.workspace_id, kind=TELL, subject=f"item:{item.pk}").values_list(
            "slot", flat=True
        )
    )
    for person, group in list(people.items())[:MOST]:
        if person not in names:
            continue
        outbox.propose(
            item.workspace_id,
            NewAction(
                TELL, f"item:{item.pk}", f"person:{person}",
                {"msgid": N_("Tell %(name)s that it is mended"), "params": {"name": names[person]}}, now + DAY,
                outbox.rendered(words.fixed_words(names[person], item.title)), group_id=group, person_id=person,
                data={"item": item.pk},
            ),
        )  # fmt: skip
        told += f"person:{person}" not in before
    Item.objects.filter(pk=item.pk).update(told_at=now)
    journal.record(item.workspace_id, NewFact(facts.TOLD, subject=f"item:{item.pk}", data={"people": len(people)}))
    return told
