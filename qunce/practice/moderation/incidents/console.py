"""秩序: the incidents of the groups one sees, and the file of each case."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.queries import staff_names
from qunce.base.accounts.settings_pages import render_settings
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.base.ui.tables import Listing
from qunce.community.access import groups_of
from qunce.community.charter.forms import RULE_KINDS
from qunce.community.models import Message
from qunce.community.visitors import services as visitors
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.services import ActionStateError
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.moderation import gentle
from qunce.practice.moderation.incidents import fairness, fairness_facts, queries, services
from qunce.practice.moderation.incidents.access import access_incident, incidents_of
from qunce.practice.moderation.incidents.forms import DecideForm, NoteAppealForm, SettingsForm, SkipForm
from qunce.practice.moderation.incidents.models import ActsAlone, Appeal, Incident
from qunce.practice.moderation.incidents.policy import NOTHING, STEPS, LadderError
from qunce.practice.moderation.incidents.services.alone import EXACT
from qunce.practice.moderation.incidents.words import STEP_NAMES

SIZE = 30
STATES = {
    Incident.State.STANDING: (N_("counts"), "danger"),
    Incident.State.OVERTURNED: (N_("overturned"), "success"),
    Incident.State.VOID: (N_("taken back"), ""),
}
PANEL = 5


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """``?state=`` and ``?group=`` narrow; newest first."""
    state, group = request.GET.get("state", ""), request.GET.get("group", "")
    rows = incidents_of(request.actor).select_related("group", "person").order_by("-at", "-id")
    if state in STATES:
        rows = rows.filter(state=state)
    if group.isascii() and group.isdigit() and len(group) < 19:
        rows = rows.filter(group_id=int(group))
    page = Paginator(queries.with_steps(queries.once_each(rows)), SIZE).get_page(tables.page_number(request))
    groups = groups_of(request.actor).filter(archived_at__isnull=True).order_by("-heard_until")[:300]
    context = {
        "places": queries.place_counts(request.actor.workspace.pk, [row.pk for row in page]),
        "listing": Listing(list(page), page.number, SIZE, page.paginator.count, page.has_next()),
        "states": [("", _("All")), *((key, _(label)) for key, (label, tone) in STATES.items())],
        "groups": [("", _("All")), *((str(one.pk), one.name) for one in groups)],
        "state": state,
        "group": group,
        "badges": STATES,
        "step_names": STEP_NAMES,
    }
    return render(request, "incidents/index.html", context, block="list")


@require_GET
@door(Role.VIEWER)
def case(request: StaffRequest, pk: int) -> HttpResponse:
    """The file of one case, fit to print: the evidence, the count, the steps and their words; others' names masked."""
    return _page(request, access_incident(request.actor, pk))


def _page(
    request: StaffRequest,
    incident: Incident,
    form: SkipForm | None = None,
    *,
    decide_form: DecideForm | None = None,
    note_form: NoteAppealForm | None = None,
    status: int = 200,
) -> HttpResponse:
    file = queries.file_of(incident)
    further = _further(file) if request.actor.may(Role.OPERATOR) else []
    context = {
        "file": file,
        **queries.places_seen(incident, incidents_of(request.actor)),
        "badges": STATES,
        "step_names": STEP_NAMES,
        "skip_form": (form or SkipForm(steps=further)) if further else None,
        "action": queries.action_of(incident),
        "invitation": queries.invitation_of(incident),
        "decide_form": decide_form or DecideForm(),
        "note_form": (note_form or NoteAppealForm()) if services.may_appeal(incident) else None,
    }
    return render(request, "incidents/case.html", context, status=status)


def _further(file: queries.File) -> list[str]:
    """The steps beyond the one that is due, to which a severe offence may lead; none once it was answered."""
    due = file.due.decision
    if file.taken is not None or file.incident.state != Incident.State.STANDING or due == NOTHING:
        return []
    steps: list[str] = list(file.ladder.steps)
    return steps[steps.index(due) + 1 :] if due in steps else []


@require_POST
@door(Role.OPERATOR)
def skip(request: StaffRequest, pk: int) -> HttpResponse:
    """Go further than the next step, because it is severe, and say why."""
    incident = access_incident(request.actor, pk)
    form = SkipForm(request.POST, steps=list(STEPS))
    if not form.is_valid():
        return _page(request, incident, form, status=422)
    said = form.cleaned_data
    try:
        services.skip_to(incident, said["to"], said["why"], request.actor.staff_id, severe=said["severe"])
    except LadderError as error:
        form.add_error(None, _(str(error)))
        return _page(request, incident, form, status=422)
    toast(request, _("Noted with the reason. The step waits in the worklist."))
    return go(request, reverse("incidents:case", args=[pk]))


@require_POST
@door(Role.OPERATOR)
def no_skip(request: StaffRequest, pk: int) -> HttpResponse:
    services.no_skip(access_incident(request.actor, pk))
    toast(request, _("No step is skipped any more."))
    return go(request, reverse("incidents:case", args=[pk]))


@require_POST
@door(Role.OPERATOR)
def not_taken(request: StaffRequest, pk: int) -> HttpResponse:
    """The step was not taken after all, whoever said so: a colleague's tick, or what seemed to prove it."""
    incident = access_incident(request.actor, pk)
    action = queries.action_of(incident)
    try:
        if action is None:
            raise ActionStateError(f"incident {pk}")
        outbox.take_back(action)
    except ActionStateError:
        toast(request, _("It cannot be taken back any more."), level=40)
    else:
        toast(request, _("The step counts as not taken."))
    return go(request, reverse("incidents:case", args=[pk]))


@require_POST
@door(Role.OPERATOR)
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide the open appeal of a case, with words: uphold or overturn."""
    incident = access_incident(request.actor, pk)
    row = incident.appeals.filter(state=Appeal.State.OPEN).first()
    form = DecideForm(request.POST)
    if row is None:
        toast(request, _("A colleague has decided it meanwhile."), level=40)
        return go(request, reverse("incidents:case", args=[pk]))
    if not form.is_valid():
        return _page(request, incident, decide_form=form, status=422)
    verb = services.overturn if form.cleaned_data["verdict"] == "overturn" else services.uphold
    try:
        verb(row, request.actor.staff_id, form.cleaned_data["words"])
    except services.AppealError as error:
        toast(request, _(str(error)), level=40)
    else:
        toast(request, _("Decided. The words for the member wait in the worklist."))
    return go(request, reverse("incidents:case", args=[pk]))


@require_POST
@door(Role.SERVICE)
def note_appeal(request: StaffRequest, pk: int) -> HttpResponse:
    """A colleague writes down what a member told them: the same as if they had used the page."""
    incident = access_incident(request.actor, pk)
    form = NoteAppealForm(request.POST)
    if not form.is_valid():
        return _page(request, incident, note_form=form, status=422)
    try:
        services.appeal(incident, form.cleaned_data["said"], by=f"staff:{request.actor.staff_id}")
    except services.AppealError as error:
        toast(request, _(str(error)), level=40)
    else:
        toast(request, _("Written down; it waits in the worklist."))
    return go(request, reverse("incidents:case", args=[pk]))


@require_POST
@door(Role.OPERATOR)
def new_code(request: StaffRequest, pk: int) -> HttpResponse:
    """A link and code for the member; asked again, new ones, and the old ones open nothing any more."""
    incident = access_incident(request.actor, pk)
    row = queries.pass_of(incident)
    if row is None:
        services.invitation(incident)
    else:
        visitors.renew(row)
    toast(request, _("Link and code are ready. Whatever was given out before opens nothing any more."))
    return go(request, reverse("incidents:case", args=[pk]))


@require_POST
@door(Role.SERVICE)
def off_topic(request: StaffRequest, pk: int) -> HttpResponse:
    """A colleague says that a message is off the topic: a gentle word waits in the worklist, no offence."""
    message = access_one(Message.objects.select_related("identity__person"), request.actor, pk)
    try:
        gentle.remind(message)
    except gentle.NoScopeError as error:
        toast(request, _(str(error)), level=40)
    else:
        toast(request, _("The gentle word waits in the worklist. It is no offence, and nothing is counted."))
    return go(request, reverse("today:message", args=[pk]))


FAIR_DAYS = 180
FAIR_ROWS = 30


@require_GET
@door(Role.OPERATOR)
def fair(request: StaffRequest) -> HttpResponse:
    """Same rule, same step? by offender and by operator, over half a year."""
    now = clock.timestamp()
    facts = fairness_facts.of(incidents_of(request.actor).filter(at__gt=now - FAIR_DAYS * clock.DAY))
    operators = fairness.by_operator(facts, now)
    context = {
        "lines": fairness.by_offender(facts, now),
        "steps": fairness.by_step(facts, now),
        "same": fairness.same(facts, now)[:FAIR_ROWS],
        "off": [(fact, fairness.gap(fact)) for fact in fairness.off(facts)[:FAIR_ROWS]],
        "step_names": STEP_NAMES,
        "operators": operators,
        "names": staff_names(request.actor.workspace.pk, {one.staff_id for one in operators if one.staff_id}),
        "rules": {key: str(label) for key, label in RULE_KINDS if key},
        "days": FAIR_DAYS,
        "made_at": now,
        "cases": len(facts),
    }
    return render(request, "incidents/fairness.html", context)


@door(Role.OWNER)
def settings(request: StaffRequest) -> HttpResponse:
    """What the owner promises for appeals, and which rules may act without a person's yes."""
    workspace_id = request.actor.workspace.pk
    standing = {row.rule_kind: row.up_to for row in ActsAlone.objects.filter(workspace_id=workspace_id)}
    days = queries.settings_of(workspace_id).appeal_days
    form = SettingsForm(request.POST if request.method == "POST" else None, standing=standing, days=days)
    if request.method == "POST" and form.is_valid():
        services.set_days(workspace_id, form.cleaned_data["appeal_days"])
        services.act_alone(workspace_id, form.allowed(), request.actor.staff_id)
        toast(request, _("Saved"))
        return go(request, reverse("incidents:settings"))
    context = {"form": form, "refused": [str(label) for key, label in RULE_KINDS if key and key not in EXACT]}
    return render_settings(request, "incidents/settings.html", context, status=422 if form.errors else 200)


def panel(request: HttpRequest, person_id: int) -> dict[str, Any] | None:
    """A person's offences in the groups the reader sees, the newest first."""
    rows = incidents_of(request.actor).filter(person_id=person_id)  # type: ignore[attr-defined] # behind a door
    rows = queries.once_each(rows).select_related("group").order_by("-at")
    total = rows.count()
    if not total:
        return None
    shown = list(queries.with_steps(rows[:PANEL]))
    return {"rows": shown, "total": total, "badges": STATES, "step_names": STEP_NAMES}
