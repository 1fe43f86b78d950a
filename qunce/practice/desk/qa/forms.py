"""An entry of the Q&A as a form (E1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.base.accounts.access import Actor
from qunce.base.accounts.queries import staff_names
from qunce.community.access import groups_of
from qunce.practice.desk.qa.models import Entry
from qunce.practice.desk.qa.services import LONGEST_ANSWER, LONGEST_QUESTION, MOST_VARIANTS, Draft, Proposal


class EntryForm(forms.Form):
    """Question, other wordings (a line each), answer, where and how long it holds, who keeps it right."""

    question = forms.CharField(label=_("What is asked"), max_length=LONGEST_QUESTION)
    variants = forms.CharField(
        label=_("Other wordings"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=7_000,
        help_text=_("One a line, as members really ask it. They help to find the answer."),
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_ANSWER,
        help_text=_("As it is sent, without greeting and @: those are put in front."),
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label=_("Only for these groups"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: it holds in every group."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Holds from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Holds until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    owner = forms.ChoiceField(label=_("Kept right by"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scoped = actor.groups is not None
        groups = groups_of(actor).filter(archived_at__isnull=True).order_by("name")[:300]
        self.fields["groups"].choices = [(str(group.pk), group.name) for group in groups]  # type: ignore[attr-defined]
        names = staff_names(actor.workspace.pk)
        self.fields["owner"].choices = [("", "—"), *((str(pk), name) for pk, name in names.items())]  # type: ignore[attr-defined]

    def clean_variants(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["variants"].splitlines() if line.strip()]
        if len(lines) > MOST_VARIANTS:
            raise forms.ValidationError(_("At most %(n)s wordings.") % {"n": MOST_VARIANTS})
        if any(len(line) > LONGEST_QUESTION for line in lines):
            raise forms.ValidationError(_("A wording has at most %(n)s characters.") % {"n": LONGEST_QUESTION})
        return lines

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["starts_on"] > data["ends_on"]:
            self.add_error("ends_on", _("It ends before it begins."))
        if self._scoped and not data.get("groups") and "groups" not in self.errors:
            self.add_error("groups", _("Choose the groups it is for: only the owner writes for all."))
        return data

    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            data["question"], data["answer"], data["variants"], [int(pk) for pk in data["groups"]], data["starts_on"],
            data["ends_on"], int(data["owner"]) if data["owner"] else None,
        )  # fmt: skip


def of_entry(row: Entry) -> dict[str, Any]:
    """What the form shows of an entry."""
    return {
        "question": row.question,
        "variants": "\n".join(one["text"] for one in row.variants),
        "answer": row.answer,
        "groups": [str(group.pk) for group in row.groups.all()],
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "owner": str(row.owner_id or ""),
    }


def of_proposal(offered: Proposal, staff_id: int) -> dict[str, Any]:
    """What the form shows of a question that is asked again and again."""
    return {
        "question": offered.question[1],
        "variants": "\n".join(dict.fromkeys(text for _, text in offered.variants)),
        "answer": offered.answer[1],
        "groups": [str(offered.group_id)] if offered.group_id else [],
        "owner": str(staff_id),
    }


class SheetForm(forms.Form):
    """A workbook of entries."""

    sheet = forms.FileField(label=_("Workbook (.xlsx)"))
