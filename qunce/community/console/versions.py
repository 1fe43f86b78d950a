"""The versions of a group's charter: what changed, the words that announce it, who acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.journal.registry import names
from qunce.base.journal.sentences import actor_name
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.base.ui.reasons import reason_text
from qunce.community.access import access_group
from qunce.community.charter import h5, queries
from qunce.community.charter.forms import AcknowledgedForm, AnnouncedForm
from qunce.community.charter.models import Acknowledgement
from qunce.community.charter.policy.announcing import announcement, binding_number
from qunce.community.charter.policy.changes import Change, compare
from qunce.community.charter.queries import Version
from qunce.community.charter.services import acknowledging
from qunce.community.models import Group
from qunce.community.queries import people_note, places
from qunce.community.visitors import services as visitors
from qunce.kernel import clock


@dataclass(frozen=True, slots=True)
class Step:
    """A version and what it changed against the one before; ``changes`` of the first one is []."""

    version: Version
    changes: Sequence[Change]
    by: str


@require_GET
@door(Role.VIEWER)
def charter_versions(request: StaffRequest, pk: int) -> HttpResponse:
    """What held when, with the newest first; how to announce it, and who knows it."""
    group = access_group(request.actor, pk)
    table = queries.purposes(request.actor.workspace)
    dated = queries.versions(group)
    said = [version._replace(charter=queries.spoken(version.charter, table)) for version in dated]
    number = binding_number([version.charter for version in dated])
    known = queries.acknowledgements(group, number) if number else {}
    members = places(group).filter(person__is_staff=False)
    context: dict[str, Any] = {
        "group": group,
        "seen": people_note(group),
        "steps": _steps(request, said),
        "numbers": [(version.number, _("Version %(n)s") % {"n": version.number}) for version in reversed(said)],
        "chosen": _chosen(request, said),
        "number": number,
        "newest": dated[-1] if dated else None,
        "words": {language: _words(request, dated, language, table) for language in ("zh-hans", "en")},
        "announced_form": AnnouncedForm(initial={"number": dated[-1].number if dated else None}),
        "known": known,
        "how": _how(),
        "members": members.count(),
        "acknowledged": members.filter(person__in=known).count(),
        "listing": tables.listing(request, _unknowing_first(group, number or 0, members), size=20),
        "may_edit": request.actor.may(Role.OPERATOR),
        "link": _link(group),
        "public": bool(settings.PUBLIC_URL),
    }
    return render(request, "community/charter_versions.html", context, block="who")


def _how() -> dict[str, str]:
    return {
        Acknowledgement.How.REPLY: _("replied in the group"),
        Acknowledgement.How.NOTE: _("noted by a colleague"),
        Acknowledgement.How.TAP: _("tapped on their page"),
    }


def _unknowing_first(group: Group, number: int, members: Any) -> Any:
    rows = Acknowledgement.objects.filter(group=group, person=OuterRef("person"), number__gte=number)
    return members.annotate(knows=Exists(rows)).order_by("knows", "person__name", "pk")


def _steps(request: StaffRequest, said: Sequence[Version]) -> list[Step]:
    ids = {int(v.by.partition(":")[2]) for v in said if v.by.startswith("staff:")}
    staff = names.find("staff")
    found = {"staff": staff(request.actor.workspace.pk, ids) if staff and ids else {}}
    before: list[Version | None] = [None, *said][: len(said)]
    steps = [
        Step(version, compare(old.charter, version.charter) if old else [], actor_name(version.by, found))
        for old, version in zip(before, said, strict=True)
    ]
    return steps[::-1]


def _chosen(request: StaffRequest, said: Sequence[Version]) -> dict[str, Any] | None:
    """Two versions set against each other, as asked for by ``?from=…&to=…``."""
    by_number = {str(version.number): version for version in said}
    old, new = by_number.get(request.GET.get("from", "")), by_number.get(request.GET.get("to", ""))
    if old is None or new is None:
        return None
    return {"from": old, "to": new, "changes": compare(old.charter, new.charter)}


def _words(request: StaffRequest, dated: Sequence[Version], language: str, table: Any) -> str:
    """The announcement of the newest version against what members were told last, in a language."""
    if not dated:
        return ""
    since = clock.local_day(dated[-1].since, request.actor.workspace.zone).isoformat()
    told = [version for version in dated[:-1] if version.announced_at is not None]
    with translation.override(language):
        before = queries.spoken(told[-1].charter, table) if told else None
        after = queries.spoken(dated[-1].charter, table)
        return "\n".join(reason_text(line) for line in announcement(before, after, since))


def _link(group: Group) -> dict[str, str] | None:
    """Address and code of the members' own page of the rules; None where none was given out."""
    row = visitors.known(group.workspace_id, h5.PURPOSE, group.pk)
    return {"address": visitors.address_of(row), "code": visitors.code_of(row)} if row else None


@require_POST
@door(Role.OPERATOR)
def charter_link(request: StaffRequest, pk: int) -> HttpResponse:
    """Give out link and code of the members' page; those given out before open nothing any more."""
    group = access_group(request.actor, pk)
    fresh = visitors.known(group.workspace_id, h5.PURPOSE, group.pk) is None
    row = visitors.give(group.workspace_id, h5.PURPOSE, group.pk)
    if not fresh:
        visitors.renew(row)
    toast(request, _("Link and code are ready. Whatever was given out before opens nothing any more."))
    return go(request, reverse("community:charter-versions", args=[group.pk]))


@require_POST
@door(Role.OPERATOR)
def charter_announced(request: StaffRequest, pk: int) -> HttpResponse:
    """A colleague says that the newest version was posted in the group, and when."""
    group = access_group(request.actor, pk)
    form = AnnouncedForm(request.POST)
    if form.is_valid():
        at = form.moment(request.actor.workspace.zone)
        acknowledging.announce(group, form.cleaned_data["number"], clock.timestamp() if at is None else at)
        acknowledging.read_replies(group)
        toast(request, _("Kept. Replies after it count as acknowledged."))
    else:
        toast(request, _("Say the day and the time, please."), level=40)
    return go(request, reverse("community:charter-versions", args=[group.pk]))


@require_POST
@door(Role.OPERATOR)
def charter_acknowledged(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that a member knows the charter, or take a note or a tap back."""
    group = access_group(request.actor, pk)
    form = AcknowledgedForm(request.POST)
    if not form.is_valid() or not places(group).filter(person_id=form.cleaned_data["person"]).exists():
        raise Http404
    number, person = form.cleaned_data["number"], form.cleaned_data["person"]
    if form.cleaned_data["do"] == "note":
        acknowledging.acknowledge(group, number, [person], Acknowledgement.How.NOTE)
        toast(request, _("Noted."))
    elif acknowledging.take_back(group, number, person):
        toast(request, _("Taken back: it counts as not known."))
    return go(request, f"{reverse('community:charter-versions', args=[group.pk])}#who")
