"""Taking deliveries out of the house: grouped by target, at most every ten minutes, tried again for three days.

A reminder goes out at least once: a worker that dies between the call and the note of it says it again after a pause,
under the same message id. Nothing in the outside world changes by hearing a reminder twice.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from qunce.base.accounts.models import Staff
from qunce.base.reminders import policy, wording
from qunce.base.reminders.channels import Letter, Result, channels
from qunce.base.reminders.models import Delivery, Hook, Reminder
from qunce.base.reminders.services import hooks
from qunce.kernel import clock
from qunce.kernel.i18n import N_

State = Delivery.State
MOST = 500
TOO_LONG = N_("It was tried for three days.")
SETTLED = N_("Settled before it went out.")


def send_due() -> int:
    """Send what is due. Returns how many letters went out."""
    now = clock.timestamp()
    due = Delivery.objects.filter(state=State.WAITING, next_at__lte=now).select_related("reminder__workspace")
    ways: dict[tuple[str, str, int], list[Delivery]] = defaultdict(list)
    for row in due.order_by("next_at", "pk")[:MOST]:
        together = 0 if row.channel != "hook" else row.pk  # a machine gets each event by itself
        ways[row.channel, row.target, together].append(row)
    return sum(_send(rows, now) for rows in ways.values())


def _send(rows: Sequence[Delivery], now: int) -> bool:
    first = rows[0]
    channel = channels.find(first.channel)
    if channel is None:
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.DROPPED, done_at=now)
        return False
    if first.channel != "hook" and (last := _last(first)) is not None and last > now - policy.BETWEEN:
        _put_off(rows, last + policy.BETWEEN)
        return False
    mine = _take(rows, now)
    letter = letter_of(mine) if mine else None
    if letter is None:
        return False
    try:
        result = channel.send(first.target, letter)
    except Exception as error:  # whatever a channel meets must not stop the others
        result = Result("again", f"{type(error).__name__}: {error}"[:300])
    _settle(mine, result, clock.timestamp())
    if result.what == "gone":
        channel.gone(first.target, result.why)
    return result.what == "sent"


def _last(row: Delivery) -> int | None:
    """When something last went out to this target."""
    sent = Delivery.objects.filter(channel=row.channel, target=row.target, state=State.SENT).order_by("-done_at")
    return sent.values_list("done_at", flat=True).first()


def _put_off(rows: Sequence[Delivery], until: int) -> None:
    Delivery.objects.filter(pk__in=[row.pk for row in rows], state=State.WAITING).update(next_at=until)


def _take(rows: Sequence[Delivery], now: int) -> list[Delivery]:
    """Those that no other worker took: the next attempt is put on before this one is made."""
    mine = []
    for row in rows:
        attempts = row.attempts + 1
        moved = Delivery.objects.filter(pk=row.pk, state=State.WAITING, next_at=row.next_at).update(
            attempts=attempts, next_at=now + policy.pause(attempts)
        )
        if moved:
            row.attempts = attempts
            mine.append(row)
    return mine


@transaction.atomic
def _settle(rows: Sequence[Delivery], result: Result, now: int) -> None:
    for row in rows:
        over = result.what == "again" and policy.given_up(row.first_at, now)
        if result.what == "sent":
            change = {"state": State.SENT, "done_at": now, "error": ""}
        elif result.what == "gone" or over:
            change = {"state": State.FAILED, "done_at": now, "error": result.why[:300] or TOO_LONG}
        else:
            change = {"next_at": now + policy.pause(row.attempts, result.after), "error": result.why[:300]}
        Delivery.objects.filter(pk=row.pk, state=State.WAITING).update(**change)
    if rows[0].channel == "hook":
        _note(rows[0], result, now)


def _note(row: Delivery, result: Result, now: int) -> None:
    """A hook that failed for three days without a success is turned off, and its owner told in the page."""
    hook = Hook.objects.filter(pk=row.target.removeprefix("hook:")).first()
    if hook is None:
        return
    if result.what == "sent":
        Hook.objects.filter(pk=hook.pk).update(failing_since=None)
    elif hook.failing_since is None:
        Hook.objects.filter(pk=hook.pk).update(failing_since=now)
    elif policy.given_up(hook.failing_since, now):
        hooks.turn_off(hook, hooks.DEAD)


def letter_of(rows: Sequence[Delivery]) -> Letter | None:
    """What the reminders say, together, in the reader's language. None where all of it was settled meanwhile: then the
    deliveries are dropped. A machine hears of it all the same."""
    reminder = rows[0].reminder
    tasks = wording.tasks_of(row.reminder for row in rows)
    with translation.override(_language(reminder)), timezone.override(clock.zone(reminder.workspace.zone)):
        said = [wording.said(row.reminder, tasks) for row in rows]
        data = wording.for_machines(reminder, tasks)
    if rows[0].channel != "hook":
        said = [one for one in said if not one.settled]
    if not said:
        gone = [row.pk for row in rows]
        Delivery.objects.filter(pk__in=gone).update(state=State.DROPPED, done_at=clock.timestamp(), error=SETTLED)
        return None
    return Letter(
        message_id=rows[0].message_id,
        subject=said[0].subject if len(said) == 1 else f"{said[0].subject}…",
        lines=[line for one in said for line in ([one.subject] if len(said) > 1 else []) + list(one.lines)],
        url=f"{settings.PUBLIC_URL}{reverse('reminders:index')}",
        at=reminder.at,
        workspace=reminder.workspace.name,
        data=data,
    )


def _language(reminder: Reminder) -> str:
    who, _, pk = reminder.reader.partition(":")
    staff = Staff.objects.filter(pk=pk).first() if who == "staff" else None
    return (staff.language if staff else "") or settings.LANGUAGE_CODE


def try_channel(key: str, target: str, workspace_name: str) -> Result:
    """Send a trial letter now, so that one sees whether it arrives."""
    channel = channels.get(key)
    words = wording.trial()
    url, now = f"{settings.PUBLIC_URL}{reverse('reminders:index')}", clock.timestamp()
    letter = Letter(f"msg_try_{now}", words.subject, words.lines, url, now, workspace_name, {"event": "trial"})
    try:
        return channel.send(target, letter)
    except Exception as error:  # said to the person who tries
        return Result("again", f"{type(error).__name__}: {error}"[:300])
