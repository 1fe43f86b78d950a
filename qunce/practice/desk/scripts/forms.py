"""A script as a form (E2)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunce.base.accounts.access import Actor
from qunce.base.accounts.models import Role
from qunce.base.ui.reasons import reason_text
from qunce.community.access import groups_of
from qunce.community.charter.queries import purposes
from qunce.practice.desk.scripts import policy
from qunce.practice.desk.scripts.models import Script
from qunce.practice.desk.scripts.services import Draft

BREAK = "---"  # a line of its own between two wordings


class ScriptForm(forms.Form):
    """Title, folder, wordings (with a line --- between them), and whose it is."""

    title = forms.CharField(label=_("Title"), max_length=policy.LONGEST_TITLE)
    folder = forms.CharField(
        label=_("Folder"), required=False, max_length=policy.LONGEST_FOLDER,
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
    )  # fmt: skip
    wordings = forms.CharField(
        label=_("What it says"), widget=forms.Textarea(attrs={"rows": 7}), max_length=20_000, strip=False,
        help_text=_("Several wordings take turns, so that twenty groups do not read the same: put a line --- between."),
    )  # fmt: skip
    scope = forms.ChoiceField(label=_("Whose script"), widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(
        label=_("For these groups"), required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("And every group run for"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        groups = groups_of(actor).filter(archived_at__isnull=True).order_by("name")[:300]
        fields: Any = self.fields
        fields["scope"].choices = scopes(actor)
        fields["groups"].choices = [(str(group.pk), group.name) for group in groups]
        named = [(key, gettext(one.name)) for key, one in purposes(actor.workspace).items()]
        fields["purpose"].choices = [("", "—"), *(named if actor.groups is None else [])]
        if not actor.may(Role.OPERATOR):
            del self.fields["groups"], self.fields["purpose"]

    def clean_wordings(self) -> list[str]:
        parts = split(self.cleaned_data["wordings"])
        wrong = policy.faults(parts)
        if wrong:
            raise forms.ValidationError([reason_text(reason) for reason in wrong])
        return parts

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scope") == Script.Scope.GROUPS and not data.get("groups") and not data.get("purpose"):
            self.add_error("groups", gettext("Choose a group, or a purpose."))
        return data

    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            data["title"], data["wordings"], data["scope"],
            [int(pk) for pk in data.get("groups", ())], data.get("purpose", ""), data["folder"],
        )  # fmt: skip

    def not_offered(self, group_ids: Iterable[int]) -> list[int]:
        """Those of these groups that the form did not show (archived, beyond the list): they stay as they are."""
        fields: Any = self.fields
        if "groups" not in fields or self.cleaned_data["scope"] != Script.Scope.GROUPS:
            return []
        shown = {key for key, _name in fields["groups"].choices}
        return [pk for pk in group_ids if str(pk) not in shown]


def scopes(actor: Actor) -> list[tuple[str, str]]:
    """Whose scripts this person may write."""
    found = [(str(Script.Scope.OWN), gettext("My own"))]
    if actor.may(Role.OPERATOR):
        found.insert(0, (str(Script.Scope.GROUPS), gettext("Of some groups")))
        if actor.groups is None:
            found.insert(0, (str(Script.Scope.WORKSPACE), gettext("The whole workspace")))
    return found


def split(text: str) -> list[str]:
    """The wordings of the field, canonical, without empty ones."""
    parts: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.strip() in {BREAK, "———", "——", "--"}:
            parts.append([])
        else:
            parts[-1].append(line)
    return [said for part in parts if (said := policy.canonical("\n".join(part)))]


def of_script(row: Script) -> dict[str, Any]:
    """A script as the form shows it."""
    return {
        "title": row.title, "folder": row.folder, "wordings": f"\n{BREAK}\n".join(row.wordings), "scope": row.scope,
        "groups": [str(group.pk) for group in row.groups.all()], "purpose": row.purpose,
    }  # fmt: skip


class SheetForm(forms.Form):
    """A workbook of scripts."""

    sheet = forms.FileField(label=_("Workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
