"""The audit page: what the staff did, drawn from the journal, in the groups the reader may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from qunce.base.accounts import queries
from qunce.base.accounts.access import Actor, StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.journal import queries as journal
from qunce.base.journal import sentences

PER_PAGE = 50


class AuditFilter(forms.Form):
    """All optional; what cannot be read is left out rather than refused."""

    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        people = queries.staff_names(actor.workspace.pk)
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("Everybody")),
            *((f"staff:{pk}", name) for pk, name in people.items()),
            ("system", gettext_lazy("the system")),
        ]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("Everything")),
            *((key, sentences.kind_label(key)) for key in journal.audit_types()),
        ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the filter asks for; empty means all."""

    who: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


def wanted(form: AuditFilter) -> Wanted:
    form.is_valid()
    data = form.cleaned_data
    return Wanted(data.get("who", ""), data.get("kind", ""), data.get("since"), data.get("until"))


@door(Role.OPERATOR)
def audit(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = AuditFilter(request.GET or None, actor)
    asked = wanted(form) if form.is_bound else Wanted()
    facts = journal.audit_trail(actor.workspace.pk, actor.group_ids)
    facts = journal.narrowed(
        facts, actor=asked.who, kind=asked.kind, since=asked.since, until=asked.until, zone=actor.workspace.zone
    )
    page = Paginator(facts, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "lines": sentences.lines(actor.workspace.pk, page.object_list),
        "page": page,
        "filtered": asked != Wanted(),
        "scoped": actor.groups is not None,
    }
    return render(request, "accounts/audit.html", context)
