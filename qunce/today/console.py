"""今日: the worklist, the why behind each item, and what was done."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import done as nothing_to_swap
from qunce.base.ui.pages import go, render, toast
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.registry import verdict_kinds
from qunce.base.worklist import queries as worklist
from qunce.base.worklist import services as tasks
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import task_kinds
from qunce.community import queries as community
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.today import queries
from qunce.today.access import access_message, access_task, access_verdict
from qunce.today.forms import ReasonForm, SnoozeForm


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """What needs a person now; where nothing was heard yet, the three doors."""
    actor = request.actor
    groups = community.live_groups(actor.workspace.pk)
    if not groups.exists():
        return render(request, "today/welcome.html", {})
    kind = request.GET.get("kind", "")
    work = queries.worklist_page(actor, kind)
    context = {"work": work, "tabs": _tabs(work, kind), "snooze": SnoozeForm()}
    return render(request, "today/index.html", context, block="list")


def _tabs(work: queries.Worklist, kind: str) -> list[tuple[str, str, bool, int | None]]:
    """All kinds together, then each kind that has work."""
    there = reverse("today:index")
    kinds = sorted((task_kinds.get(key) for key in work.counts), key=lambda k: k.order)
    return [
        (_("All"), there, not kind, work.total),
        *((_(k.title), f"{there}?kind={k.key}", kind == k.key, work.counts[k.key]) for k in kinds),
    ]


@require_GET
@door(Role.VIEWER)
def history(request: StaffRequest) -> HttpResponse:
    """What was done or set aside in the last seven days, each with a way back."""
    since = clock.timestamp() - 7 * DAY
    closed = list(worklist.closed_since(request.actor.workspace.pk, since, request.actor.group_ids)[:200])
    cards = queries.cards_of(request.actor.workspace.pk, closed)
    return render(request, "today/history.html", {"cards": cards}, block="list")


@require_GET
@door(Role.VIEWER)
def task_why(request: StaffRequest, pk: int) -> HttpResponse:
    """The reasons and the evidence behind a task."""
    task = access_task(request.actor, pk)
    judged = queries.judgements(request.actor.workspace.pk, task.data.get("verdicts") or [task.verdict_id or 0])
    return render(request, "today/why.html", {"judgements": list(judged.values())}, block="why")


@require_POST
@door(Role.SERVICE)
def task_done(request: StaffRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda task: tasks.finish(task, request.actor.staff_id), _("Done"))


@require_POST
@door(Role.SERVICE)
def task_snooze(request: StaffRequest, pk: int) -> HttpResponse:
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    until = form.moment(request.actor.workspace.zone)
    return _act(request, pk, lambda task: tasks.snooze(task, until), _("Put off"))


@require_POST
@door(Role.SERVICE)
def task_dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        task = access_task(request.actor, pk)
        return render(request, "today/dismiss.html", {"task": task, "form": form}, block="form", status=422)
    reason = form.cleaned_data["reason"]
    return _act(request, pk, lambda task: tasks.dismiss(task, request.actor.staff_id, reason), _("Set aside"))


@require_POST
@door(Role.SERVICE)
def task_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    return _act(request, pk, tasks.reopen, _("It is back on the list"), undo=False)


def _act(request: StaffRequest, pk: int, verb: Callable[[Task], None], said: str, undo: bool = True) -> HttpResponse:
    """Do something to a task and say so, with a way back; when somebody was quicker, say that."""
    task = access_task(request.actor, pk)
    try:
        verb(task)
    except tasks.TaskStateError:
        toast(request, _("Somebody else has dealt with it meanwhile."))
    else:
        toast(request, said, undo_url=reverse("today:task-reopen", args=[task.pk]) if undo else "")
    return nothing_to_swap(request) if request.htmx else go(request, reverse("today:index"))


@require_GET
@door(Role.VIEWER)
def verdict(request: StaffRequest, pk: int) -> HttpResponse:
    """A judgement on a page of its own: what, why, on which evidence, and how to overturn it."""
    row = access_verdict(request.actor, pk)
    return render(request, "today/verdict.html", _verdict_context(request, row.pk) | {"form": ReasonForm()})


def _verdict_context(request: StaffRequest, pk: int) -> dict[str, object]:
    workspace_id = request.actor.workspace.pk
    judgement = queries.judgements(workspace_id, [pk])[pk]
    row = judgement.verdict
    return {
        "judgement": judgement,
        "kind": verdict_kinds.get(row.kind),
        "person": community.people_by_id(workspace_id, [row.person_id or 0]).get(row.person_id or 0),
        "group": community.groups_by_id(workspace_id, [row.group_id or 0]).get(row.group_id or 0),
    }


@require_POST
@door(Role.OPERATOR)
def verdict_overturn(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_verdict(request.actor, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        context = _verdict_context(request, row.pk) | {"form": form}
        return render(request, "today/verdict.html", context, status=422)
    verdicts.overturn(row, request.actor.staff_id, form.cleaned_data["reason"])
    toast(request, _("Overturned"), undo_url=reverse("today:verdict-restore", args=[row.pk]))
    return go(request, reverse("today:verdict", args=[row.pk]))


@require_POST
@door(Role.OPERATOR)
def verdict_restore(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_verdict(request.actor, pk)
    verdicts.restore(row)
    toast(request, _("The judgement stands again"))
    return go(request, reverse("today:verdict", args=[row.pk]))


@require_GET
@door(Role.VIEWER)
def message(request: StaffRequest, pk: int) -> HttpResponse:
    """A message among its neighbours."""
    row = access_message(request.actor, pk)
    quotes = [queries.quoted(m) for m in queries.around(row, 8)]
    return render(request, "today/message.html", {"message": row, "quotes": quotes}, block="talk")
