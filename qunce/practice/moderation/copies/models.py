"""Where an advert was posted, and the sketches by which its copies are found."""

from django.db import models

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group


class Place(Scoped):
    """One posting that broke a rule by its words.

    incident_id  the offence that it is
    lead         the place whose offence leads the case; None: this one does
    name         the folded name where the source knows its people by name only, else ""
    sketch       what its words amount to (``policy.Sketch``); cannot be read back
    family       the same words by others, too: the id of the first offence among them
    """

    incident_id = models.BigIntegerField()
    lead = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="copies")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    person_id = models.BigIntegerField()  # no foreign key: who goes with an import leaves the place, to be handed on
    name = models.CharField(max_length=160, blank=True)
    at = models.BigIntegerField()
    sketch = models.BinaryField()
    family = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "incident_id"], name="one_place_per_incident")]
        indexes = [
            models.Index(fields=["workspace", "family"], name="place_of_family"),
            models.Index(fields=["group", "at"], name="place_of_group"),
        ]

    def __str__(self) -> str:
        return f"incident {self.incident_id} in {self.group_id}"


class Band(Scoped):
    """A piece of a leading place's sketch: whatever shares one is looked at."""

    value = models.BigIntegerField()
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="bands")
    at = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "value", "at"], name="band_by_value")]

    def __str__(self) -> str:
        return f"{self.value} of {self.place_id}"
