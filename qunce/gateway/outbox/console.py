"""The pages of actions: the list, one action with its timeline, and what a person may do with it."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.journal import sentences
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.community import queries as community
from qunce.community.access import access_group, groups_of
from qunce.gateway.outbox import queries, services
from qunce.gateway.outbox.access import access_action, actions_of
from qunce.gateway.outbox.forms import HandOverForm, PostForm, WordsForm
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import LIVE, State
from qunce.gateway.outbox.registry import PERSON, action_kinds, executors
from qunce.gateway.outbox.services import quarantine
from qunce.gateway.outbox.services.person import task_of
from qunce.gateway.outbox.verbs import LOOKS, VERBS, Verb, fits, role_for

SIZE = 50


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """Every action, newest first; ``?state=`` (or "live"), ``?kind=``, ``?group=``."""
    rows = actions_of(request.actor)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    group = access_group(request.actor, int(asked)) if _is_id(asked := request.GET.get("group", "")) else None
    if kind in action_kinds:
        rows = rows.filter(kind=kind)
    if group:
        rows = rows.filter(group_id=group.pk)
    counts = queries.counts(rows)
    if state in LOOKS:
        rows = rows.filter(state=state)
    total = counts.get(state, 0) if state in LOOKS else sum(counts.values())
    listing = tables.listing(request, rows.order_by("-proposed_at", "-id"), size=SIZE, total=total)
    workspace_id = request.actor.workspace.pk
    groups = groups_of(request.actor).filter(archived_at__isnull=True).order_by("name").values_list("pk", "name")[:300]
    context = {
        "listing": listing,
        "lines": _lines(workspace_id, listing.items),
        "waiting": sum(n for key, n in counts.items() if key in LIVE),
        "quarantine": queries.quarantine(workspace_id),
        "filtered": bool(kind or state or group),
        "state": state,
        "kind": kind,
        "group": group,
        "states": [("", _("All")), *((key, f"{_(look.label)} {counts.get(key, 0)}") for key, look in LOOKS.items())],
        "kinds": [("", _("All")), *((one.key, _(one.title)) for one in action_kinds)],
        "groups": [("", _("All")), *((str(pk), name) for pk, name in groups)],
    }
    return render(request, "outbox/list.html", context, block="list")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _lines(workspace_id: int, actions: Any) -> list[dict[str, Any]]:
    people = community.people_by_id(workspace_id, {a.person_id for a in actions if a.person_id})
    groups = community.groups_by_id(workspace_id, {a.group_id for a in actions if a.group_id})
    return [
        {
            "action": action,
            "kind": action_kinds.get(action.kind),
            "look": LOOKS[action.state],
            "person": people.get(action.person_id or 0),
            "group": groups.get(action.group_id or 0),
        }
        for action in actions
    ]


@door(Role.OPERATOR)
def new(request: StaffRequest) -> HttpResponse:
    """Have words posted in a group; ``?group=`` when it is about one."""
    asked = request.POST.get("group") or request.GET.get("group", "")
    group = access_group(request.actor, int(asked)) if _is_id(asked) else None
    rows = groups_of(request.actor).filter(archived_at__isnull=True).order_by("name")
    groups = list(rows.values_list("pk", "name"))
    if request.method != "POST":
        start = {"slot": uuid.uuid4(), "group": group.pk if group else None, "due": "hour"}
        return render(request, "outbox/new.html", {"form": PostForm(initial=start, groups=groups), "groups": groups})
    form = PostForm(request.POST, groups=groups)
    if not form.is_valid() or group is None:
        return render(request, "outbox/new.html", {"form": form, "groups": groups}, status=422)
    data = form.cleaned_data
    due_at = form.moment(request.actor.workspace.zone)
    action = services.post(group, data["words"], due_at, str(data["slot"]))
    return go(request, reverse("outbox:action", args=[action.pk]))


@require_GET
@door(Role.VIEWER)
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One action: its words, who has it, what happened to it, and what one may do now."""
    return _page(request, access_action(request.actor, pk))


def _page(
    request: StaffRequest, action: Action, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    workspace_id = request.actor.workspace.pk
    task = task_of(action)
    verbs = [verb for verb in VERBS.values() if fits(verb, action) and request.actor.may(role_for(verb, action))]
    context = {
        **_lines(workspace_id, [action])[0],
        "executor": _executor_name(action.executor),
        "task": task,
        "verbs": [(verb, (forms or {}).get(verb.key) or _form(verb)) for verb in verbs],
        "history": sentences.lines(workspace_id, queries.history(action)),
        "quarantine": queries.quarantine(workspace_id),
        "hand_over": _hand_over_form(request, action, task.assignee_id) if task else None,
        "words_form": (forms or {}).get("words") or WordsForm(initial={"words": action.words}),
        "may_edit": action.state == State.PROPOSED and request.actor.may(Role.OPERATOR),
    }
    return render(request, "outbox/action.html", context, status=status)


def _form(verb: Verb, data: Any = None) -> Any:
    """The verb's form; several stand on one page, each with ids of its own."""
    return verb.form(data, auto_id=f"{verb.key}-%s")


def _executor_name(key: str) -> str:
    if not key:
        return _("not decided yet")
    found = executors.find(key)
    return _("a person") if key == PERSON else _(found.title) if found else key


def _hand_over_form(request: StaffRequest, action: Action, assignee: int | None, data: Any = None) -> HandOverForm:
    people = queries.colleagues(request.actor, action.group_id)
    return HandOverForm(data, colleagues=people, initial={"to": assignee})


@require_POST
@door(Role.SERVICE)
def act(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one of VERBS."""
    action, chosen = access_action(request.actor, pk), VERBS.get(verb)
    if chosen is None:
        raise Http404
    if not request.actor.may(role_for(chosen, action)):
        raise PermissionDenied
    form = _form(chosen, request.POST)
    if not form.is_valid():
        return _page(request, action, {chosen.key: form}, status=422)
    return _answer(request, action, lambda: _do(request, chosen, action, form.cleaned_data["said"]), chosen.done)


def _do(request: StaffRequest, verb: Verb, action: Action, said: str) -> None:
    if not fits(verb, action):
        raise services.ActionStateError(f"{verb.key} of action {action.pk}")
    verb.act(action, request.actor.staff_id, said)


@require_POST
@door(Role.SERVICE)
def hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    action = access_action(request.actor, pk)
    form = _hand_over_form(request, action, None, request.POST)
    if not form.is_valid():
        toast(request, _("Choose somebody of this group."), level=40)
        return go(request, reverse("outbox:action", args=[pk]))
    return _answer(request, action, lambda: services.hand_over(action, form.cleaned_data["to"]), _("Handed over"))


@require_POST
@door(Role.OPERATOR)
def words(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the words before they are approved."""
    action, form = access_action(request.actor, pk), WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, action, {"words": form}, status=422)
    return _answer(request, action, lambda: services.edit(action, form.cleaned_data["words"]), _("Saved"))


def _answer(request: StaffRequest, action: Action, work: Any, done: str) -> HttpResponse:
    try:
        work()
    except services.ActionStateError:
        toast(request, _("Somebody else has dealt with it meanwhile."), level=40)
    else:
        toast(request, _(done))
    return go(request, reverse("outbox:action", args=[action.pk]))


@require_POST
@door(Role.OWNER)
def release(request: StaffRequest) -> HttpResponse:
    """The owner has looked after a restore: actions go on."""
    count = quarantine.release(request.actor.workspace.pk)
    toast(request, _("Actions go out again; %(n)s went on") % {"n": count})
    return go(request, reverse("outbox:index"))
