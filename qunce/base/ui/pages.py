"""Answering with a page, a part of it, or nothing but a toast.

``render(request, "community/group_list.html", {...}, block="table")`` gives the whole page to a
visitor and only the block to an htmx request: the part *is* the page's middle.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django_htmx.middleware import HtmxDetails

from .backend import Page

CHANGED = "qunce:changed"  # parts with hx-trigger="qunce:changed from:body" fetch themselves anew


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part: not boosted, not restoring history."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    block: str | Sequence[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; for an htmx request only ``block`` (or several, e.g. a counter swapped out of band)."""
    page = cast(Page, engines["backend"].get_template(template))
    if block is not None and is_part(request):
        names = [block] if isinstance(block, str) else block
        response = HttpResponse(page.render_blocks(names, context, request), status=status)
    else:
        response = HttpResponse(page.render(context, request), status=status)
    response["Vary"] = "HX-Request, Cookie"  # the part must never come back as the page
    return _with_toasts(request, response)


def toast(request: HttpRequest, text: str, *, undo_url: str = "", level: int = messages.SUCCESS) -> None:
    """Say what happened, with a way back for 30 s. ``undo_url`` takes a POST.

    Works for both kinds of answer: a part carries it in its header, a redirect shows it on the next page.
    """
    messages.add_message(request, level, text, extra_tags=undo_url)


def done(request: HttpRequest, *, changed: bool = True, refresh: bool = False) -> HttpResponse:
    """Nothing to swap: 204 with the toasts, telling listening parts to fetch themselves anew.

    refresh  reload the whole page instead
    """
    response = HttpResponse(status=204)
    if refresh:
        response["HX-Refresh"] = "true"
        return response
    if changed:
        response["HX-Trigger"] = json.dumps({CHANGED: {}})
    return _with_toasts(request, response)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the visitor elsewhere, from a form as from an htmx request."""
    if is_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})


def _with_toasts(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if not is_part(request) or not hasattr(request, "_messages"):
        return response
    waiting = [
        {"text": str(m), "undo": m.extra_tags or "", "level": m.level_tag} for m in messages.get_messages(request)
    ]
    if waiting:
        events = json.loads(response.headers.get("HX-Trigger", "{}"))
        response["HX-Trigger"] = json.dumps(events | {"qunce:toast": {"items": waiting}})
    return response
