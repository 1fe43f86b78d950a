"""问答: the list of entries, one entry, candidates for a question, in and out as a workbook (E1)."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.queries import staff_names
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.community.access import groups_of
from qunce.gateway.connectors.runner import ParseError
from qunce.kernel import clock
from qunce.practice.desk.qa import queries, services, sheets
from qunce.practice.desk.qa.forms import EntryForm, SheetForm, of_entry, of_proposal
from qunce.practice.desk.qa.models import Entry
from qunce.practice.desk.services import ADD, REPLY

SIZE = 30
BAD_SHOWN = 20


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """``?part=`` live, draft, ending, ended or retired; ``?q=``, ``?group=`` and ``?owner=`` narrow it."""
    asked, actor = request.GET, request.actor
    today = clock.local_day(clock.timestamp(), actor.workspace.zone)
    rows = queries.found(queries.entries(actor), asked.get("q", ""), asked.get("group", ""), asked.get("owner", ""))
    sums = {part: Count("pk", filter=queries.where(part, today), distinct=True) for part, _label in queries.PARTS}
    counts = rows.aggregate(**sums)
    part = asked.get("part", "")
    part = part if part in counts else "live"
    shown = rows.filter(queries.where(part, today)).order_by("-hits", "-changed_at", "-pk").prefetch_related("groups")
    groups = groups_of(actor).filter(archived_at__isnull=True).order_by("name")[:300]
    names = staff_names(actor.workspace.pk)
    context = {
        "listing": tables.listing(request, shown, size=SIZE, total=counts[part]),
        "tabs": _tabs(request, counts, part),
        "part": part,
        "any": any(counts.values()),
        "narrowed": any(asked.get(key) for key in ("q", "group", "owner")),
        "groups": [("", _("All groups")), *((str(group.pk), group.name) for group in groups)],
        "owners": [("", _("Everybody")), *((str(pk), name) for pk, name in names.items())],
        "names": names,
        "asked": {key: asked.get(key, "") for key in ("q", "group", "owner", "part")},
        "today": today,
    }
    return render(request, "qa/index.html", context, block="list")


def _tabs(request: StaffRequest, counts: dict[str, int], part: str) -> list[tuple[str, str, bool, int | None]]:
    kept = {key: request.GET[key] for key in ("q", "group", "owner") if request.GET.get(key)}
    there = reverse("qa:index")
    return [
        (_(label), f"{there}?{urlencode({**kept, 'part': key})}", key == part, counts[key])
        for key, label in queries.PARTS
    ]


@require_http_methods(["GET", "POST"])
@door(Role.VIEWER, post=Role.SERVICE)
def new(request: StaffRequest) -> HttpResponse:
    """A new entry; ``?task=``: the one that an "add to Q&A" task offers."""
    pk = request.GET.get("task", "")
    task = queries.access_task(request.actor, int(pk), ADD) if pk.isdecimal() and len(pk) < 18 else None
    offered = services.proposal(task) if task else None
    staff = request.actor.staff_id
    if request.method == "POST":
        form = EntryForm(request.POST, actor=request.actor)
        if form.is_valid():
            if task is not None and offered is not None:
                row = services.adopt(task, staff, form.draft())
                services.finish_add(task, staff)
            else:
                row = services.write(request.actor.workspace.pk, form.draft(), staff)
            toast(request, _("It is in the Q&A"))
            return go(request, f"{reverse('qa:index')}?part={row.state}" if row else reverse("qa:index"))
    else:
        form = EntryForm(actor=request.actor, initial=of_proposal(offered, staff) if offered else {"owner": str(staff)})
    context = {"form": form, "entry": None, "task": task, "may": request.actor.may(Role.SERVICE)}
    return render(request, "qa/entry.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(Role.VIEWER, post=Role.SERVICE)
def entry(request: StaffRequest, pk: int) -> HttpResponse:
    """One entry, to read and to change."""
    if request.method == "POST":
        row = queries.access_own_entry(request.actor, pk)
        form = EntryForm(request.POST, actor=request.actor)
        if form.is_valid():
            hidden = [g.pk for g in row.groups.all() if not request.actor.sees(g.pk)]
            draft = form.draft()
            services.write(
                row.workspace_id, draft._replace(group_ids=[*draft.group_ids, *hidden]), request.actor.staff_id, row
            )
            toast(request, _("Saved"))
            return go(request, reverse("qa:index"))
    else:
        row = queries.access_entry(request.actor, pk)
        form = EntryForm(actor=request.actor, initial=of_entry(row))
    context: dict[str, Any] = {
        "form": form,
        "entry": row,
        "task": None,
        "may": request.actor.may(Role.SERVICE) and _is_own(request, row),
    }
    return render(request, "qa/entry.html", context, status=422 if form.errors else 200)


def _is_own(request: StaffRequest, row: Entry) -> bool:
    groups = [group.pk for group in row.groups.all()]
    return request.actor.groups is None or (bool(groups) and all(request.actor.sees(pk) for pk in groups))


@require_POST
@door(Role.SERVICE)
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    row = queries.access_own_entry(request.actor, pk)
    services.retire(row, request.actor.staff_id)
    toast(request, _("Taken out of the Q&A"), undo_url=reverse("qa:restore", args=[row.pk]))
    return go(request, reverse("qa:index"))


@require_POST
@door(Role.SERVICE)
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    row = queries.access_own_entry(request.actor, pk)
    services.restore(row, request.actor.staff_id)
    toast(request, _("It is in the Q&A"))
    return go(request, reverse("qa:index"))


@require_GET
@door(Role.VIEWER)
def candidates(request: StaffRequest, pk: int) -> HttpResponse:
    """Up to three answers for the question of a reply task: a part of its row on the worklist."""
    task = queries.access_task(request.actor, pk, REPLY)
    context = {"task": task, "candidates": queries.for_task(request.actor, task)}
    return render(request, "qa/candidates.html", context, block="part")


@require_GET
@door(Role.VIEWER)
def for_question(request: StaffRequest, pk: int) -> HttpResponse:
    """The same on the page of a question that is no task any more, or not yet."""
    row = queries.access_question(request.actor, pk)
    context = {"task": None, "candidates": queries.for_question(request.actor, row)}
    return render(request, "qa/candidates.html", context, block="part")


@require_POST
@door(Role.SERVICE)
def use(request: StaffRequest, pk: int, task: int) -> HttpResponse:
    """A candidate was taken as the answer: it counts."""
    row = queries.access_entry(request.actor, pk)
    services.use(row, queries.access_task(request.actor, task, REPLY), request.actor.staff_id)
    return HttpResponse(status=204)


@require_GET
@door(Role.OPERATOR)
def export(request: StaffRequest) -> FileResponse:
    """What this person sees, as .xlsx."""
    rows = queries.entries(request.actor).exclude(state=Entry.State.RETIRED).order_by("-hits", "pk")
    stream = sheets.written(rows.prefetch_related("groups").iterator(chunk_size=500))
    return FileResponse(stream, as_attachment=True, filename="qunce-qa.xlsx")


@require_http_methods(["GET", "POST"])
@door(Role.OPERATOR)
def take_in(request: StaffRequest) -> HttpResponse:
    """Entries from a workbook: what is wrong is named by its row, and nothing of it is taken."""
    form, said = SheetForm(), ""
    bad: list[sheets.Bad] = []
    if request.method == "POST":
        form = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            groups = {group.name: group.pk for group in groups_of(request.actor)}
            try:
                data = form.cleaned_data["sheet"].read(sheets.MOST_BYTES + 1)
                drafts, bad = sheets.read(data, groups)
            except sheets.SheetError as error:
                form.add_error("sheet", _(str(error)))
            except ParseError as error:
                form.add_error("sheet", [_(error.reason) % error.params, _(error.suggestion)])
            else:
                if request.actor.groups is not None:
                    drafts = [draft for draft in drafts if draft.group_ids]
                fresh, changed = services.take_in(request.actor.workspace, drafts, request.actor.staff_id)
                said = _("%(fresh)s new, %(changed)s written anew.") % {"fresh": fresh, "changed": changed}
    context = {"form": form, "bad": bad[:BAD_SHOWN], "bad_total": len(bad), "said": said}
    return render(request, "qa/import.html", context, status=422 if form.errors else 200)
