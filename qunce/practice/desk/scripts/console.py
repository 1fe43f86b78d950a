"""话术: the shelf of scripts, one script, ready ones to take over, in and out as a workbook (E2)."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
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
from qunce.community.charter.queries import purposes
from qunce.gateway.connectors.runner import ParseError
from qunce.practice.desk.scripts import queries, services, sheets, starters
from qunce.practice.desk.scripts.forms import ScriptForm, SheetForm, of_script
from qunce.practice.desk.scripts.models import Script
from qunce.practice.desk.scripts.variables import variables

SIZE = 40
BAD_SHOWN = 50


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """``?part=`` all, workspace, groups, own or archived; ``?q=`` and ``?folder=`` narrow it."""
    asked, actor = request.GET, request.actor
    rows = queries.found(queries.scripts(actor), asked.get("q", ""))
    folder = asked.get("folder", "")[:40]
    if folder:
        rows = rows.filter(folder=folder)
    live, scope = Q(archived_at__isnull=True), Script.Scope
    sums = {"all": live, "archived": ~live} | {str(one): live & Q(scope=one) for one in scope}
    counts = rows.aggregate(**{key: Count("pk", filter=which) for key, which in sums.items()})
    part = asked.get("part", "") if asked.get("part") in counts else "all"
    shown = queries.shelf(queries.of_part(rows, part)).prefetch_related("groups").defer("words", "search")
    named = {key: _(one.name) for key, one in purposes(actor.workspace).items()}
    context = {
        "listing": tables.listing(request, shown, size=SIZE, total=counts[part]),
        "tabs": _tabs(request, counts, part),
        "part": part,
        "any": any(counts.values()),
        "narrowed": bool(asked.get("q") or folder),
        "folders": [("", _("All folders")), *((one, one) for one in queries.folders(actor))],
        "asked": {"q": asked.get("q", "")[:60], "folder": folder},
        "purposes": named,
        "ready": starters.READY,
        "may": lambda row: queries.may_write(actor, row),
    }
    return render(request, "scripts/index.html", context, block="list")


def _tabs(request: StaffRequest, counts: dict[str, int], part: str) -> list[tuple[str, str, bool, int | None]]:
    kept = {key: request.GET[key] for key in ("q", "folder") if request.GET.get(key)}
    there = reverse("scripts:index")
    return [
        (_(label), f"{there}?{urlencode({**kept, 'part': key})}", key == part, counts[key])
        for key, label in queries.PARTS
    ]


@require_http_methods(["GET", "POST"])
@door(Role.VIEWER, post=Role.SERVICE)
def new(request: StaffRequest) -> HttpResponse:
    """A new script; ``?folder=`` where it belongs."""
    actor = request.actor
    if request.method == "POST":
        form = ScriptForm(request.POST, actor=actor)
        if form.is_valid():
            services.write(actor.workspace.pk, form.draft(), actor.staff_id)
            toast(request, _("Saved"))
            return go(request, reverse("scripts:index"))
    else:
        folder, scope = request.GET.get("folder", "")[:30], "workspace" if actor.groups is None else "groups"
        scope = scope if actor.may(Role.OPERATOR) else "own"
        form = ScriptForm(actor=actor, initial={"folder": folder, "scope": scope})
    return _page(request, form, None, may=actor.may(Role.SERVICE))


@require_http_methods(["GET", "POST"])
@door(Role.VIEWER, post=Role.SERVICE)
def script(request: StaffRequest, pk: int) -> HttpResponse:
    """One script, to read and to change."""
    actor = request.actor
    if request.method == "POST":
        row = queries.access_script(actor, pk)
        if not queries.may_write(actor, row):
            return _not_theirs()
        form = ScriptForm(request.POST, actor=actor)
        if form.is_valid():
            draft = form.draft()
            unseen = form.not_offered(group.pk for group in row.groups.all())
            draft = draft._replace(group_ids=[*draft.group_ids, *unseen])
            services.write(row.workspace_id, draft, actor.staff_id, row)
            toast(request, _("Saved"))
            return go(request, reverse("scripts:index"))
    else:
        row = queries.access_script(actor, pk)
        form = ScriptForm(actor=actor, initial=of_script(row))
    return _page(request, form, row, may=queries.may_write(actor, row))


def _page(request: StaffRequest, form: ScriptForm, row: Script | None, *, may: bool) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "script": row,
        "may": may,
        "folders": queries.folders(request.actor),
        "variables": list(variables),
        "samples": queries.values(queries.matter_at(request.actor, "", "").situation),
        "names": staff_names(request.actor.workspace.pk),
    }
    return render(request, "scripts/script.html", context, status=422 if form.errors else 200)


def _not_theirs() -> HttpResponse:
    text = _("You may use this script; it is not yours to change.")
    return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")


@require_POST
@door(Role.SERVICE)
def archive(request: StaffRequest, pk: int) -> HttpResponse:
    row = queries.access_script(request.actor, pk)
    if not queries.may_write(request.actor, row):
        return _not_theirs()
    services.archive(row, request.actor.staff_id)
    toast(request, _("Archived"), undo_url=reverse("scripts:restore", args=[row.pk]))
    return go(request, reverse("scripts:index"))


@require_POST
@door(Role.SERVICE)
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    row = queries.access_script(request.actor, pk)
    if not queries.may_write(request.actor, row):
        return _not_theirs()
    services.restore(row, request.actor.staff_id)
    toast(request, _("It is back among the scripts"))
    return go(request, reverse("scripts:index"))


@require_POST
@door(Role.SERVICE)
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """``step`` up or down within its folder."""
    row = queries.access_script(request.actor, pk)
    if not queries.may_write(request.actor, row):
        return _not_theirs()
    step = -1 if request.POST.get("step") == "up" else 1
    services.move(row, step, queries.neighbours(request.actor, row))
    return go(request, f"{reverse('scripts:index')}?{urlencode({'part': row.scope, 'folder': row.folder})}")


@require_http_methods(["GET", "POST"])
@door(Role.OPERATOR)
def ready(request: StaffRequest) -> HttpResponse:
    """Ready scripts to look over and take."""
    if request.method == "POST" and request.actor.groups is None:
        chosen = set(request.POST.getlist("title"))
        drafts = [draft for draft in starters.READY if draft.title in chosen]
        count = services.start(request.actor.workspace.pk, drafts, request.actor.staff_id)
        toast(request, _("%(n)s scripts taken over") % {"n": count})
        return go(request, reverse("scripts:index"))
    there = set(queries.scripts(request.actor).filter(scope="workspace").values_list("title", flat=True))
    context = {"ready": starters.READY, "there": there, "may": request.actor.groups is None}
    return render(request, "scripts/ready.html", context)


@require_GET
@door(Role.OPERATOR)
def export(request: StaffRequest) -> FileResponse:
    """What this person may use, as .xlsx."""
    rows = queries.shelf(queries.scripts(request.actor).filter(archived_at__isnull=True)).prefetch_related("groups")
    named = {key: _(one.name) for key, one in purposes(request.actor.workspace).items()}
    return FileResponse(sheets.written(rows, named), as_attachment=True, filename="qunce-scripts.xlsx")


@require_http_methods(["GET", "POST"])
@door(Role.VIEWER, post=Role.SERVICE)
def take_in(request: StaffRequest) -> HttpResponse:
    """Scripts from a workbook: everything wrong is named by its row; with a wrong row, nothing else of it is lost."""
    form, said = SheetForm(), ""
    bad: list[sheets.Bad] = []
    if request.method == "POST":
        form = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                drafts, bad = sheets.read(form.cleaned_data["sheet"].read(sheets.MOST_BYTES + 1), _allowed(request))
            except sheets.SheetError as error:
                form.add_error("sheet", _(str(error)))
            except ParseError as error:
                form.add_error("sheet", [_(error.reason) % error.params, _(error.suggestion)])
            else:
                known = queries.by_title(request.actor)
                pairs = [(draft, known.get(f"{draft.scope}:{draft.title}")) for draft in drafts]
                fresh, changed = services.take_in(request.actor.workspace.pk, pairs, request.actor.staff_id)
                said = _("%(fresh)s new, %(changed)s written anew.") % {"fresh": fresh, "changed": changed}
    context = {"form": form, "bad": bad[:BAD_SHOWN], "bad_total": len(bad), "said": said, "variables": list(variables)}
    return render(request, "scripts/import.html", context, status=422 if form.errors else 200)


def _allowed(request: StaffRequest) -> sheets.Allowed:
    actor = request.actor
    groups = dict(groups_of(actor).filter(archived_at__isnull=True).values_list("name", "pk"))
    table = purposes(actor.workspace)
    named = {key: key for key in table} | {_(one.name): key for key, one in table.items()}
    return sheets.Allowed(groups, named, actor.may(Role.OPERATOR), actor.groups is None)
