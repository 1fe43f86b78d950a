"""Search in what was said, in the groups the reader may see."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.jobs import queries as jobs
from qunce.base.ui import tables
from qunce.base.ui.pages import render
from qunce.base.ui.tables import Listing
from qunce.community.access import access_group, access_person, groups_of
from qunce.community.models import Identity, Message, Person
from qunce.community.talk_index import engine, services
from qunce.kernel import clock
from qunce.today.queries import Quoted, quoted

SIZE = 30
FURTHEST = 200


@require_GET
@door(Role.VIEWER)
def search(request: StaffRequest) -> HttpResponse:
    """``?q=`` with filters ``group``, ``person`` (ids) and ``day`` (YYYY-MM-DD); newest first."""
    actor = request.actor
    text = request.GET.get("q", "").strip()[:100]
    group = access_group(actor, _number(asked)) if (asked := request.GET.get("group", "")) else None
    person = access_person(actor, _number(asked)) if (asked := request.GET.get("person", "")) else None
    day = _day(request.GET.get("day", ""))
    page = min(tables.page_number(request), FURTHEST)
    found = engine.search(
        actor.workspace.pk,
        text,
        group_ids=[group.pk] if group else actor.group_ids,
        identity_ids=_identities(person) if person else None,
        since=clock.day_start(day, actor.workspace.zone) if day else None,
        until=clock.day_end(day, actor.workspace.zone) - 1 if day else None,
        size=SIZE,
        offset=(page - 1) * SIZE,
    )
    groups = groups_of(actor).filter(archived_at__isnull=True).order_by("-heard_until").values_list("pk", "name")[:300]
    context: dict[str, Any] = {
        "q": text,
        "hits": _hits(request, found.ids, text),
        "listing": Listing(found.ids, page, SIZE, found.total, found.more and page < FURTHEST),
        "groups": [("", _("All")), *((str(pk), name) for pk, name in groups)],
        "group": group,
        "person": person,
        "day": day.isoformat() if day else "",
        "too_short": bool(text) and not engine.asked_pieces(text),
        "lagging": _lags(actor.workspace.pk),
    }
    return render(request, "today/search.html", context, block="list")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _identities(person: Person) -> list[int]:
    return list(Identity.objects.filter(person=person).values_list("pk", flat=True))


def _lags(workspace_id: int) -> bool:
    return jobs.unfinished(workspace_id, services.TASK).exists()


def _hits(request: StaffRequest, ids: list[int], text: str) -> list[tuple[Quoted, str, int]]:
    """Messages with the place that was asked for marked, their group's name and person; in the order of ids.

    The index may be a moment behind: what is gone, blanked or not the reader's is left out here.
    """
    rows = Message.objects.filter(pk__in=ids, workspace=request.actor.workspace).exclude(text="")
    if request.actor.group_ids is not None:
        rows = rows.filter(group_id__in=request.actor.group_ids)
    found = {m.pk: m for m in rows.select_related("group", "identity__person")}
    return [
        (quoted(m, {"span": engine.span_of(m.text, text)}), m.group.name, m.identity.person_id)
        for m in (found[pk] for pk in ids if pk in found)
        if engine.holds(m.text, text)
    ]
