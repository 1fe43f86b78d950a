"""今日: the worklist, the why behind each item, and what was done."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_many, door
from qunce.base.accounts.models import Role
from qunce.base.ui import tables
from qunce.base.ui.drafts import drafting
from qunce.base.ui.pages import done as nothing_to_swap
from qunce.base.ui.pages import go, render, toast
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.registry import verdict_kinds
from qunce.base.worklist import queries as worklist
from qunce.base.worklist import services as tasks
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import task_kinds
from qunce.community import queries as community
from qunce.community.access import access_group
from qunce.community.charter.queries import effective
from qunce.community.services.recording import KINDS
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.today import queries
from qunce.today.access import access_message, access_task, access_verdict
from qunce.today.forms import ASIDE, ActForm, ReasonForm, ids_of
from qunce.today.handing import heirs


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """What needs a person now, the first of each kind; ``?kind=`` all of one kind, ``?group=`` of one group."""
    actor = request.actor
    heard = queries.heard(actor)
    if not heard.groups:
        return render(request, "today/welcome.html", {})
    group = access_group(actor, int(request.GET["group"])) if request.GET.get("group", "").isdigit() else None
    group_id = group.pk if group else None
    mine = request.GET.get("whose") == "mine"
    work = queries.worklist_page(actor, group_id, actor.staff_id if mine else None)
    kind = request.GET.get("kind", "")
    context = {
        "work": work,
        "heard": heard,
        "group": group,
        "seen": community.people_note(group) if group else None,
        "done_today": queries.done_today(actor),
        "latest": [] if work.total else queries.latest_groups(actor),
        "tabs": _tabs(work, kind, group_id, mine=mine),
        "mine": mine,
        "soon": queries.due_soon(actor, group_id),
        "act": ActForm(),
        "aside": ASIDE,
        "heirs": heirs(request.actor) if work.total and actor.may(Role.SERVICE) else [],
        "listing": None,
    }
    if kind in work.counts:
        context |= _one_kind(request, work, kind, group_id)
    return render(request, "today/index.html", context, block="list")


def _one_kind(request: StaffRequest, work: queries.Worklist, kind: str, group_id: int | None) -> dict[str, Any]:
    """All tasks of a kind, by pages, in the place of the overview's sections."""
    mine = request.actor.staff_id if request.GET.get("whose") == "mine" else None
    rows = queries.open_tasks(request.actor, group_id, mine).filter(kind=kind)
    listing = tables.listing(request, rows, size=50, total=work.counts[kind])
    cards = queries.cards_of(request.actor.workspace.pk, listing.items)
    section = queries.Section(task_kinds.get(kind), cards, work.counts[kind])
    return {"work": replace(work, sections=[section]), "listing": listing}


def _tabs(
    work: queries.Worklist, kind: str, group_id: int | None, *, mine: bool
) -> list[tuple[str, str, bool, int | None]]:
    """All kinds together, then each kind that has work."""
    base = {"group": str(group_id)} if group_id else {}
    base |= {"whose": "mine"} if mine else {}
    there = reverse("today:index")
    kinds = sorted((task_kinds.get(key) for key in work.counts), key=lambda k: k.order)
    return [
        (_("All"), f"{there}?{urlencode(base)}" if base else there, kind not in work.counts, work.total),
        *(
            (_(k.title), f"{there}?{urlencode(base | {'kind': k.key})}", kind == k.key, work.counts[k.key])
            for k in kinds
        ),
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
    """The words for a task, and the reasons and the evidence behind it."""
    task = access_task(request.actor, pk)
    judged = queries.judgements(request.actor.workspace.pk, task.data.get("verdicts") or [task.verdict_id or 0])
    card = queries.cards_of(request.actor.workspace.pk, [task])[0]
    may = request.actor.may(Role.SERVICE)
    context = {
        "task": task, "words": card.words, "person": card.person, "group": card.group,
        "judgements": list(judged.values()), "page": card.page, "page_label": card.kind.page_label,
        "helped": drafting(f"text-{task.pk}", task=task.pk) if card.kind.drafted and may else None,
    }  # fmt: skip
    return render(request, "today/why.html", context, block="why")


@require_POST
@door(Role.SERVICE)
def act(request: StaffRequest) -> HttpResponse:
    """Finish, put off or set aside one task or many, with one way back for all of them."""
    form = ActForm(request.POST)
    chosen = ids_of(request.POST.getlist("ids"))
    if not form.is_valid() or not chosen:
        said = [str(one) for errors in form.errors.values() for one in errors] or [_("Choose something first.")]
        return HttpResponse(" ".join(said), status=400, content_type="text/plain; charset=utf-8")
    rows = access_many(Task.objects.all(), request.actor, chosen)
    if form.cleaned_data["do"] != "snooze" and not all(_is_theirs(request, task) for task in rows):
        text = _("An operator or the owner has to decide this.")
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    verb, said_one, said_many = _verb(request, form)
    moved = [task.pk for task in rows if _moves(verb, task)]
    if not moved:
        toast(request, _("Somebody else has dealt with it meanwhile."))
    else:
        there = f"{reverse('today:reopen')}?ids={','.join(map(str, moved))}"
        toast(request, said_one if len(moved) == 1 else said_many % {"n": len(moved)}, undo_url=there)
    return _back_to_list(request)


def _is_theirs(request: StaffRequest, task: Task) -> bool:
    """Whether a person of this role may settle such a task."""
    return request.actor.may(task_kinds.get(task.kind).role)


def _verb(request: StaffRequest, form: ActForm) -> tuple[Callable[[Task], None], str, str]:
    """What to do to each task, and what to say of one and of many."""
    staff, data = request.actor.staff_id, form.cleaned_data
    if data["do"] == "snooze":
        until = form.moment(request.actor.workspace.zone)
        return lambda task: tasks.snooze(task, until), _("Put off"), _("%(n)s put off")
    if data["do"] == "dismiss":
        return lambda task: tasks.dismiss(task, staff, _(data["reason"])), _("Set aside"), _("%(n)s set aside")
    return lambda task: tasks.finish(task, staff), _("Done"), _("%(n)s done")


def _moves(verb: Callable[[Task], None], task: Task) -> bool:
    """Whether the task was still in a state that allows it."""
    try:
        verb(task)
    except tasks.TaskStateError:
        return False
    return True


@require_POST
@door(Role.SERVICE)
def reopen(request: StaffRequest) -> HttpResponse:
    """Take back what ``act`` did to the tasks of ``?ids=``."""
    rows = access_many(Task.objects.all(), request.actor, ids_of(request.GET.getlist("ids")))
    count = sum(_moves(tasks.reopen, task) for task in rows if _is_theirs(request, task))
    if count == 0:
        toast(request, _("It cannot be taken back any more."), level=40)
    else:
        toast(request, _("It is back on the list") if count == 1 else _("%(n)s are back on the list") % {"n": count})
    return _back_to_list(request)


def _back_to_list(request: StaffRequest) -> HttpResponse:
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
    topic = effective(request.actor.workspace, row.group_id).charter.topic_scope
    context = {"message": row, "quotes": quotes, "topic": topic, "picture": KINDS[row.kind] == "image"}
    return render(request, "today/message.html", context, block="talk")
