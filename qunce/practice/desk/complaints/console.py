"""投诉: the complaints of the groups one sees, and the page on which each is handled (E7, E8)."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.queries import staff_names
from qunce.base.ui import formats, tables
from qunce.base.ui.pages import go, render, toast
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.services import TaskStateError
from qunce.community.access import groups_of
from qunce.community.exports import Cell, workbook
from qunce.kernel import clock
from qunce.practice.desk.complaints import queries, services
from qunce.practice.desk.complaints.forms import FUNCTIONS, LookForm, StepForm
from qunce.practice.desk.complaints.models import Complaint
from qunce.practice.desk.complaints.policy import copies
from qunce.practice.desk.complaints.policy.flow import SAID, Step, StepError, allowed
from qunce.practice.desk.complaints.services.stepping import pending_action, steps_of
from qunce.practice.desk.complaints.words import FUNCTION_NAMES, STEP_NAMES

SIZE = 30
MOST_ROWS = 20_000


@require_GET
@door(Role.VIEWER)
def board(request: StaffRequest) -> HttpResponse:
    """``?part=`` open, perhaps, closed or none; ``?group=`` and ``?function=`` narrow it."""
    asked = request.GET
    everything = queries.complaints(request.actor)
    rows = queries.narrowed(everything, asked.get("group", ""), _function(asked.get("function", "")))
    counts = queries.tabs_of(rows)
    part = asked.get("part", "") if asked.get("part") in queries.PARTS else "open"
    listing = tables.listing(request, queries.of_part(rows, part), size=SIZE, total=counts[part])
    groups = groups_of(request.actor).filter(archived_at__isnull=True).order_by("-heard_until")[:300]
    context = {
        "listing": listing,
        "lines": queries.lines_of(request.actor.workspace.pk, listing.items),
        "tabs": _tabs(request, counts, part),
        "part": part,
        "any": any(counts.values()),
        "narrowed": any(asked.get(key) for key in ("group", "function")),
        "groups": [("", _("All")), *((str(one.pk), one.name) for one in groups)],
        "functions": [("", _("All")), *((key, _(label)) for key, label in FUNCTION_NAMES.items())],
        "group": asked.get("group", ""),
        "function": _function(asked.get("function", "")),
        "step_names": STEP_NAMES,
        "function_names": FUNCTION_NAMES,
    }
    return render(request, "complaints/board.html", context, block="list")


def _function(value: str) -> str:
    return value if value in FUNCTION_NAMES else ""


def _tabs(request: StaffRequest, counts: dict[str, int], part: str) -> list[tuple[str, str, bool, int | None]]:
    labels = {"open": _("To handle"), "perhaps": _("Perhaps"), "closed": _("Closed"), "none": _("No complaint")}
    kept = {key: request.GET[key] for key in ("group", "function") if request.GET.get(key)}
    there = reverse("complaints:board")
    return [
        (label, f"{there}?{urlencode({**kept, 'part': key})}", key == part, counts[key])
        for key, label in labels.items()
    ]


@require_GET
@door(Role.VIEWER)
def export(request: StaffRequest) -> FileResponse:
    """The complaints of a part as .xlsx."""
    asked = request.GET
    rows = queries.narrowed(queries.complaints(request.actor), asked.get("group", ""), asked.get("function", ""))
    part = asked.get("part", "") if asked.get("part") in queries.PARTS else "open"
    heads = [
        _("Group"),
        _("Member"),
        _("Said"),
        _("Since"),
        _("Members"),
        _("Function"),
        _("Step"),
        _("Kind of complaint"),
    ]
    found = list(queries.of_part(rows, part)[:MOST_ROWS])
    book = workbook(_("Complaints"), heads, _cells(request.actor.workspace.pk, found))
    return FileResponse(book, as_attachment=True, filename=_("complaints") + ".xlsx")


def _cells(workspace_id: int, rows: list[Complaint]) -> Iterator[list[Cell]]:
    for start in range(0, len(rows), 500):
        for line in queries.lines_of(workspace_id, rows[start : start + 500]):
            row = line.complaint
            yield [
                row.group.name, line.name, line.said, formats.full_moment(row.at), row.people,
                _(FUNCTION_NAMES[row.function]) if row.function else "", _(STEP_NAMES[row.step]) if row.step else "",
                _(STEP_NAMES[row.kind]) if row.kind else "",
            ]  # fmt: skip


@require_GET
@door(Role.VIEWER)
def complaint(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, queries.access_complaint(request.actor, pk))


def _page(request: StaffRequest, row: Complaint, form: StepForm | None = None, status: int = 200) -> HttpResponse:
    following = allowed(steps_of(row)) if row.state == Complaint.State.OPEN else ()
    action = pending_action(row)
    verdicts = StoredVerdict.objects.filter(
        workspace_id=row.workspace_id, key=f"message:{row.head_id}", kind__in=[queries.KIND, copies.KIND],
        state=StoredVerdict.State.STANDING,
    )  # fmt: skip
    soon = clock.local(clock.timestamp() + clock.DAY, request.actor.workspace.zone)
    context = {
        "row": row,
        "voices": queries.voices_of(row),
        "taken": queries.taken(row, staff_names(row.workspace_id)),
        "following": following,
        "said": SAID,
        "action": action if action and action.data.get("step") in following else None,
        "verdicts": {verdict.kind: verdict for verdict in verdicts},
        "step_names": STEP_NAMES,
        "function_names": FUNCTION_NAMES,
        "functions": FUNCTIONS,
        "items": queries.open_items(request.actor),
        "form": form,
        "by": f"{soon:%Y-%m-%dT}10:00",
    }
    return render(request, "complaints/complaint.html", context, status=status)


@require_POST
@door(Role.SERVICE)
def open_by_hand(request: StaffRequest, pk: int) -> HttpResponse:
    """This message complains."""
    row = services.open_by_hand(queries.access_message(request.actor, pk), request.actor.staff_id)
    toast(request, _("It is on the list of complaints"), undo_url=f"{reverse('complaints:look', args=[row.pk])}?do=no")
    return _there(request, row)


def _there(request: StaffRequest, row: Complaint) -> HttpResponse:
    return go(request, reverse("complaints:complaint", args=[row.pk]))


@require_POST
@door(Role.SERVICE)
def step(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide, or have the next thing said."""
    row = queries.access_complaint(request.actor, pk)
    form = StepForm(request.POST, zone=request.actor.workspace.zone)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    chosen = Step(form.cleaned_data["step"])
    try:
        services.step(row, chosen, request.actor.staff_id, note=form.cleaned_data["note"], due_at=form.moment())
    except StepError:
        toast(request, _("Somebody else has dealt with it meanwhile."), level=40)
    else:
        told = _("The words are ready") if chosen in SAID else _("Noted")
        toast(request, told, undo_url="" if chosen in SAID else reverse("complaints:back", args=[row.pk]))
    return _there(request, row)


@require_POST
@door(Role.SERVICE)
def back(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the last step back."""
    row = queries.access_complaint(request.actor, pk)
    try:
        services.take_back(row, request.actor.staff_id)
    except (StepError, TaskStateError):
        toast(request, _("That cannot be taken back any more."), level=40)
    else:
        toast(request, _("Taken back"))
    return _there(request, row)


@require_POST
@door(Role.SERVICE)
def look(request: StaffRequest, pk: int) -> HttpResponse:
    """It is a complaint, or it is none."""
    row = queries.access_complaint(request.actor, pk)
    form = LookForm({"do": request.POST.get("do") or request.GET.get("do", "")})  # an undo says it in the address
    if not form.is_valid():
        return HttpResponse(_("Choose something first."), status=400, content_type="text/plain; charset=utf-8")
    there = reverse("complaints:look", args=[row.pk])
    if form.cleaned_data["do"] == "yes":
        services.confirm(row, request.actor.staff_id)
        toast(request, _("It is handled as a complaint"), undo_url=f"{there}?do=no")
    else:
        services.strike(row, request.actor.staff_id)
        toast(request, _("Noted: no complaint"), undo_url=f"{there}?do=yes")
    return _there(request, row)
