"""Which case a posting belongs to. Each look-up reads the bands of recent cases only, however long the history is."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from qunce.community.models import Identity, NotOnePerson
from qunce.practice.moderation.copies.models import Band, Place
from qunce.practice.moderation.copies.policy import ALIKE, HARMLESS_FOR, WINDOW, Sketch, likeness

_MOST = 100  # cases looked at, of the same poster and of others


@dataclass(frozen=True, slots=True)
class Posting:
    """What was posted, where, by whom and when (epoch seconds UTC); name: see ``Place``."""

    incident_id: int
    workspace_id: int
    group_id: int
    person_id: int
    name: str
    at: int
    text: str


def name_of(identity: Identity) -> str:
    """The folded name where a source knows its people by name only, and nobody told its bearers apart; else ""."""
    if identity.kind != "name":
        return ""
    apart = NotOnePerson.objects.filter(workspace_id=identity.workspace_id, value=identity.value).exists()
    return "" if apart else identity.value


def alike(posting: Posting, sketched: Sketch) -> tuple[list[Place], list[Place]]:
    """Leading places with the same words: the same poster's, the nearest in time first, and other people's.

    The poster's own reach back as far as what was ruled harmless holds; others' as far as one case does.
    """
    same = Q(place__person_id=posting.person_id)
    if posting.name:
        same |= Q(place__name=posting.name)
    bands = Band.objects.filter(workspace_id=posting.workspace_id, value__in=sketched.bands)
    until = posting.at + WINDOW
    own = _places(bands.filter(same, at__range=(posting.at - HARMLESS_FOR, until)), posting, sketched)
    others = _places(bands.filter(at__range=(posting.at - WINDOW, until)).exclude(same), posting, sketched)
    return own, others


def _places(bands: "QuerySet[Band]", posting: Posting, sketched: Sketch) -> list[Place]:
    newest = list(bands.order_by("-at").values_list("place_id", flat=True)[: _MOST * len(sketched.bands)])
    found = Place.objects.filter(pk__in=list(dict.fromkeys(newest))[:_MOST]).exclude(incident_id=posting.incident_id)
    near = [place for place in found if likeness(bytes(place.sketch), sketched.signature) >= ALIKE]
    return sorted(near, key=lambda place: (abs(place.at - posting.at), place.incident_id))


def leads(workspace_id: int, incident_ids: Collection[int]) -> dict[int, int]:
    """Offence that is a copy → the offence that leads its case."""
    rows = Place.objects.filter(workspace_id=workspace_id, incident_id__in=incident_ids, lead__isnull=False)
    return dict(rows.values_list("incident_id", "lead__incident_id"))


def hidden_behind(listed: "QuerySet[Place]") -> "QuerySet[Place]":
    """Copies whose leading place is among these: one case is listed once."""
    return Place.objects.filter(lead__in=listed)


def of_case(workspace_id: int, incident_id: int) -> list[Place]:
    """Every place of a case, given any of its offences; the leading one first, then in order of time."""
    mine = Place.objects.filter(workspace_id=workspace_id, incident_id=incident_id).first()
    if mine is None:
        return []
    rows = Place.objects.filter(workspace_id=workspace_id).filter(
        Q(pk=mine.lead_id or mine.pk) | Q(lead_id=mine.lead_id or mine.pk)
    )
    return list(rows.select_related("group").order_by(F("lead_id").asc(nulls_first=True), "at", "incident_id"))


def kin_of(place: Place) -> list[Place]:
    """Leading places of others with the same words, the newest first."""
    rows = Place.objects.filter(workspace_id=place.workspace_id, family=place.family, lead__isnull=True)
    return list(rows.exclude(pk=place.lead_id or place.pk).order_by("-at", "-id")[:_MOST])
