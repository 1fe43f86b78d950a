"""秩序 › 词库: the workspace's own words, from a paste or a file; and a place to try a message out."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import go, render, toast
from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel import clock
from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.lists import queries, reading, services
from qunce.practice.moderation.lists.reading import UnreadableError
from qunce.practice.moderation.policy import Habits, Message, Watch
from qunce.practice.moderation.policy.domains import OFFICIAL

SHOWN = 100
TRIED = 2_000  # characters
_TRY_LINK_BY = EffectiveCharter("other", rules=(Rule("link", "link"),))
_TRY_BY = EffectiveCharter("other", rules=tuple(Rule(kind, kind) for kind in ("advert", "contact", "link")))


@require_GET
@door(Role.OPERATOR)
def index(request: StaffRequest) -> HttpResponse:
    """``?q=`` narrows the list."""
    return render(request, "lists/index.html", _context(request), block="list")


def _context(request: StaffRequest) -> dict[str, object]:
    row = queries.words_of(request.actor.workspace.pk)
    asked = request.GET.get("q", "")[: reading.LONGEST]
    found = queries.search(row, asked)
    return {
        "row": row, "asked": asked, "found": len(found), "words": found[:SHOWN],
        "ordinary": row.ordinary if row else "", "tried": "", "verdict": None,
    }  # fmt: skip


@require_POST
@door(Role.OPERATOR)
def add(request: StaffRequest) -> HttpResponse:
    """Words from the box, and from a file where one is given."""
    lines = request.POST.get("words", "").splitlines()
    try:
        for file in request.FILES.getlist("file"):
            if (file.size or 0) > reading.MOST_BYTES:
                raise UnreadableError(reading.TOO_LARGE)
            lines += reading.lines_of(file.name or "", file.read())
        given = services.add(request.actor.workspace, lines)
    except UnreadableError as error:
        toast(request, _(error.msgid), level=40)
        return go(request, reverse("lists:index"))
    said = _("%(added)s words added, %(dropped)s left out (too short, too long, or there already).")
    toast(request, said % {"added": len(given.words), "dropped": given.dropped}, level=25 if given.words else 30)
    return go(request, reverse("lists:index"))


@require_POST
@door(Role.OPERATOR)
def remove(request: StaffRequest) -> HttpResponse:
    if services.remove(request.actor.workspace, request.POST.get("word", "")[:200]):
        toast(request, _("Taken off the list."))
    return go(request, reverse("lists:index"))


@require_POST
@door(Role.OPERATOR)
def clear(request: StaffRequest) -> HttpResponse:
    services.clear(request.actor.workspace)
    toast(request, _("The list is empty."))
    return go(request, reverse("lists:index"))


@require_POST
@door(Role.OPERATOR)
def ordinary(request: StaffRequest) -> HttpResponse:
    try:
        services.set_ordinary(request.actor.workspace, request.POST.get("ordinary", "").splitlines())
    except UnreadableError as error:
        toast(request, _(error.msgid), level=40)
        return go(request, reverse("lists:index"))
    toast(request, _("Kept."))
    return go(request, reverse("lists:index"))


@require_POST
@door(Role.OPERATOR)
def try_out(request: StaffRequest) -> HttpResponse:
    """What would be said of a message, by rules against adverts, contacts and links; nothing is kept."""
    text = request.POST.get("text", "")[:TRIED]
    listed = queries.lexicon_of(request.actor.workspace.pk)
    verdict = Watch(_TRY_BY, listed=listed).see(Message(1, 1, clock.timestamp(), text)) if text.strip() else None
    return render(request, "lists/index.html", _context(request) | {"tried": text} | _shown(verdict))


@door(Role.OPERATOR)
@require_http_methods(["GET", "POST"])
def links(request: StaffRequest) -> HttpResponse:
    """What passes in every group; a group's own rule may allow more (its charter)."""
    if request.method == "GET":
        return render(request, "lists/links.html", _links(request))
    lines = request.POST.get("domains", "").splitlines()
    try:
        refused = services.set_links(request.actor.workspace, lines, official="official" in request.POST)
    except UnreadableError as error:
        toast(request, _(error.msgid), level=40)
        return go(request, reverse("lists:links"))
    if refused:
        named = "、".join(refused[:5])
        toast(request, _("Kept, but these are no addresses: %(lines)s") % {"lines": named}, level=30)
    else:
        toast(request, _("Kept."))
    return go(request, reverse("lists:links"))


def _links(request: StaffRequest) -> dict[str, object]:
    domains, official = queries.links_of(request.actor.workspace.pk)
    return {
        "domains": "\n".join(domains), "official": official, "bodies": OFFICIAL, "tried": "", "verdict": None,
        "spans": [], "reasons": [],
    }  # fmt: skip


@require_POST
@door(Role.OPERATOR)
def try_link(request: StaffRequest) -> HttpResponse:
    """What would be said of an address by the list as it is kept; nothing is fetched."""
    text = request.POST.get("text", "")[:TRIED]
    domains, official = queries.links_of(request.actor.workspace.pk)
    watch = Watch(_TRY_LINK_BY, Habits(domains=domains, official=official))
    verdict = watch.see(Message(1, 1, clock.timestamp(), text)) if text.strip() else None
    return render(request, "lists/links.html", _links(request) | {"tried": text} | _shown(verdict))


def _shown(verdict: Verdict | None) -> dict[str, object]:
    spans = sorted({e.span for e in verdict.evidence if e.span}) if verdict else []
    reasons = [{"msgid": r.msgid, "params": dict(r.params)} for r in verdict.reasons[:-1]] if verdict else []
    return {"verdict": verdict, "spans": spans, "reasons": reasons}
