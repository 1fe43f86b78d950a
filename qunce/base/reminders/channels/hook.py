"""To an address of the workspace's own."""

from django.conf import settings
from django.db import transaction

from qunce.base.reminders.channels.base import Channel, Letter, Result
from qunce.base.reminders.channels.forms import forms
from qunce.base.reminders.models import Hook, Wishes
from qunce.kernel import outside
from qunce.kernel.i18n import N_
from qunce.kernel.outside import RefusedError

GONE = N_("Turned off: the address says that it is gone for good.")


def targets(staff_id: int, wishes: Wishes) -> list[str]:
    """A hook belongs to the workspace, never to a colleague."""
    return []


def hook_of(target: str) -> Hook | None:
    return Hook.objects.filter(pk=target.removeprefix("hook:"), on=True).first()


def send(target: str, letter: Letter) -> Result:
    hook = hook_of(target)
    form = forms.find(hook.form) if hook else None
    if hook is None or form is None:
        return Result("gone", "off")
    body, headers = form.write(letter, hook.secret)
    try:
        answer = outside.post(hook.url, body, headers, settings.INSIDE_HOSTS)
    except RefusedError as error:
        return Result("again", error.msgid % error.params)
    return form.read(answer)


def gone(target: str, why: str) -> None:
    from qunce.base.reminders.services import hooks  # which reads this registry

    hook = hook_of(target)
    if hook is not None:
        with transaction.atomic():
            hooks.turn_off(hook, GONE)


CHANNEL = Channel("hook", N_("Webhook"), targets, send, gone=gone)
