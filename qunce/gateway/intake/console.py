"""Importing: drop or paste, confirm, watch, result."""

import uuid
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.jobs.models import Job
from qunce.base.jobs.queries import pace_of
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.base.ui.reasons import reason_text
from qunce.community.models import Group
from qunce.gateway.connectors import columns
from qunce.gateway.intake import queries, report, services, wecom
from qunce.gateway.intake.access import access_import, imports_of
from qunce.gateway.intake.forms import PasteForm, PlanForm
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.services.receiving import RefusedError
from qunce.gateway.intake.services.splitting import Part
from qunce.kernel import clock

State = Import.State


@require_GET
@door(Role.OPERATOR)
def new(request: StaffRequest) -> HttpResponse:
    """Drop files or paste talk; ``?group=`` when it is about one group."""
    group = None
    if request.GET.get("group", "").isdigit():
        group = access_one(Group.objects.all(), request.actor, request.GET["group"], group_path="pk")
    form = PasteForm(initial={"group": group.pk if group else None})
    return render(request, "intake/new.html", {"form": form, "group": group, "recent": queries.recent(request.actor)})


@require_GET
@door(Role.OPERATOR)
def about_wecom(request: StaffRequest) -> HttpResponse:
    """The door of WeCom while it cannot be connected: lists today, and what connecting will need."""
    tone, msgid = wecom.public_address(settings.PUBLIC_URL)
    context = {
        "needs": wecom.NEEDS,
        "never": wecom.NEVER,
        "roster_header": wecom.ROSTER_HEADER,
        "customer_header": wecom.CUSTOMER_HEADER,
        "address": {"tone": tone, "text": reason_text({"msgid": msgid, "params": {"url": settings.PUBLIC_URL}})},
    }
    return render(request, "intake/wecom.html", context)


@require_POST
@door(Role.OPERATOR)
def upload(request: StaffRequest) -> HttpResponse:
    """Many files at once: all are stored, then looked at."""
    batch, refused, last = uuid.uuid4().hex, [], None
    files = request.FILES.getlist("files")
    for file in files:
        try:
            last = services.receive_file(
                request.actor.workspace, request.actor.staff_id, batch, file.name or "file", file.chunks()
            )
        except RefusedError as error:
            refused.append(f"{file.name}: {reason_text({'msgid': error.msgid, 'params': error.params})}")
    for sentence in refused:
        toast(request, sentence, level=40)
    if last is None:
        if not refused:
            toast(request, _("Choose at least one file."), level=40)
        return go(request, reverse("intake:new"))
    if len(files) == 1:
        return go(request, reverse("intake:import", args=[last.pk]))
    return go(request, reverse("intake:batch", args=[batch]))


@require_POST
@door(Role.OPERATOR)
def paste(request: StaffRequest) -> HttpResponse:
    form = PasteForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "group": None, "recent": queries.recent(request.actor)}
        return render(request, "intake/new.html", context, status=422)
    group_id = form.cleaned_data["group"]
    if group_id is not None:
        access_one(Group.objects.all(), request.actor, group_id, group_path="pk")
    try:
        row = services.receive_text(
            request.actor.workspace, request.actor.staff_id, uuid.uuid4().hex, form.cleaned_data["text"], group_id
        )
    except RefusedError as error:
        toast(request, reason_text({"msgid": error.msgid, "params": error.params}), level=40)
        return go(request, reverse("intake:new"))
    return go(request, reverse("intake:import", args=[row.pk]))


@require_GET
@door(Role.OPERATOR)
def batch(request: StaffRequest, key: str) -> HttpResponse:
    """The files dropped together and how far each is."""
    rows = list(imports_of(request.actor).filter(batch=key).select_related("group").order_by("id"))
    if not rows:
        raise Http404
    busy = any(row.state in queries.BUSY for row in rows)
    ready = [row for row in rows if row.state == State.READY]
    return render(request, "intake/batch.html", {"rows": rows, "busy": busy, "ready": ready, "key": key}, block="files")


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """Every import: who, when, what came of it, and the way back."""
    rows = imports_of(request.actor).select_related("group").order_by("-created_at", "-id")
    listing = tables.listing(request, rows, total=rows.count())
    return render(request, "intake/index.html", {"listing": listing}, block="list")


@door(Role.VIEWER, post=Role.OPERATOR)
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One import, whatever its state: being looked at, to confirm, running, done."""
    row = access_import(request.actor, pk)
    if request.method == "POST":
        return _confirm(request, row)
    return render(request, "intake/import.html", _context(request, row), block="state")


def _context(request: StaffRequest, row: Import, form: PlanForm | None = None) -> dict[str, Any]:
    job = Job.objects.filter(pk=row.job_id or 0).first() if row.state in queries.BUSY else None
    if form is None and row.state in (State.READY, State.UNREADABLE):
        form = PlanForm(row, request.actor)
    table = row.preview.get("table")
    fields = columns.MEMBER_FIELDS if table and table["kind"] == "members" else columns.MESSAGE_FIELDS
    return {
        "row": row,
        "form": form,
        "form_parts": _parts(form),
        "job": job,
        "pace": pace_of(job, clock.timestamp()) if job and job.state == Job.State.RUNNING else None,
        "busy": row.state in queries.BUSY,
        "judging": queries.judging(row) if row.state == State.DONE else 0,
        "step": queries.step(row),
        "table": table,
        "fields": fields,
        "kinds": columns.ROW_EVENTS,
        "words": columns.MESSAGE_WORDS_OF,
        "dialect_label": queries.dialect_label(row),
        "findings": queries.findings(row) if row.state == State.DONE else [],
        "problem_rows": [
            (p["row"], p["raw"], reason_text({"msgid": p["reason"], "params": p["params"]}))
            for p in row.preview.get("problems", [])
        ],
    }


def _parts(form: PlanForm | None) -> list[Part]:
    """The groups of a file that holds several: as answered where the page comes back, else as proposed."""
    if form is None:
        return []
    return form.chosen_parts() if form.is_bound else form.parts


def _confirm(request: StaffRequest, row: Import) -> HttpResponse:
    form = PlanForm(row, request.actor, request.POST)
    if row.state not in (State.READY, State.UNREADABLE):
        return go(request, reverse("intake:import", args=[row.pk]))
    if not form.is_valid():
        return render(request, "intake/import.html", _context(request, row, form), status=422)
    plan, parts = form.to_plan(), form.chosen_parts()
    for group_id in {plan.group_id, *(part.group_id for part in parts)}:
        if group_id is not None:
            access_one(Group.objects.all(), request.actor, group_id, group_path="pk")
    here = reverse("intake:import", args=[row.pk])
    if form.wanted_sheet:
        services.look_at_sheet(row, form.wanted_sheet)
    elif request.POST.get("do") == "look" or form.reads_differently or row.state == State.UNREADABLE:
        services.look_again(row, plan)
    elif parts:
        made = services.start_parts(row, plan, parts)
        return go(request, here if len(made) == 1 else reverse("intake:batch", args=[row.batch]))
    else:
        services.confirm(row, plan)
        services.start(row)
    return go(request, here)


@require_POST
@door(Role.OPERATOR)
def sheets(request: StaffRequest, pk: int) -> HttpResponse:
    """Look at every sheet of a workbook, each as an import of its own."""
    row = access_import(request.actor, pk)
    if row.state not in (State.READY, State.UNREADABLE) or len(row.preview.get("sheets", [])) < 2:
        return go(request, reverse("intake:import", args=[row.pk]))
    services.each_sheet(row)
    return go(request, reverse("intake:batch", args=[row.batch]))


@require_POST
@door(Role.OPERATOR)
def start_all(request: StaffRequest, key: str) -> HttpResponse:
    """Import every file of a batch that is ready, as proposed."""
    rows = imports_of(request.actor).filter(batch=key).select_related("workspace")
    if not rows:
        raise Http404
    for row in rows:
        if row.state == State.READY and not services.start_as_proposed(row):
            toast(request, _("%(file)s: choose its groups first.") % {"file": row.shown}, level=30)
    return go(request, reverse("intake:batch", args=[key]))


@require_POST
@door(Role.OPERATOR)
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_import(request.actor, pk)
    if row.state in (State.DONE, State.FAILED):
        services.start_undo(row)
        toast(request, _("The import is being taken back."))
    return go(request, reverse("intake:import", args=[row.pk]))


@require_POST
@door(Role.OPERATOR)
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_import(request.actor, pk)
    if row.state in (State.READY, State.UNREADABLE, State.UPLOADED):
        services.discard(row)
        toast(request, _("The file was thrown away; nothing was imported."))
    return go(request, reverse("intake:new"))


@require_GET
@door(Role.OPERATOR)
def problems(request: StaffRequest, pk: int) -> FileResponse:
    """The rows that were not taken, as .xlsx: original, reason, suggestion."""
    row = access_import(request.actor, pk)
    return FileResponse(report.problems_xlsx(row), as_attachment=True, filename=_("problems") + f"-{row.pk}.xlsx")
