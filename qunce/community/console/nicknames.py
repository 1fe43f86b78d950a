"""Nicknames: who does not follow the group's format, the words for each, a format tried while it is being written."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.base.ui.reasons import reason_text
from qunce.community.access import access_group
from qunce.community.charter import queries
from qunce.community.charter.policy.nicknames import FormatError, NicknameFormat, parse, request_words
from qunce.community.charter.services import naming
from qunce.community.queries import people_note, places
from qunce.kernel.verdict import Reason


@require_GET
@door(Role.VIEWER)
def nickname_list(request: StaffRequest, pk: int) -> HttpResponse:
    """Who does not follow the format, why not, and a polite text for each."""
    group = access_group(request.actor, pk)
    wanted = queries.nickname_format(group)
    listing = tables.listing(request, queries.misnamed(group, wanted) if wanted else [], size=30)
    context = {
        "group": group,
        "seen": people_note(group),
        "wanted": wanted,
        "listing": listing,
        "words": {one.place.pk: _words(one.name, wanted) for one in listing.items} if wanted else {},
        "may_edit": request.actor.may(Role.OPERATOR),
    }
    return render(request, "community/nicknames.html", context, block="list")


def _words(name: str, wanted: NicknameFormat) -> str:
    return "\n".join(reason_text(part) for part in request_words(name, wanted))


@require_POST
@door(Role.OPERATOR)
def nickname_asked(request: StaffRequest, pk: int) -> HttpResponse:
    """A colleague sent somebody the words."""
    group = access_group(request.actor, pk)
    person = request.POST.get("person", "")
    if not person.isdecimal() or not places(group).filter(person_id=int(person)).exists():
        raise Http404
    wanted = queries.nickname_format(group)
    naming.ask(group, [int(person)], wanted.text if wanted else "")
    toast(request, _("Noted. If the name changes to the format, their page will say so."))
    return go(request, reverse("community:nicknames", args=[group.pk]))


@require_GET
@door(Role.VIEWER)
def nickname_try(request: StaffRequest) -> HttpResponse:
    """A format as it is being written: an example, and whether a name follows it."""
    pattern = request.GET.get("nickname_format", "")[:80].strip() or request.GET.get("nickname_inherited", "")[:80]
    name = request.GET.get("nickname_tried", "")[:160].strip()
    wanted: NicknameFormat | None = None
    wrong: Reason | None = None
    if pattern.strip():
        try:
            wanted = parse(pattern)
        except FormatError as error:
            wrong = error.reason
    context = {"wanted": wanted, "wrong": wrong, "tried": name, "misses": wanted.misses(name) if wanted else ()}
    return render(request, "community/nickname_tried.html", context)
