"""What people send while they import."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.base.accounts.access import Actor, scoped
from qunce.community.models import Group
from qunce.gateway.connectors import api, columns
from qunce.gateway.connectors.api import Mapping
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning, splitting
from qunce.kernel import clock

ENCODINGS = ("utf-8", "gb18030", "utf-16")
NEW, CUSTOMERS, SKIP = "new", "customers", "skip"


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
    sheet = forms.ChoiceField(label=_("Which sheet is it?"), required=False)
    table = forms.ChoiceField(label=_("What does a row hold?"), required=False, widget=forms.RadioSelect)

    def __init__(self, row: Import, actor: Actor, data: Any = None) -> None:
        self.row = row
        self.plan = Plan.load(row.plan) if row.plan else Plan(dialect="")
        self.parts = splitting.parts(row) if splitting.several(row) else []
        super().__init__(data, initial=self._initial())
        groups = scoped(Group.objects.filter(archived_at=None), actor, group_path="pk").order_by("name")
        self.group_choices = [(str(g.pk), g.name) for g in groups[:2000]]
        self._choices("group", [
            (NEW, _("A new group")),
            *self.group_choices,
            *([(CUSTOMERS, _("No group: a list of customers"))] if row.preview.get("members") else []),
        ])  # fmt: skip
        names = [name for name, _count in row.preview.get("names", [])]
        self._choices("own_names", [(name, name) for name in names])
        self._choices("dialect", [(d.key, d.label) for d in api.load_all()])
        self._choices("encoding", [("", _("As detected")), *((e, e.upper()) for e in ENCODINGS)])
        self._choices("sheet", [(name, name) for name in row.preview.get("sheets", [])])
        self._choices("table", [("messages", _("Something said")), ("members", _("A person: roster, customer list"))])
        self.fields["group"].required = not self.parts and row.state == Import.State.READY

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
            "sheet": self.row.preview.get("sheet", ""),
            "table": (self.row.preview.get("table") or {}).get("kind", ""),
        }

    @property
    def wanted_sheet(self) -> str:
        """Another sheet than the one that was looked at; "" for the same."""
        sheet = str(self.cleaned_data.get("sheet", ""))
        return sheet if sheet != self.row.preview.get("sheet", "") else ""

    @property
    def reads_differently(self) -> bool:
        """Whether the kind, the table or the encoding is not the one that was looked at: then look before reading."""
        plan = self.to_plan()
        return (plan.dialect, plan.options.encoding) != (self.plan.dialect, self.plan.options.encoding)

    def chosen_parts(self) -> list[splitting.Part]:
        """What was said of each group of a file that holds several; raises nothing, unknown groups become new ones."""
        known = {key for key, _label in self.group_choices}
        chosen = []
        for number, part in enumerate(self.parts):
            answer = self.data.get(f"part_{number}", SKIP)
            name = self.data.get(f"part_name_{number}", "").strip()[:120]
            group_id = int(answer) if answer in known else None
            chosen.append(part._replace(keep=answer != SKIP, group_id=group_id, group_name=name or part.talker))
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.parts:
            allowed = {NEW, SKIP, *(key for key, _label in self.group_choices)}
            if any(self.data.get(f"part_{number}", SKIP) not in allowed for number in range(len(self.parts))):
                self.add_error(None, _("One of the chosen groups does not exist."))
            elif not any(part.keep for part in self.chosen_parts()):
                self.add_error(None, _("Choose at least one group."))
        elif data.get("group") == NEW and not data.get("group_name", "").strip():
            self.add_error("group_name", _("A new group needs a name."))
        return data

    def to_plan(self) -> Plan:
        """The plan as confirmed; the first own name is the exporting account."""
        data = self.cleaned_data
        group = data.get("group") or ""
        dialect = data["dialect"]
        if data.get("table") and dialect in planning.TABLES and dialect == self.plan.dialect:
            dialect = next(key for key, kind in planning.TABLES.items() if kind == data["table"])
        today = clock.local_day(clock.timestamp(), self.row.workspace.zone)
        options = msgspec.structs.replace(
            self.plan.options,
            base_date=data.get("base_date") or self.plan.options.base_date or today,
            encoding=data.get("encoding", ""),
            mapping=self._mapping() or self.plan.options.mapping if dialect == self.plan.dialect else None,
        )
        return Plan(
            dialect=dialect,
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
