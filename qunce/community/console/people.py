"""The list of people and the page of one."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import panels
from qunce.base.ui.pages import render
from qunce.community.access import access_person


@require_GET
@door(Role.VIEWER)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_person(request.actor, pk)
    context = {"person": row, "panels": panels.load(panels.person_panels, request, row.pk)}
    return render(request, "community/person.html", context)
