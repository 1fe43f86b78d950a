"""The Q&A page of a group: on the screen, on paper, as a long image, behind a link that expires (E1)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door, public
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import go, render, toast
from qunce.base.ui.sharing import Shareable, for_strangers
from qunce.community.access import access_group
from qunce.community.charter.queries import effective
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.desk import words
from qunce.practice.desk.qa import limits, queries, services

PAGE = Shareable(
    "qa",
    N_("Q&A page"),
    N_("Share the Q&A page"),
    N_("Whoever has the link can read the questions and answers until it expires."),
    page="qa:page",
    share="qa:share",
    revoke="qa:revoke",
    shared="qa:shared",
    lifetimes=tuple(services.LIFETIMES),
    lifetime="month",
)


def _contents(group: Group, zone: str) -> dict[str, Any]:
    now = clock.timestamp()
    hours = effective(group.workspace, group.pk).charter.service_hours
    return {
        "group": group,
        "entries": queries.holding(group, clock.local_day(now, zone)),
        "hours": words.service_notice(hours),
        "made_at": now,
    }


@require_GET
@door(Role.VIEWER)
def page(request: StaffRequest, pk: int) -> HttpResponse:
    group = access_group(request.actor, pk)
    context = _contents(group, request.actor.workspace.zone)
    return render(request, "qa/page.html", context | PAGE.context(request, group.pk, queries.links_of(group)))


@require_POST
@door(Role.OPERATOR)
def share(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a link and show it once."""
    group = access_group(request.actor, pk)
    token = services.share(group, request.actor.staff_id, PAGE.wished(request))
    return PAGE.shown_once(request, group.pk, token)


@require_POST
@door(Role.OPERATOR)
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    link = queries.access_link(request.actor, pk)
    services.revoke(link)
    toast(request, _("The link leads nowhere from now on."))
    return go(request, reverse("qa:page", args=[link.group_id]))


@require_GET
@public
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The page for members: questions and answers only, not to be indexed, gone when it expires."""
    if limits.too_often(request, "shared"):
        return HttpResponse(
            _("Too many requests: try again in a minute."), status=429, content_type="text/plain; charset=utf-8"
        )
    link = services.open_link(token)
    if link is None:
        raise Http404
    with timezone.override(link.workspace.zone):
        context = _contents(link.group, link.workspace.zone) | {"link": link}
        response = render(request, "qa/shared.html", context)
    return for_strangers(response)
