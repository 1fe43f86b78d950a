"""Giving out passes, opening them, and counting who knocks too often."""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from qunce.community.visitors import signing
from qunce.community.visitors.models import Knock, Pass
from qunce.kernel import clock

HOUR = 3600
# what → (seconds, most of one visitor, most of all together): a code of six digits is guessed in years
LIMITS = {"code": (HOUR, 8, 60), "send": (HOUR, 5, 60)}


class TooManyError(Exception):
    """Somebody, or everybody together, knocked too often within the hour."""


@transaction.atomic
def give(workspace_id: int, purpose: str, ref: int, lives: int | None = None) -> Pass:
    """The pass for a page, made where there is none yet. ``lives``: seconds, None without end."""
    now = clock.timestamp()
    values = {"created_at": now, "expires_at": None if lives is None else now + lives}
    row, _made = Pass.objects.get_or_create(workspace_id=workspace_id, purpose=purpose, ref=ref, defaults=values)
    return row


def known(workspace_id: int, purpose: str, ref: int) -> Pass | None:
    """The pass for a page, where one was given out."""
    return Pass.objects.filter(workspace_id=workspace_id, purpose=purpose, ref=ref).first()


@transaction.atomic
def renew(row: Pass) -> Pass:
    """A new link and a new code; the old ones open nothing any more."""
    Pass.objects.filter(pk=row.pk).update(round=F("round") + 1, revoked_at=None)
    row.refresh_from_db()
    return row


@transaction.atomic
def revoke(row: Pass) -> None:
    """The link leads nowhere until it is renewed."""
    Pass.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=clock.timestamp())
    row.refresh_from_db()


def address_of(row: Pass) -> str:
    """The whole address for a member; "" where the server has no public one."""
    return settings.PUBLIC_URL + path_of(row) if settings.PUBLIC_URL else ""


def path_of(row: Pass) -> str:
    return reverse("visitors:enter", args=[signing.link_of(row.pk, row.round)])


def code_of(row: Pass) -> str:
    return signing.code_of(row.pk, row.round)


def find(link: str) -> Pass | None:
    """The pass behind a link; None when it expired, was revoked or renewed, or never was."""
    pk = signing.named(link)
    row = Pass.objects.select_related("workspace").filter(pk=pk, revoked_at=None).first() if pk else None
    if row is None or not signing.holds(link, row.pk, row.round):
        return None
    return None if row.expires_at is not None and row.expires_at <= clock.timestamp() else row


def try_code(row: Pass, code: str, address: str) -> bool:
    """Whether the code is right; a wrong one counts. Raises TooManyError, for right ones too."""
    _may(row, "code", address)
    if signing.opens(code.strip(), row.pk, row.round):
        return True
    _note(row, "code", address)
    return False


def sending(row: Pass, address: str) -> None:
    """Call before keeping what a visitor sends. Raises TooManyError."""
    _may(row, "send", address)
    _note(row, "send", address)


def _may(row: Pass, what: str, address: str) -> None:
    seconds, of_one, of_all = LIMITS[what]
    rows = Knock.objects.filter(door=row, what=what, at__gt=clock.timestamp() - seconds)
    if rows.filter(visitor=signing.visitor_of(address)).count() >= of_one or rows.count() >= of_all:
        raise TooManyError(what)


@transaction.atomic
def _note(row: Pass, what: str, address: str) -> None:
    now = clock.timestamp()
    Knock.objects.filter(door=row, at__lte=now - 2 * HOUR).delete()
    Knock.objects.create(
        workspace_id=row.workspace_id, door=row, what=what, visitor=signing.visitor_of(address), at=now
    )
