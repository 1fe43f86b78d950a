"""The doors of reminders."""

from django.http import Http404

from qunce.base.accounts.access import Actor, access_one
from qunce.base.reminders.models import Device, Hook


def access_hook(actor: Actor, pk: int) -> Hook:
    return access_one(Hook.objects.all(), actor, pk, group_path=None)


def access_device(actor: Actor, pk: int) -> Device:
    """A device of one's own."""
    row = Device.objects.filter(pk=pk, staff_id=actor.staff_id).first()
    if row is None:
        raise Http404
    return row
