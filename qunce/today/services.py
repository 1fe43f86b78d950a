"""Sharing reports by links that expire."""

import hashlib
import secrets

from django.db import transaction
from django.db.models import F

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.today.models import ReportLink

LIFETIMES = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def share_report(group: Group, staff_id: int, lifetime: str) -> str:
    """A new link to a group's report; gives back its token (256 bits), which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    link = ReportLink.objects.create(
        workspace_id=group.workspace_id,
        group=group,
        digest=digest_of(token),
        created_at=clock.timestamp(),
        created_by=staff_id,
        expires_at=clock.timestamp() + LIFETIMES[lifetime],
    )
    journal.record(
        group.workspace_id,
        NewFact("today.report_shared", group_id=group.pk, subject=f"link:{link.pk}", data={"group": group.name}),
    )
    return token


@transaction.atomic
def revoke(link: ReportLink) -> None:
    """The link leads nowhere from now on."""
    if ReportLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.timestamp()):
        journal.record(
            link.workspace_id,
            NewFact("today.report_unshared", group_id=link.group_id, subject=f"link:{link.pk}"),
        )


def open_link(token: str) -> ReportLink | None:
    """The live link behind a token, counted as opened; None when it expired, was revoked or never was."""
    link = (
        ReportLink.objects.filter(digest=digest_of(token), revoked_at=None, expires_at__gt=clock.timestamp())
        .select_related("group", "workspace")
        .first()
    )
    if link is not None:
        ReportLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)
    return link
