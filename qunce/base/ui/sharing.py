"""A page of a group that goes out to people without an account: printed, as a long image, behind a link that ends.

A room names its page once as a ``Shareable``; its views ask it for the context of ``ui/share_page.html``, the lifetime
that was chosen, and to keep the new link until it is shown once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.base.ui.pages import go
from qunce.kernel.i18n import N_

LIFETIMES: Final[Mapping[str, str]] = {
    "day": N_("one day"),
    "week": N_("one week"),
    "month": N_("thirty days"),
    "quarter": N_("ninety days"),
}


@dataclass(frozen=True, slots=True)
class Shareable:
    """A page that can be shared. title, dialog, note: msgids of the page, of "Share …?" and of what a link lets see.

    page, share  url names with the group's id; revoke: one with the link's id; shared: one with the token
    lifetimes    keys of ``LIFETIMES`` that are offered; lifetime: the one that is proposed
    """

    key: str
    title: str
    dialog: str
    note: str
    page: str
    share: str
    revoke: str
    shared: str
    lifetimes: tuple[str, ...]
    lifetime: str

    def context(self, request: HttpRequest, group_id: int, links: Collection[Any]) -> dict[str, Any]:
        """What ``ui/share_page.html`` needs besides the body; a link just made is in it once."""
        return {
            "sharing": self,
            "share_url": reverse(self.share, args=[group_id]),
            "lifetimes": [(key, _(LIFETIMES[key])) for key in self.lifetimes],
            "links": links,
            "address": request.session.pop(f"{self.key}_link", ""),
        }

    def wished(self, request: HttpRequest) -> str:
        """The lifetime that was chosen, else the one proposed."""
        asked = request.POST.get("lifetime", "")
        return asked if asked in self.lifetimes else self.lifetime

    def shown_once(self, request: HttpRequest, group_id: int, token: str) -> HttpResponse:
        """Back to the page, which shows the new link this once."""
        base = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
        request.session[f"{self.key}_link"] = base + reverse(self.shared, args=[token])
        return go(request, reverse(self.page, args=[group_id]))


def for_strangers(response: HttpResponse) -> HttpResponse:
    """A page behind a link: kept by no cache, found by no search engine, its address told to nobody."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response
