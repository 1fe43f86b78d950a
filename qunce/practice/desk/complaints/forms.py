"""What is decided, or written, about a complaint."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.kernel import clock
from qunce.practice.desk.complaints.models import Item
from qunce.practice.desk.complaints.policy.flow import Step
from qunce.practice.desk.complaints.words import FUNCTION_NAMES

FUNCTIONS = [("", _("Not said")), *FUNCTION_NAMES.items()]
STATES = [
    (Item.State.OPEN, _("To be mended")), (Item.State.DOING, _("Being mended")), (Item.State.FIXED, _("Mended")),
    (Item.State.DECLINED, _("Not going to")),
]  # fmt: skip


class StepForm(forms.Form):
    """The step that is taken, and what it needs."""

    step = forms.ChoiceField(choices=[(str(step), str(step)) for step in Step])
    note = forms.CharField(max_length=500, required=False)
    by = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])

    def __init__(self, data: Any = None, *, zone: str) -> None:
        self.zone = zone
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        step = found.get("step")
        if step in (Step.OFFER, Step.CLARIFY) and not (found.get("note") or "").strip():
            self.add_error("note", _("Write what you tell them."))
        if step == Step.TIME:
            due = self.moment()
            if due is None or due <= clock.timestamp():
                self.add_error("by", _("Choose a time that is still to come."))
        return found

    def moment(self) -> int | None:
        """The time chosen on the workspace's clock, epoch seconds UTC."""
        by: datetime | None = self.cleaned_data.get("by")
        if by is None:
            return None
        return int(by.replace(tzinfo=clock.zone(self.zone)).timestamp())


class LookForm(forms.Form):
    do = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class PutForm(forms.Form):
    """A complaint is put on the feedback board: with a line that is there, or as a new one."""

    item = forms.IntegerField(required=False)
    title = forms.CharField(max_length=120, required=False)
    product = forms.CharField(max_length=60, required=False)
    function = forms.ChoiceField(choices=FUNCTIONS, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("item") and not (found.get("title") or "").strip():
            self.add_error("title", _("Say in a few words what is wrong."))
        return found


class ItemForm(forms.Form):
    """A line of the feedback board."""

    title = forms.CharField(label=_("What is wrong"), max_length=120)
    product = forms.CharField(label=_("Product or topic"), max_length=60, required=False)
    function = forms.ChoiceField(label=_("Function"), choices=FUNCTIONS, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES)
    owner = forms.TypedChoiceField(label=_("In whose hands"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, colleagues: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["owner"].choices = [("", _("Nobody yet")), *colleagues]  # type: ignore[attr-defined]
