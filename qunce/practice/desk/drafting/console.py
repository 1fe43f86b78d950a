"""What to look at again in a reply, shown beside the box while it is written (E5)."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import render
from qunce.base.worklist.models import Task
from qunce.community import queries as community
from qunce.community.charter.queries import effective
from qunce.kernel import clock
from qunce.practice.desk.drafting.policy import Draft, look
from qunce.practice.desk.services import REPLY


@require_POST
@door(Role.SERVICE)
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """Findings on the draft of a reply task; nothing is kept and nothing forbidden."""
    task = access_one(Task.objects.filter(kind=REPLY), request.actor, pk)
    text = request.POST.get(f"text-{task.pk}", "")
    person = community.people_by_id(task.workspace_id, [task.person_id or 0]).get(task.person_id or 0)
    hours = effective(request.actor.workspace, task.group_id or 0).charter.service_hours
    found = look(Draft(text, person.name if person else "", clock.timestamp(), hours))
    said = [(finding, text[slice(*finding.span)] if finding.span else "") for finding in found]
    return render(request, "drafting/checks.html", {"found": said, "text": text}, block="part")
