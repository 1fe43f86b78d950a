"""Members' reports in the console: the list, one to judge, and each group's link and code to print."""

from typing import Any

import segno
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render, toast
from qunce.community.access import access_group, groups_of
from qunce.community.charter.queries import effective
from qunce.community.models import Group, Membership, Person
from qunce.community.visitors import services as visitors
from qunce.gateway.outbox import services as outbox
from qunce.practice.moderation.incidents import queries, services
from qunce.practice.moderation.incidents.access import reports_of
from qunce.practice.moderation.incidents.h5 import REPORTS, ReportForm
from qunce.practice.moderation.incidents.models import Report
from qunce.practice.moderation.incidents.words import to_report

SIZE = 30
STATES = {
    Report.State.OPEN: (gettext_lazy("to be judged"), "warning"),
    Report.State.TAKEN: (gettext_lazy("became a case"), "danger"),
    Report.State.DECLINED: (gettext_lazy("declined"), ""),
}
CHOICES = 300  # groups that are offered
MATCHES = 30  # people offered for a name


# A module is six pixels; white behind it, so that phones read it in the dark, too.
DRAWN: dict[str, Any] = {
    "scale": 6,
    "dark": "#000",
    "light": "#fff",
    "omitsize": False,
    "svgclass": None,
    "lineclass": None,
}


class JudgeForm(forms.Form):
    """An offence of this person against this rule, or none, with words."""

    person = forms.TypedChoiceField(label=gettext_lazy("Who is it?"), coerce=int, required=False, empty_value=None)
    rule = forms.ChoiceField(label=gettext_lazy("Which rule was broken?"), required=False)
    told = forms.TypedChoiceField(
        label=gettext_lazy("Who told us? (to be thanked)"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Only where you are sure: a name is typed quickly. Nobody but colleagues sees it."),
    )
    words = forms.CharField(
        label=gettext_lazy("Or decline it, and say why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, people: list[tuple[int, str]], tellers: list[tuple[int, str]],
        rules: list[tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *people]  # type: ignore[attr-defined]
        self.fields["told"].choices = [("", "—"), *tellers]  # type: ignore[attr-defined]
        self.fields["rule"].choices = [("", "—"), *rules]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("words", "").strip() and not (data.get("person") and data.get("rule")):
            raise forms.ValidationError(gettext_lazy("Choose person and rule, or say why it is declined."))
        return data


class NoteForm(ReportForm):
    """What a member told a colleague, written down in the console."""

    group = forms.TypedChoiceField(label=gettext_lazy("Group"), coerce=int)
    field_order = ["group", "about", "what", "said", "reporter"]

    def __init__(self, *args: Any, groups: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]
        self.fields["reporter"].label = gettext_lazy("Who told you? (name in the group, may stay empty)")


@door(Role.SERVICE)
def new(request: StaffRequest) -> HttpResponse:
    """A colleague writes down what a member told them: the same as if they had used the page. ``?group=`` chooses."""
    rows = groups_of(request.actor).filter(archived_at__isnull=True).order_by("-heard_until")
    groups = [(group.pk, group.name) for group in rows[:CHOICES]]
    asked = request.GET.get("group", "")
    chosen = rows.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    if chosen is not None and chosen.pk not in dict(groups):
        groups.insert(0, (chosen.pk, chosen.name))
    initial = {"group": chosen.pk} if chosen else {}
    form = NoteForm(request.POST if request.method == "POST" else None, groups=groups, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        teller = Person.objects.filter(pk=queries.bearer(said["group"], said["reporter"]) or 0).first()
        row = services.report(
            access_group(request.actor, said["group"]), said["what"], said["about"], said["said"], said["reporter"],
            told_by=teller, noted_by=request.actor.staff_id,
        )  # fmt: skip
        toast(request, _("Written down; it waits in the worklist."))
        return go(request, reverse("incidents:report", args=[row.pk]))
    return render(request, "incidents/report_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """All reports, newest first, and the groups whose link one may print."""
    rows = reports_of(request.actor).select_related("group").order_by("-at", "-id")
    listing = tables.listing(request, rows, size=SIZE, total=rows.count())
    groups = groups_of(request.actor).filter(archived_at__isnull=True).order_by("-heard_until")[:300]
    context = {"listing": listing, "states": STATES, "kinds": dict(REPORTS), "groups": list(groups)}
    return render(request, "incidents/reports.html", context, block="list")


@door(Role.VIEWER, post=Role.OPERATOR)
def judge(request: StaffRequest, pk: int) -> HttpResponse:
    """One report: make it a case of somebody, or decline it with words."""
    row = access_one(Report.objects.select_related("group"), request.actor, pk)
    form = JudgeForm(
        request.POST if request.method == "POST" else None, people=_people(row, row.about), rules=_rules(row),
        tellers=_people(row, row.reporter),
        initial={"told": row.told_by_id or queries.bearer(row.group_id, row.reporter)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["words"].strip():
                services.decline(row, request.actor.staff_id, said["words"])
                there = reverse("incidents:report", args=[pk])
            else:
                person = Person.objects.get(pk=said["person"])
                told_by = Person.objects.get(pk=said["told"]) if said["told"] else None
                incident = services.take(row, person, said["rule"], request.actor.staff_id, told_by)
                there = reverse("incidents:case", args=[incident.pk])
        except services.ReportError as error:
            toast(request, _(str(error)), level=40)
            there = reverse("incidents:report", args=[pk])
        return go(request, there)
    context = {"report": row, "form": form, "states": STATES, "kinds": dict(REPORTS)}
    return render(request, "incidents/report.html", context, status=422 if form.errors else 200)


def _people(row: Report, named: str) -> list[tuple[int, str]]:
    """Members of the group, those first whose name is like the one that is named."""
    places = Membership.objects.filter(group_id=row.group_id, person__erased_at=None).select_related("person")
    like = list(places.filter(person__name__icontains=named)[:MATCHES]) if named.strip() else []
    others = places.exclude(pk__in=[place.pk for place in like]).order_by("-last_spoke_at")[:MATCHES]
    return [(place.person_id, place.person.name) for place in (*like, *others)]


def _rules(row: Report) -> list[tuple[str, str]]:
    charter = effective(row.group.workspace, row.group_id).charter
    return [(rule.kind, _(rule.text) if rule.text else rule.kind) for rule in charter.rules]


@door(Role.VIEWER, post=Role.OPERATOR)
def code(request: StaffRequest, pk: int) -> HttpResponse:
    """A group's link and code for reports, to post or to print; a POST makes new ones."""
    group = access_group(request.actor, pk)
    if request.method == "POST":
        visitors.renew(services.door_of(group))
        toast(request, _("Link and code are ready. Whatever was given out before opens nothing any more."))
        return go(request, reverse("incidents:report-code", args=[pk]))
    door_row = visitors.known(group.workspace_id, "report", group.pk)
    address = visitors.address_of(door_row) if door_row else ""
    secret = visitors.code_of(door_row) if door_row else ""
    words = outbox.rendered(to_report(address, secret)) if address else ""
    context: dict[str, Any] = {
        "group": group,
        "made": door_row is not None,
        "address": address,
        "code": secret,
        "words": words,
    }
    context["qr"] = mark_safe(segno.make(address, error="m").svg_inline(**DRAWN)) if address else ""  # noqa: S308 - drawn by us
    return render(request, "incidents/report_code.html", context)


def panel(request: HttpRequest, group_id: int) -> dict[str, Any] | None:
    """A group's open reports, and the way to its link; nothing where nothing was heard yet."""
    if not Group.objects.filter(pk=group_id, heard_until__isnull=False).exists():
        return None
    return {"group_id": group_id, "open": Report.objects.filter(group_id=group_id, state=Report.State.OPEN).count()}
