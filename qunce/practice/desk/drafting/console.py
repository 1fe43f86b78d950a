"""What to look at again in a reply, shown beside the box while it is written, and the tone that is asked for (E5)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.settings_pages import render_settings
from qunce.base.ui.pages import go, render, toast
from qunce.base.worklist.models import Task
from qunce.community import queries as community
from qunce.community.access import access_group, access_person
from qunce.community.charter.queries import effective
from qunce.community.personas.forms import TONES as TONE_NAMES
from qunce.kernel import clock
from qunce.practice.desk.drafting import policy, queries, services
from qunce.practice.desk.drafting.forms import TONES, ToneForm, of_rules
from qunce.practice.desk.promises.services import TASK as PROMISE
from qunce.practice.desk.services import REPLY

IN_THE_GROUP = frozenset({REPLY, PROMISE})  # tasks whose words answer somebody before everybody: with an @
SAMPLE = "亲，我们家是最好的！！！你放心买[强]😀😀😀"


@require_POST
@door(Role.SERVICE)
def look(request: StaffRequest) -> HttpResponse:
    """Findings on a draft; nothing is kept and nothing forbidden.

    ``?task=``, or ``?group=`` and ``?person=``: what it is about; ``?field=``: under which name the words come.
    """
    asked, workspace = request.GET, request.actor.workspace
    field = asked.get("field", "text")
    group_id, name = _about(request)
    hours = effective(workspace, group_id or 0).charter.service_hours
    text = request.POST.get(field, "")
    draft = policy.Draft(text, name, clock.timestamp(), hours, queries.tone_in(workspace, group_id))
    found = [(one, text[slice(*one.span)] if one.span else "") for one in policy.look(draft)]
    context = {"found": found, "text": text, "field": field}
    return render(request, "drafting/checks.html", context, block="part")


def _about(request: StaffRequest) -> tuple[int | None, str]:
    """The group, and who must be named with an @ ("" for nobody). Raises Http404."""
    asked, actor = request.GET, request.actor
    if asked.get("task"):
        task = access_one(Task.objects.all(), actor, asked["task"])
        person_id = task.person_id or 0 if task.kind in IN_THE_GROUP else 0
        person = community.people_by_id(task.workspace_id, [person_id]).get(person_id)
        return task.group_id, person.name if person else ""
    group, person_ = asked.get("group", ""), asked.get("person", "")
    if _is_id(person_):
        access_person(actor, int(person_))  # words to one person in private want no @
    return (access_group(actor, int(group)).pk if _is_id(group) else None), ""


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@require_http_methods(["GET", "POST"])
@door(Role.OPERATOR)
def tone(request: StaffRequest) -> HttpResponse:
    """What is asked of every reply, and a draft to try it on."""
    workspace = request.actor.workspace
    if request.method == "POST":
        form = ToneForm(request.POST)
        if form.is_valid():
            services.save(workspace.pk, form.tone(), form.manners(), request.actor.staff_id)
            toast(request, _("Saved"))
            return go(request, reverse("drafting:tone"))
    else:
        form = ToneForm(initial=of_rules(queries.rules_of(workspace)))
    context = {
        "form": form,
        "manners": [(label, form.of_tone(key)) for key, label in TONE_NAMES if key in TONES],
        "sample": SAMPLE,
    }
    answer = render_settings(request, "drafting/tone.html", context)
    answer.status_code = 422 if form.errors else 200
    return answer
