"""The doors of accounts, duties and absences."""

from django.http import Http404

from qunce.base.accounts.access import Actor, access_one
from qunce.community.personas.models import Absence, Duty, Persona


def access_persona(actor: Actor, pk: int) -> Persona:
    return access_one(Persona.objects.all(), actor, pk, group_path=None)


def access_duty(actor: Actor, pk: int) -> Duty:
    """A duty to change. Who sees some groups only changes no duty that holds for others too."""
    row = access_one(Duty.objects.select_related("persona"), actor, pk, group_path=None)
    if actor.groups is not None and not (row.group_ids and all(actor.sees(one) for one in row.group_ids)):
        raise Http404
    return row


def access_absence(actor: Actor, pk: int) -> Absence:
    return access_one(Absence.objects.all(), actor, pk, group_path=None)
