"""Removals in the console: all of them, and the file of each, with the reason where somebody has added it (D6)."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.queries import staff_names
from qunce.base.ui import tables
from qunce.base.ui.pages import go, render
from qunce.community.charter.queries import purposes, spoken, version_at
from qunce.gateway.outbox import services as outbox
from qunce.practice.moderation.incidents import queries, services
from qunce.practice.moderation.incidents.access import access_removal, incidents_of, removals_of
from qunce.practice.moderation.incidents.models import Incident, Removal
from qunce.practice.moderation.incidents.services.removing import LONGEST, RULE, WHYS
from qunce.practice.moderation.incidents.words import STEP_NAMES, by_mistake

SIZE = 30
PARTS = {"": gettext_lazy("All"), "open": gettext_lazy("Reason missing")}
CLIP = 40  # characters of a message in a choice


class WhyForm(forms.Form):
    """Why somebody was removed. The choice of a rule makes it a case."""

    why = forms.ChoiceField(label=gettext_lazy("Why were they removed?"))
    rule = forms.ChoiceField(label=gettext_lazy("Which rule was broken?"), required=False)
    shown = forms.TypedChoiceField(
        label=gettext_lazy("Which message shows it?"), coerce=int, required=False, empty_value=None
    )
    note = forms.CharField(
        label=gettext_lazy("What happened, and why at once?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the file. Needed where a rule was broken, or for something else."),
    )

    def __init__(self, *args: Any, row: Removal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        charter = spoken(version_at(row.group, row.at).charter, purposes(row.group.workspace))
        rules = [(rule.kind, _(rule.text) if rule.text else rule.kind) for rule in charter.rules]
        whys = [(key, _(label)) for key, label in WHYS.items() if rules or key != RULE]
        said = [(line["id"], str(line["text"])[:CLIP]) for line in row.before if line["text"]]
        for field, choices in (("why", whys), ("rule", rules), ("shown", said)):
            self.fields[field].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("why") == RULE and not data.get("rule"):
            self.add_error("rule", gettext_lazy("Choose the rule that was broken."))
        return data


@require_GET
@door(Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """Every removal that the groups told of, newest first; ``?part=open``: those whose reason is missing."""
    rows = removals_of(request.actor).filter(state=Removal.State.STANDING)
    missing = rows.filter(incident=None, why="")
    part = request.GET.get("part", "")
    part = part if part in PARTS else ""
    counts = {"": rows.count(), "open": missing.count()}
    shown = (missing if part else rows).select_related("group", "person").order_by("-at", "-id")
    there = reverse("incidents:removals")
    context = {
        "listing": tables.listing(request, shown, size=SIZE, total=counts[part]),
        "tabs": [(label, f"{there}?part={key}", key == part, counts[key]) for key, label in PARTS.items()],
        "whys": WHYS,
    }
    return render(request, "incidents/removals.html", context, block="list")


@door(Role.VIEWER, post=Role.OPERATOR)
def file(request: StaffRequest, pk: int) -> HttpResponse:
    """The file of one removal, fit to print: the line, what they said last, the case or the reason."""
    row = access_removal(request.actor, pk)
    form = WhyForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            return go(request, _keep(row, form.cleaned_data, request.actor.staff_id))
        except services.RemovalError as error:
            form.add_error(None, _(str(error)))
    earlier = incidents_of(request.actor).filter(group_id=row.group_id, person_id=row.person_id)
    missing = row.state == Removal.State.STANDING and row.incident is None and not row.why
    context = {
        "removal": row,
        "form": form if missing else None,
        "whys": WHYS,
        "told_by": staff_names(row.workspace_id, [row.why_by]).get(row.why_by, "") if row.why_by else "",
        "earlier": list(queries.with_steps(earlier.filter(at__lte=row.at)).order_by("-at", "-pk")[:SIZE]),
        "words": outbox.rendered(by_mistake(row.person.name, row.group.name)) if row.why == "mistake" else "",
        "badges": {
            Incident.State.STANDING: (_("counts"), "danger"),
            Incident.State.OVERTURNED: (_("overturned"), "success"),
            Incident.State.VOID: (_("taken back"), ""),
        },
        "step_names": STEP_NAMES,
    }
    return render(request, "incidents/removal.html", context, status=422 if form.errors else 200)


def _keep(row: Removal, said: dict[str, Any], staff_id: int) -> str:
    """Where to go once the reason is kept."""
    if said["why"] == RULE:
        incident = services.accuse(row, said["rule"], said["note"], staff_id, said["shown"])
        return reverse("incidents:case", args=[incident.pk])
    services.explain(row, said["why"], said["note"], staff_id)
    return reverse("incidents:removal", args=[row.pk])
