"""Keeping where adverts were posted."""

from collections.abc import Sequence

from django.db import transaction

from qunce.practice.moderation.copies.models import Band, Place
from qunce.practice.moderation.copies.policy import Sketch
from qunce.practice.moderation.copies.queries import Posting


@transaction.atomic
def lead(posting: Posting, sketched: Sketch, others: Sequence[Place]) -> Place:
    """A posting that leads a case of its own. ``others``: leading places of the same words."""
    families = sorted({place.family for place in others})
    family = families[0] if families else posting.incident_id
    if len(families) > 1:
        Place.objects.filter(workspace_id=posting.workspace_id, family__in=families[1:]).update(family=family)
    place = _keep(posting, sketched, None, family)
    Band.objects.bulk_create(
        Band(workspace_id=posting.workspace_id, value=value, place=place, at=posting.at) for value in sketched.bands
    )
    return place


def follow(posting: Posting, sketched: Sketch, leading: Place) -> Place:
    """A posting that joins a case as one more place of it."""
    return _keep(posting, sketched, leading, leading.family)


def _keep(posting: Posting, sketched: Sketch, leading: Place | None, family: int) -> Place:
    return Place.objects.create(
        workspace_id=posting.workspace_id,
        incident_id=posting.incident_id,
        lead=leading,
        group_id=posting.group_id,
        person_id=posting.person_id,
        name=posting.name,
        at=posting.at,
        sketch=sketched.signature,
        family=family,
    )


@transaction.atomic
def hand_over(old: Place, new: Place) -> None:
    """The first posting of a case is gone: another place leads it, and what led would follow if it came back."""
    Band.objects.filter(place=old).update(place=new)
    Place.objects.filter(lead=old).exclude(pk=new.pk).update(lead=new)
    Place.objects.filter(pk=new.pk).update(lead=None)
    Place.objects.filter(pk=old.pk).update(lead=new)


def forget(workspace_id: int, incident_ids: Sequence[int]) -> None:
    """Nothing of what these offences said is kept, and no other place takes their lead: the person was erased."""
    Place.objects.filter(workspace_id=workspace_id, incident_id__in=incident_ids).delete()
