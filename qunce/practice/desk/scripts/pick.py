"""The picker behind "/" in a draft: what fits what was typed, and the words for the place of the caret (E2)."""

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import render
from qunce.base.worklist.models import Task
from qunce.practice.desk.scripts import queries, services

MOST_BEFORE = 2_000  # characters in front of the caret that are looked at


def _matter(request: StaffRequest) -> queries.Matter:
    """``?task=``, or ``?group=`` and ``?person=``: what the draft is about. Raises Http404."""
    task = request.GET.get("task", "")
    if task:
        return queries.matter_of_task(request.actor, access_one(Task.objects.all(), request.actor, task))
    return queries.matter_at(request.actor, request.GET.get("group", ""), request.GET.get("person", ""))


@require_GET
@door(Role.SERVICE)
def pick(request: StaffRequest) -> HttpResponse:
    """Up to eight scripts for ``?q=``: words, pinyin or initials."""
    asked = request.GET.get("q", "")[:40]
    offers = queries.offers(request.actor, _matter(request), asked)
    context = {"offers": offers, "asked": asked, "any": bool(offers) or queries.has_any(request.actor)}
    return render(request, "scripts/pick.html", context, block="part")


@require_POST
@door(Role.SERVICE)
def take(request: StaffRequest, pk: int) -> JsonResponse:
    """The next wording of a script, filled, as it goes on after ``before``. It counts as used."""
    matter = _matter(request)
    row = queries.access_script(request.actor, pk)
    if row.archived_at is not None:
        raise Http404
    said = queries.filled(matter, services.take(row), request.POST.get("before", "")[-MOST_BEFORE:])
    return JsonResponse({"text": said.text, "missing": [f"{{{key}}}" for key in said.missing]})
