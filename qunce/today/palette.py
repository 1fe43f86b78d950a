"""What ⌘K finds: people, groups and actions, of those the reader may see."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qunce.base.accounts.access import Actor, StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import formats
from qunce.base.ui.pages import render
from qunce.base.ui.palette import Group as Hits
from qunce.base.ui.palette import Hit, find_actions
from qunce.community import people_list
from qunce.community.access import groups_of
from qunce.community.models import Person
from qunce.community.search import found_by, needle

PEOPLE, GROUPS = 7, 5
LONGEST = 60


@require_GET
@door(Role.VIEWER)
def palette(request: StaffRequest) -> HttpResponse:
    """Answer ``?q=``: names as written, in Traditional, in pinyin or by initials; with nothing asked, the actions."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    groups = [Hits(_("Actions"), find_actions(request, text))]
    if needle(text):
        groups = [
            Hits(_("People"), _people(request.actor, text)),
            Hits(_("Groups"), _groups(request.actor, text)),
            *groups,
            Hits(_("Messages"), [_messages(text)]),
        ]
    return render(request, "ui/palette_results.html", {"groups": groups, "q": text})


def _people(actor: Actor, text: str) -> list[Hit]:
    # By id first: the index answers that alone, and stops at the first few.
    ids = list(
        people_list.live(actor)
        .filter(found_by(text))
        .order_by("-message_count", "-pk")
        .values_list("pk", flat=True)[:PEOPLE]
    )
    rows = Person.objects.in_bulk(ids)
    return [
        Hit(rows[pk].name, reverse("community:person", args=[pk]), "user", _about(rows[pk]), rows[pk].name)
        for pk in ids
        if pk in rows
    ]


def _about(person: Person) -> str:
    if person.is_staff:
        return _("colleague")
    said = ngettext("%(n)s message", "%(n)s messages", person.message_count)
    return said % {"n": formats.count(person.message_count)}


def _groups(actor: Actor, text: str) -> list[Hit]:
    rows = groups_of(actor).filter(found_by(text), archived_at__isnull=True).order_by("-message_count", "pk")
    return [
        Hit(name, reverse("community:group", args=[pk]), "users-group", avatar=name)
        for pk, name in rows.values_list("pk", "name")[:GROUPS]
    ]


def _messages(text: str) -> Hit:
    return Hit(_("Search messages for “%(q)s”") % {"q": text}, reverse("today:search", query={"q": text}), "search")
