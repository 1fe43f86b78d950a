"""What people send while they import."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.community.models import Group
from qunce.gateway.connectors import api, columns
from qunce.gateway.connectors.api import Mapping
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.kernel import clock

ENCODINGS = ("utf-8", "gb18030", "utf-16")
NEW, CUSTOMERS = "new", "customers"


class PasteForm(forms.Form):
    """Talk pasted from WeChat."""

    text = forms.CharField(
        label=_("Paste the talk here"),
        max_length=10_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
    )
    group = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PlanForm(forms.Form):
    """What a person confirms about one file. Filled in beforehand; mostly one button is enough."""

    group = forms.ChoiceField(label=_("Which group is it?"))
    group_name = forms.CharField(label=_("Name of the new group"), max_length=120, required=False)
    group_size = forms.IntegerField(
        label=_("How many people are in the group?"),
        min_value=1,
        max_value=5000,
        required=False,
        help_text=_("As WeChat shows it beside the group's name. Without it every share is “of those seen”."),
    )
    own_names = forms.MultipleChoiceField(
        label=_("Which of these are you and your colleagues?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    base_date = forms.DateField(
        label=_("On which day was it copied or exported?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    dialect = forms.ChoiceField(label=_("Kind of file"))
    encoding = forms.ChoiceField(label=_("Encoding"), required=False)

    def __init__(self, row: Import, data: Any = None) -> None:
        self.row, self.plan = row, Plan.load(row.plan)
        super().__init__(data, initial=self._initial())
        groups = Group.objects.filter(workspace=row.workspace, archived_at=None).order_by("name")
        self._choices("group", [
            (NEW, _("A new group")),
            *((str(g.pk), g.name) for g in groups[:2000]),
            *([(CUSTOMERS, _("No group: a list of customers"))] if row.preview.get("members") else []),
        ])  # fmt: skip
        names = [name for name, _count in row.preview.get("names", [])]
        self._choices("own_names", [(name, name) for name in names])
        self._choices("dialect", [(d.key, d.label) for d in api.load_all()])
        self._choices("encoding", [("", _("As detected")), *((e, e.upper()) for e in ENCODINGS)])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def _initial(self) -> dict[str, Any]:
        plan = self.plan
        group = CUSTOMERS if plan.target == CUSTOMERS else str(plan.group_id or NEW)
        return {
            "group": group,
            "group_name": plan.group_name,
            "group_size": plan.group_size or self.row.preview.get("group_size"),
            "own_names": list(plan.own_names),
            "base_date": plan.options.base_date,
            "dialect": plan.dialect,
            "encoding": plan.options.encoding,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("group") == NEW and not data.get("group_name", "").strip():
            self.add_error("group_name", _("A new group needs a name."))
        return data

    def to_plan(self) -> Plan:
        """The plan as confirmed; the first own name is the exporting account."""
        data = self.cleaned_data
        group = data["group"]
        today = clock.local_day(clock.timestamp(), self.row.workspace.zone)
        options = msgspec.structs.replace(
            self.plan.options,
            base_date=data.get("base_date") or self.plan.options.base_date or today,
            encoding=data.get("encoding", ""),
            mapping=self._mapping() or self.plan.options.mapping,
        )
        return Plan(
            dialect=data["dialect"],
            options=options,
            target=CUSTOMERS if group == CUSTOMERS else "group",
            group_id=int(group) if group.isdigit() else None,
            group_name=data["group_name"].strip(),
            own_names=tuple(data["own_names"]),
            group_size=data["group_size"],
        )

    def _mapping(self) -> Mapping | None:
        """The columns as chosen on the page; None when the page had none."""
        table = self.row.preview.get("table")
        if not table or "column_0" not in self.data:
            return None
        fields = columns.MESSAGE_FIELDS if table["kind"] == "messages" else columns.MEMBER_FIELDS
        chosen = tuple(
            self.data.get(f"column_{i}", "") if self.data.get(f"column_{i}", "") in fields else ""
            for i in range(len(table["columns"]))
        )
        kinds = {}
        for i, value in enumerate(table["kinds"]):
            meaning = self.data.get(f"kind_{i}", "")
            if meaning in columns.KNOWN_KINDS:
                kinds[value] = meaning
        return Mapping(table=table["kind"], columns=chosen, kinds=kinds, header_row=table["header_row"])
