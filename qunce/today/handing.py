"""Handing work over on 今日: to a colleague, or to whoever is behind an account now, with a word (C2)."""

from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.base.accounts.access import Actor, StaffRequest, access_many, at_least, door
from qunce.base.accounts.models import Role, StaffMembership
from qunce.base.accounts.queries import staff_of
from qunce.base.ui.pages import done as nothing_to_swap
from qunce.base.ui.pages import go, toast
from qunce.base.worklist import services as tasks
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import task_kinds
from qunce.community.personas import queries as personas
from qunce.community.personas.models import Duty
from qunce.kernel import clock
from qunce.today.forms import HandForm, ids_of


class Heir(NamedTuple):
    """Who gets it; None: whoever comes first."""

    staff_id: int | None
    name: str


class NoHeirError(Exception):
    """Nobody can get it; says why, translated."""


def heirs(actor: Actor) -> list[tuple[str, str]]:
    """To whom work may be handed: people, then accounts. Two queries."""
    people = [
        (f"s{place.staff_id}", place.staff.name)
        for place in staff_of(actor.workspace.pk)
        if _works(place, Role.SERVICE)
    ]
    accounts = [
        (f"a{row.pk}", _("Account %(name)s") % {"name": row.name}) for row in personas.personas(actor.workspace.pk)
    ]
    return [("", _("Whoever comes first")), *people, *accounts]


def _works(place: StaffMembership, role: Role) -> bool:
    return place.ended_at is None and place.staff.is_active and at_least(Role(place.role), role)


@require_POST
@door(Role.SERVICE)
def hand(request: StaffRequest) -> HttpResponse:
    """Give one task or many to somebody."""
    form, chosen = HandForm(request.POST), ids_of(request.POST.getlist("ids"))
    if not form.is_valid() or not chosen:
        return _refuse(_("Choose something first."))
    rows = access_many(Task.objects.all(), request.actor, chosen)
    try:
        heir = _heir(request.actor, form.cleaned_data["to"], rows)
    except NoHeirError as error:
        return _refuse(str(error))
    moved = [f"{task.pk}-{task.assignee_id or 0}-{heir.staff_id or 0}" for task in rows if _live(task)]
    for task in rows:
        _assign(task, heir.staff_id, form.cleaned_data["word"])
    if not moved:
        toast(request, _("Somebody else has dealt with it meanwhile."))
    else:
        undo = f"{reverse('today:hand-back')}?was={','.join(moved)}"
        said = _("Handed to %(name)s") % {"name": heir.name} if heir.staff_id else _("It is for whoever comes first")
        toast(request, said, undo_url=undo)
    return nothing_to_swap(request) if request.htmx else go(request, reverse("today:index"))


@require_POST
@door(Role.SERVICE)
def hand_back(request: StaffRequest) -> HttpResponse:
    """Take a hand-over back: ``?was=task-before-now,…``; what was handed on since stays where it is."""
    before: dict[int, tuple[int, int]] = {}
    for part in request.GET.get("was", "").split(",")[:200]:
        numbers = part.split("-")
        if len(numbers) == 3 and all(one.isascii() and one.isdigit() and len(one) < 18 for one in numbers):
            before[int(numbers[0])] = int(numbers[1]), int(numbers[2])
    rows = access_many(Task.objects.all(), request.actor, before)
    here = personas.colleagues(request.actor.workspace.pk)
    count = 0
    for task in rows:
        was, now = before[task.pk]
        if (task.assignee_id or 0) == now and (not was or was in here):
            count += _assign(task, was or None, "")
    if count:
        toast(request, _("It is where it was before"))
    else:
        toast(request, _("It cannot be taken back any more."), level=40)
    return nothing_to_swap(request) if request.htmx else go(request, reverse("today:index"))


def _live(task: Task) -> bool:
    return task.state in tasks.LIVE


def _assign(task: Task, staff_id: int | None, word: str) -> bool:
    try:
        tasks.assign(task, staff_id, word)
    except tasks.TaskStateError:
        return False
    return True


def _refuse(text: str) -> HttpResponse:
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def _heir(actor: Actor, to: str, rows: list[Task]) -> Heir:
    """Who gets all of these; raises NoHeirError where they may not see or settle one of them."""
    if not to:
        return Heir(None, "")
    sort, number = to[:1], to[1:]
    if sort not in ("s", "a") or not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NoHeirError(_("Choose somebody who works here."))
    staff_id = int(number) if sort == "s" else _behind(actor, int(number))
    places = {place.staff_id: place for place in staff_of(actor.workspace.pk) if _works(place, Role.SERVICE)}
    place = places.get(staff_id)
    if place is None:
        raise NoHeirError(_("Choose somebody who works here."))
    for task in rows:
        sees = place.all_groups or (task.group_id is not None and task.group_id in place.group_ids)
        if not sees or not at_least(Role(place.role), task_kinds.get(task.kind).role):
            raise NoHeirError(_("%(name)s may not settle this in that group.") % {"name": place.staff.name})
    return Heir(staff_id, place.staff.name)


def _behind(actor: Actor, account_id: int) -> int:
    """The colleague behind an account now, by its duties and absences."""
    duties = list(Duty.objects.filter(workspace=actor.workspace, persona_id=account_id, persona__ended_at=None))
    found = personas.behind(actor.workspace.pk, duties, clock.timestamp())
    for duty in sorted(duties, key=lambda one: one.pk):
        if duty.pk in found:
            return found[duty.pk]
    raise NoHeirError(_("Nobody is behind that account now."))
