"""What people send from the pages of incidents."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qunce.practice.moderation.incidents.words import STEP_NAMES


class SkipForm(forms.Form):
    """Further than the next step, with a reason that stays in the file."""

    to = forms.ChoiceField(label=_("Go straight to"))
    severe = forms.BooleanField(label=_("I call this offence severe"), required=False)
    why = forms.CharField(
        label=_("Why is it severe?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why steps are skipped: it stands in the file that the member may see.")},
    )

    def __init__(self, *args: Any, steps: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101
        to.choices = [(step, _now(STEP_NAMES[step])) for step in steps]
