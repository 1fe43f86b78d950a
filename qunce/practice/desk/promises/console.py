"""承诺: the board of promises, one click to make one, one to settle it (E6)."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.community import queries as community
from qunce.community.charter.queries import effective
from qunce.kernel import clock, holidays
from qunce.practice.desk.promises import queries, services
from qunce.practice.desk.promises.forms import MakeForm, SettleForm

SIZE = 30


@require_GET
@door(Role.VIEWER)
def board(request: StaffRequest) -> HttpResponse:
    """``?part=`` open, soon, late, untimed, kept or broken; ``?group=`` and ``?by=`` narrow it."""
    now, asked = clock.timestamp(), request.GET
    everything = queries.promises(request.actor)
    rows = queries.narrowed(everything, asked.get("group", ""), asked.get("by", ""))
    counts = queries.tabs_of(rows, now)
    part = asked.get("part", "") if asked.get("part") in queries.PARTS else "open"
    listing = tables.listing(request, queries.of_part(rows, part, now), size=SIZE, total=counts[part])
    workspace = request.actor.workspace
    zone = workspace.zone
    table = holidays.of_zone(zone)
    context = {
        "listing": listing,
        "lines": queries.lines_of(workspace.pk, listing.items),
        "tabs": _tabs(request, counts, part),
        "part": part,
        "figures": [
            (_("By colleague"), "by", queries.keeping(workspace.pk, rows, "by", now)),
            (_("By group"), "group", queries.keeping(workspace.pk, rows, "group", now)),
        ],
        "heard_until": queries.heard_until(request.actor),
        "narrowed": any(asked.get(key) for key in ("group", "by")),
        "any": any(counts.values()),
        "unknown_after": table.known_until if table and not table.knows(clock.local_day(now, zone)) else None,
    }
    return render(request, "promises/board.html", context, block="list")


def _tabs(request: StaffRequest, counts: dict[str, int], part: str) -> list[tuple[str, str, bool, int | None]]:
    labels = {
        "open": _("Not due yet"), "soon": _("Due soon"), "late": _("Time has passed"), "untimed": _("No time named"),
        "kept": _("Kept"), "broken": _("Broken"),
    }  # fmt: skip
    kept = {key: request.GET[key] for key in ("group", "by") if request.GET.get(key)}
    there = reverse("promises:board")
    links = {key: f"{there}?{urlencode({**kept, 'part': key})}" for key in labels}
    return [(label, links[key], key == part, counts[key]) for key, label in labels.items()]


@require_GET
@door(Role.SERVICE)
def when(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose any time for the answer to a question."""
    verdict = queries.access_question(request.actor, pk)
    zone = effective(request.actor.workspace, verdict.group_id or 0).charter.service_hours.tz
    soon = clock.local(clock.timestamp() + 3600, zone)
    said = community.words_of({int(verdict.subject_ref)})
    context = {
        "verdict": verdict, "asked": next(iter(said.values()), (0, ""))[1], "at": f"{soon:%Y-%m-%dT%H:00}",
        "group_id": verdict.group_id,
    }  # fmt: skip
    return render(request, "promises/when.html", context)


@require_POST
@door(Role.SERVICE)
def make(request: StaffRequest, pk: int) -> HttpResponse:
    """An answer to a question is promised, by a time that one click chose."""
    verdict = queries.access_question(request.actor, pk)
    form = MakeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("By when?"), status=400, content_type="text/plain; charset=utf-8")
    charter = effective(request.actor.workspace, verdict.group_id or 0).charter
    due = form.moment(charter.service_hours)
    if due is None:
        text = _("Choose a time that is still to come.")
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    row = services.make(verdict, due, request.actor.staff_id)
    toast(request, _("Promised: it stands on the worklist until then"))
    return go(request, f"{reverse('promises:board')}?{urlencode({'group': row.group_id})}")


@require_POST
@door(Role.SERVICE)
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Kept, struck off, or one of the two taken back."""
    row = queries.access_promise(request.actor, pk)
    form = SettleForm({"do": request.POST.get("do") or request.GET.get("do", "")})  # an undo says it in the address
    if not form.is_valid():
        return HttpResponse(_("Choose something first."), status=400, content_type="text/plain; charset=utf-8")
    undo = f"{reverse('promises:settle', args=[row.pk])}?do=reopen"
    if form.cleaned_data["do"] == "reopen":
        services.reopen(row)
        toast(request, _("It is on the board again"))
    elif form.cleaned_data["do"] == "cancel":
        services.cancel(row, request.actor.staff_id)
        toast(request, _("Struck off"), undo_url=undo)
    else:
        services.settle(row, request.actor.staff_id)
        toast(request, _("Ticked off"), undo_url=undo)
    return go(request, reverse("promises:board"))
