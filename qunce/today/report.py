"""The one-page report of a group: on the screen, on paper, as a long image, behind a link that expires."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door, public
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import go, render, toast
from qunce.base.ui.sharing import Shareable, for_strangers
from qunce.base.verdicts import queries as verdicts
from qunce.base.verdicts.registry import verdict_kinds
from qunce.community.access import access_group
from qunce.community.charter import queries as charters
from qunce.community.models import Group
from qunce.community.queries import people_by_id, people_note
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.lifecycle.panels import health_panel
from qunce.today import services
from qunce.today.models import ReportLink

KEY_SHOWN = 5
REPORT = Shareable(
    "report",
    N_("Report"),
    N_("Share the report"),
    N_("Names are masked behind it. Whoever has the link can read the report until it expires."),
    page="today:group-report",
    share="today:report-share",
    revoke="today:report-revoke",
    shared="today:shared-report",
    lifetimes=tuple(services.LIFETIMES),
    lifetime="week",
)


@dataclass(frozen=True, slots=True)
class Count:
    kind: str
    decision: str
    count: int
    tone: str


def masked(name: str) -> str:
    """A name for strangers: its first sign, the rest hidden."""
    return f"{name[:1]}**" if name else ""


def as_it_is(name: str) -> str:
    return name


def contents(request: HttpRequest, group: Group, shown: Callable[[str], str]) -> dict[str, Any]:
    """What the report holds; ``shown`` decides how names read."""
    merged = charters.effective(group.workspace, group.pk)
    return {
        "group": group,
        "purpose": charters.purposes(group.workspace)[merged.charter.purpose],
        "health": health_panel(request, group.pk),
        "seen": people_note(group),
        "counts": (counts := _counts(group)),
        "count_rows": [(c.kind, c.decision, c.count) for c in counts],
        "key": _key_members(group, shown),
        "made_at": clock.timestamp(),
    }


def _counts(group: Group) -> list[Count]:
    found = []
    for (key, decision), count in verdicts.decisions_in_group(group.pk).items():
        kind = verdict_kinds.find(key)
        if kind and decision in kind.decisions and key != "lifecycle.health":
            found.append(Count(_(kind.title), _(kind.decisions[decision]), count, kind.tone.get(decision, "")))
    return sorted(found, key=lambda c: (c.kind, -c.count))


def _key_members(group: Group, shown: Callable[[str], str]) -> list[tuple[str, Any]]:
    rows = list(verdicts.in_group(group.pk, "lifecycle.key_member").order_by("rank")[:KEY_SHOWN])
    people = people_by_id(group.workspace_id, [row.person_id for row in rows if row.person_id])
    return [(shown(people[row.person_id].name), row) for row in rows if row.person_id in people]


@require_GET
@door(Role.VIEWER)
def group_report(request: StaffRequest, pk: int) -> HttpResponse:
    group = access_group(request.actor, pk)
    links = ReportLink.objects.filter(group=group, revoked_at=None, expires_at__gt=clock.timestamp()).order_by("-id")
    context = contents(request, group, as_it_is) | REPORT.context(request, group.pk, list(links))
    return render(request, "today/report.html", context)


@require_POST
@door(Role.OPERATOR)
def report_share(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a link and show it once."""
    group = access_group(request.actor, pk)
    token = services.share_report(group, request.actor.staff_id, REPORT.wished(request))
    return REPORT.shown_once(request, group.pk, token)


@require_POST
@door(Role.OPERATOR)
def report_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    link = access_one(ReportLink.objects.all(), request.actor, pk)
    services.revoke(link)
    toast(request, _("The link leads nowhere from now on."))
    return go(request, reverse("today:group-report", args=[link.group_id]))


@require_GET
@public
def shared_report(request: HttpRequest, token: str) -> HttpResponse:
    """The report for somebody without an account: names masked, not to be indexed, gone when it expires."""
    link = services.open_link(token)
    if link is None:
        raise Http404
    with timezone.override(link.workspace.zone):
        response = render(request, "today/report_shared.html", contents(request, link.group, masked) | {"link": link})
    return for_strangers(response)
