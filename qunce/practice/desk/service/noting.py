"""A colleague notes what somebody asked privately: an item with one owner by duty (C2)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qunce.base.accounts.access import StaffRequest, door, scoped
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import go, render, toast
from qunce.community.access import access_person
from qunce.community.models import Person
from qunce.practice.desk.service import asking
from qunce.practice.desk.service.forms import NoteForm
from qunce.practice.desk.service.queries import page_of


@require_http_methods(["GET", "POST"])
@door(Role.SERVICE)
def note(request: StaffRequest) -> HttpResponse:
    """Who, what and by when, from anywhere."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.check_time(request.actor.workspace.zone):
        person = _named(request, form)
        if person is not None:
            return _keep(request, form, person)
    status = 422 if request.method == "POST" else 200
    return render(request, "service/note.html", {"form": form, "person": None}, status=status)


@require_POST
@door(Role.SERVICE)
def note_of(request: StaffRequest, pk: int) -> HttpResponse:
    """From the person's own page."""
    person = access_person(request.actor, pk)
    form = NoteForm(request.POST)
    if form.is_valid() and form.check_time(request.actor.workspace.zone):
        return _keep(request, form, person.merged_into or person)
    return render(request, "service/note.html", {"form": form, "person": person}, status=422)


def _named(request: StaffRequest, form: NoteForm) -> Person | None:
    """The one person of that name; says on the field why there is none."""
    name = form.cleaned_data["who"].strip().removeprefix("@")
    rows = scoped(Person.objects.all(), request.actor, group_path="memberships__group_id")
    found = list(rows.filter(name=name, merged_into=None, erased_at=None)[:2]) if name else []
    if len(found) == 1:
        return found[0]
    said = (
        _("Several people bear this name: note it on the right one's page.") if found else _("Nobody bears this name.")
    )
    form.add_error("who", said)
    return None


def _keep(request: StaffRequest, form: NoteForm, person: Person) -> HttpResponse:
    actor = request.actor
    group = asking.group_of(actor.workspace, person, actor.group_ids)
    task = asking.note(actor.workspace, person, form.cleaned_data["what"], group, form.due_at(actor.workspace.zone))
    toast(request, _("It stands on the worklist"), undo_url=f"{reverse('service:note-back', args=[task.pk])}")
    return go(request, page_of(task))


@require_POST
@door(Role.SERVICE)
def note_back(request: StaffRequest, pk: int) -> HttpResponse:
    """What was just noted was a mistake."""
    asking.unnote(request.actor, pk)
    toast(request, _("Taken off the worklist"))
    return go(request, reverse("today:index"))
