"""秩序 › 词库: the workspace's own words, from a paste or a file; and a place to try a message out."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import go, render, toast
from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel import clock
from qunce.practice.moderation.lists import queries, reading, services
from qunce.practice.moderation.lists.reading import UnreadableError
from qunce.practice.moderation.policy import Message, Watch

SHOWN = 100
TRIED = 2_000  # characters
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
    spans = sorted({e.span for e in verdict.evidence if e.span}) if verdict else []
    reasons = [{"msgid": r.msgid, "params": dict(r.params)} for r in verdict.reasons[:-1]] if verdict else []
    context = _context(request) | {"tried": text, "verdict": verdict, "spans": spans, "reasons": reasons}
    return render(request, "lists/index.html", context)
