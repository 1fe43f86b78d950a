"""The audit page: what the staff did, drawn from the journal, in the groups the reader may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from qunce.base.accounts import queries
from qunce.base.accounts.access import Actor, StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.settings_pages import render_settings
from qunce.base.journal import queries as journal
from qunce.base.journal import sentences
from qunce.base.journal.models import Fact

PER_PAGE = 50
LAST_PAGE = 2_000  # further back, narrow by day: an offset walks over all it skips


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the trail, as the kit's pager takes it; nobody counts the whole."""

    items: list[Fact]
    page: int
    has_next: bool
    total: None = None

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return (self.page - 1) * PER_PAGE + len(self.items)

    def numbers(self) -> list[int | None]:
        return []


def page_of(facts: QuerySet[Fact], asked: str) -> Listing:
    number = min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdigit() else 1
    start = (number - 1) * PER_PAGE
    rows = list(facts[start : start + PER_PAGE + 1])
    return Listing(rows[:PER_PAGE], number, len(rows) > PER_PAGE and number < LAST_PAGE)


class AuditFilter(forms.Form):
    """All optional; what cannot be read is left out rather than refused."""

    who = forms.ChoiceField(label=gettext_lazy("Who did it"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
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
    listing = page_of(facts, request.GET.get("page", ""))
    context = {
        "form": form,
        "lines": sentences.lines(actor.workspace.pk, listing.items),
        "listing": listing,
        "filtered": asked != Wanted(),
        "scoped": actor.groups is not None,
    }
    return render_settings(request, "accounts/audit.html", context)
