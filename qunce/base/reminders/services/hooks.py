"""Webhooks of the workspace."""

import base64
import secrets
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.reminders.models import Delivery, Hook
from qunce.kernel import clock, outside
from qunce.kernel.i18n import N_

DEAD = N_("Turned off: nothing got through for three days.")
MOST = 10


@transaction.atomic
def add_hook(workspace_id: int, url: str, form: str, events: Collection[str]) -> Hook:
    """A new address. Its secret is shown on its page. Raises outside.RefusedError for one that may not be called."""
    outside.check(url, settings.INSIDE_HOSTS)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    row = Hook.objects.create(
        workspace_id=workspace_id, url=url.strip(), form=form, secret=secret, events=sorted(events),
        since=clock.timestamp(),
    )  # fmt: skip
    _tell(row, "reminders.hook_added")
    return row


@transaction.atomic
def turn_off(hook: Hook, reason: str = "") -> None:
    """``reason`` a msgid where it is not a person who does it. What waits for it stays and can be sent later."""
    if Hook.objects.filter(pk=hook.pk, on=True).update(on=False, off_reason=reason):
        Delivery.objects.filter(channel="hook", target=f"hook:{hook.pk}", state=Delivery.State.WAITING).update(
            state=Delivery.State.DROPPED
        )
        _tell(hook, "reminders.hook_off")


@transaction.atomic
def turn_on(hook: Hook) -> None:
    if Hook.objects.filter(pk=hook.pk, on=False).update(on=True, off_reason="", failing_since=None):
        _tell(hook, "reminders.hook_on")


@transaction.atomic
def remove_hook(hook: Hook) -> None:
    _tell(hook, "reminders.hook_removed")
    Delivery.objects.filter(channel="hook", target=f"hook:{hook.pk}").delete()
    hook.delete()


@transaction.atomic
def replay(hook: Hook) -> int:
    """Send once more what failed or was dropped, under the same message ids. Returns how many."""
    now = clock.timestamp()
    lost = Delivery.objects.filter(
        channel="hook", target=f"hook:{hook.pk}", state__in=[Delivery.State.FAILED, Delivery.State.DROPPED]
    )
    return lost.update(state=Delivery.State.WAITING, attempts=0, first_at=now, next_at=now, done_at=None, error="")


def _tell(hook: Hook, fact: str) -> None:
    journal.record(hook.workspace_id, NewFact(fact, subject=f"hook:{hook.pk}", data={"url": hook.url}))
