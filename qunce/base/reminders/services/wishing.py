"""What a colleague wants to hear, where, and that they saw it."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.base.reminders.models import Device, Reminder, Wishes
from qunce.base.reminders.queries import reader_key, wishes_of
from qunce.kernel import clock

SALT = "qunce.reminders.address"
GOOD_FOR = 24 * 3600
MOST_DEVICES = 10


class StaleLinkError(ValueError):
    """The link to confirm an address is too old, was changed, or another address was entered since."""


@transaction.atomic
def wish(
    workspace_id: int,
    staff_id: int,
    matrix: Mapping[str, Sequence[str]],
    quiet: Sequence[Sequence[int]],
    digest: int | None,
) -> Wishes:
    row = wishes_of(workspace_id, staff_id)
    row.matrix, row.quiet, row.digest = {k: list(v) for k, v in matrix.items()}, [list(s) for s in quiet], digest
    row.save()
    return row


def ask_address(workspace_id: int, staff_id: int, email: str) -> None:
    """Enter an address, "" for none, and send it a link: nothing else goes there before it was opened.

    Raises SMTPException or OSError where the mail server does not take it.
    """
    row = wishes_of(workspace_id, staff_id)
    if row.email == email and (row.email_confirmed_at or not email):
        return
    row.email, row.email_confirmed_at = email, None
    row.save()
    if not email:
        return
    token = signing.dumps([workspace_id, staff_id, email], salt=SALT)
    link = f"{settings.PUBLIC_URL}{reverse('reminders:confirm', args=[token])}"
    body = _("Open this link to get reminders at this address. If you did not ask for it, do nothing.")
    EmailMessage(_("Confirm this address"), f"{body}\n\n{link}", settings.DEFAULT_FROM_EMAIL, [email]).send()


@transaction.atomic
def confirm_address(token: str) -> str:
    """The link of the mail was opened. Gives back the address. Raises StaleLinkError."""
    try:
        workspace_id, staff_id, email = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise StaleLinkError from error
    changed = Wishes.objects.filter(workspace_id=workspace_id, staff_id=staff_id, email=email).update(
        email_confirmed_at=clock.timestamp()
    )
    if not changed:
        raise StaleLinkError
    return str(email)


@transaction.atomic
def add_device(staff_id: int, endpoint: str, p256dh: str, auth: str, agent: str) -> Device:
    """A browser takes push from now on; the same one again is the same row. The oldest go beyond ``MOST_DEVICES``."""
    row, _made = Device.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "staff_id": staff_id,
            "p256dh": p256dh,
            "auth": auth,
            "agent": agent[:200],
            "since": clock.timestamp(),
        },
    )
    kept = (
        Device.objects.filter(staff_id=staff_id).order_by("-since", "-pk").values_list("pk", flat=True)[:MOST_DEVICES]
    )
    Device.objects.filter(staff_id=staff_id).exclude(pk__in=list(kept)).delete()
    return row


def forget_device(target: str) -> None:
    """``target`` as deliveries name it: "device:4"."""
    Device.objects.filter(pk=target.removeprefix("device:")).delete()


def saw_all(workspace_id: int, staff_id: int) -> int:
    rows = Reminder.objects.filter(workspace_id=workspace_id, reader=reader_key(staff_id), seen_at=None)
    return rows.update(seen_at=clock.timestamp())
