"""The member's own case: their words, the rule, the step, and a field to say why it was none."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qunce.base.ui.pages import render
from qunce.community.charter.forms import RULE_KINDS
from qunce.community.models import Group
from qunce.community.visitors import h5
from qunce.community.visitors.models import Pass
from qunce.community.visitors.registry import VisitorPage
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import queries, services
from qunce.practice.moderation.incidents.models import Appeal, Incident
from qunce.practice.moderation.incidents.services import reporting
from qunce.practice.moderation.incidents.services.appealing import LONGEST
from qunce.practice.moderation.incidents.words import STEP_NAMES


class AppealForm(forms.Form):
    said = forms.CharField(
        label=_("Why do you see it differently?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only the operators of the group read it."),
        error_messages={"required": _("Say in a few words why you see it differently.")},
    )


def case(request: HttpRequest, row: Pass) -> HttpResponse:
    """What the member may know of their case: nothing about anybody else."""
    incident = (
        Incident.objects.select_related("group", "workspace")
        .filter(workspace_id=row.workspace_id, pk=row.ref, person__erased_at=None)
        .first()
    )
    if incident is None:
        return render(request, "visitors/closed.html", {}, status=404)
    form = AppealForm(request.POST if request.method == "POST" else None)

    def keep(said: h5.Said) -> None:
        try:
            services.appeal(incident, said["said"])
        except services.AppealError as error:
            raise h5.RefusedError(_now(str(error)), status=h5.CONFLICT) from error

    status = h5.sent(request, row, form, keep)
    if status == h5.SEEN:
        return HttpResponseRedirect(request.path)
    context = {
        "incident": incident,
        "taken": incident.steps.filter(state__in=queries.LIVE).first(),
        "appeals": list(incident.appeals.exclude(state=Appeal.State.VOID).order_by("at", "id")),
        "form": form if services.may_appeal(incident) else None,
        "days": queries.settings_of(row.workspace_id).appeal_days,
        "step_names": STEP_NAMES,
    }
    return render(request, "incidents/h5_case.html", context, status=status)


PAGE = VisitorPage(N_("Your case"), N_("The code stands beside the link in our message."), case)


REPORTS = [
    (reporting.PRIVATE, _("Adds strangers as friends in private")),
    *((kind, label) for kind, label in RULE_KINDS if kind),
]


class ReportForm(forms.Form):
    about = forms.CharField(label=_("Whom do you report? (name in the group)"), max_length=60)
    what = forms.ChoiceField(label=_("What is it about?"), choices=REPORTS)
    said = forms.CharField(
        label=_("What happened, and when?"),
        max_length=reporting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reporter = forms.CharField(
        label=_("Your name in the group (may stay empty)"),
        max_length=60,
        required=False,
        help_text=_("Nobody but the operators learns who reported."),
    )


def report(request: HttpRequest, row: Pass) -> HttpResponse:
    """A member reports somebody. The page shows nothing about anybody, not even whether the name is known."""
    group = Group.objects.filter(workspace_id=row.workspace_id, pk=row.ref, archived_at=None).first()
    if group is None:
        return render(request, "visitors/closed.html", {}, status=404)
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = h5.sent(
        request,
        row,
        form,
        lambda said: services.report(group, said["what"], said["about"], said["said"], said["reporter"]),
    )
    if status == h5.SEEN:
        return HttpResponseRedirect(f"{request.path}?sent=1")
    context = {"group": group, "form": form, "sent": "sent" in request.GET}
    return render(request, "incidents/h5_report.html", context, status=status)


REPORT_PAGE = VisitorPage(N_("Report to the operators"), N_("The code stands beside the link in the group."), report)
