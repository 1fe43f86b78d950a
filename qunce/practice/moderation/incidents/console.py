"""秩序: the incidents of the groups one sees, and the file of each case."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import tables
from qunce.base.ui.pages import render
from qunce.base.ui.tables import Listing
from qunce.community.access import groups_of
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import queries
from qunce.practice.moderation.incidents.access import access_incident, incidents_of
from qunce.practice.moderation.incidents.models import Incident
from qunce.practice.moderation.incidents.words import STEP_NAMES

SIZE = 30
STATES = {
    Incident.State.STANDING: (N_("counts"), "danger"),
    Incident.State.OVERTURNED: (N_("overturned"), "success"),
    Incident.State.VOID: (N_("taken back"), ""),
}
PANEL = 5


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """``?state=`` and ``?group=`` narrow; newest first."""
    state, group = request.GET.get("state", ""), request.GET.get("group", "")
    rows = incidents_of(request.actor).select_related("group", "person").order_by("-at", "-id")
    if state in STATES:
        rows = rows.filter(state=state)
    if group.isascii() and group.isdigit() and len(group) < 19:
        rows = rows.filter(group_id=int(group))
    page = Paginator(queries.with_steps(rows), SIZE).get_page(tables.page_number(request))
    groups = groups_of(request.actor).filter(archived_at__isnull=True).order_by("-heard_until")[:300]
    context = {
        "listing": Listing(list(page), page.number, SIZE, page.paginator.count, page.has_next()),
        "states": [("", _("All")), *((key, _(label)) for key, (label, tone) in STATES.items())],
        "groups": [("", _("All")), *((str(one.pk), one.name) for one in groups)],
        "state": state,
        "group": group,
        "badges": STATES,
        "step_names": STEP_NAMES,
    }
    return render(request, "incidents/index.html", context, block="list")


@require_GET
@door(Role.VIEWER)
def case(request: StaffRequest, pk: int) -> HttpResponse:
    """The file of one case, fit to print: the evidence, the count, the steps and their words; others' names masked."""
    incident = access_incident(request.actor, pk)
    context = {"file": queries.file_of(incident), "badges": STATES, "step_names": STEP_NAMES}
    return render(request, "incidents/case.html", context)


def panel(request: HttpRequest, person_id: int) -> dict[str, Any] | None:
    """A person's offences in the groups the reader sees, the newest first."""
    rows = incidents_of(request.actor).filter(person_id=person_id).select_related("group").order_by("-at")  # type: ignore[attr-defined] # behind a door
    total = rows.count()
    if not total:
        return None
    shown = list(queries.with_steps(rows[:PANEL]))
    return {"rows": shown, "total": total, "badges": STATES, "step_names": STEP_NAMES}
