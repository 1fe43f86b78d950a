"""Somebody is erased: their voice leaves the complaints, and their name what was written about them."""

from collections.abc import Collection

from qunce.base.tenancy.services import blank_names
from qunce.community.blanking import Blanker
from qunce.kernel.i18n import N_
from qunce.practice.desk.complaints.models import Complaint, Item, TakenStep, Voice
from qunce.practice.desk.complaints.services.judging import State, _gone

ERASED = N_("The person was erased.")


def erase(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """An eraser of the community: their complaints lose the message; a complaint of nobody else's goes."""
    ids = list(message_ids)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        voices = Voice.objects.filter(complaint__workspace_id=workspace_id, message_id__in=part)
        touched = list(Complaint.objects.filter(pk__in=voices.values("complaint_id")))
        voices.delete()
        for row in touched:
            _without(row)
        TakenStep.objects.filter(complaint__workspace_id=workspace_id, proof_id__in=part).update(proof_id=None)
    blanker = Blanker(names)
    if blanker.names:
        blank_names(TakenStep.objects.filter(complaint__workspace_id=workspace_id), ["note"], blanker)
        blank_names(Item.objects.filter(workspace_id=workspace_id), ["title", "note", "product"], blanker)


def _without(row: Complaint) -> None:
    left = list(row.voices.order_by("at", "pk"))
    if not left:
        _gone([row])
        TakenStep.objects.filter(complaint=row.pk or 0).update(note="")
        return
    people = len({voice.person_id for voice in left})
    taken = Complaint.objects.filter(group_id=row.group_id, head_id=left[0].message_id).exclude(pk=row.pk).exists()
    if not taken and row.state != State.GONE:
        Complaint.objects.filter(pk=row.pk).update(
            head_id=left[0].message_id, at=left[0].at, people=people, seen_by="erased"
        )
