"""What people send from the pages of incidents."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qunce.community.charter.forms import RULE_KINDS
from qunce.practice.moderation.incidents.policy import STEPS
from qunce.practice.moderation.incidents.services.alone import EXACT
from qunce.practice.moderation.incidents.services.appealing import LONGEST
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


class DecideForm(forms.Form):
    """What becomes of an appeal, in words that the member reads."""

    verdict = forms.ChoiceField(
        label=_("Our decision"),
        choices=[("uphold", _("It stands")), ("overturn", _("The member is right: take it back and apologise"))],
    )
    words = forms.CharField(
        label=_("Why, in words for the member"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the member reads it, and it stands in the file.")},
    )


class NoteAppealForm(forms.Form):
    """What a member told a colleague."""

    said = forms.CharField(
        label=_("What the member says"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class SettingsForm(forms.Form):
    """What is promised for appeals, and for each rule how far it may go without a person's yes."""

    appeal_days = forms.IntegerField(label=_("Appeals are answered within so many days"), min_value=1, max_value=14)

    def __init__(self, *args: Any, standing: Mapping[str, str], days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appeal_days"].initial = days
        names = dict(RULE_KINDS)
        for kind in EXACT:
            field = forms.ChoiceField(
                label=names[kind],
                required=False,
                choices=[("", _("always ask a person")), *((s, _now(STEP_NAMES[s])) for s in STEPS[1:])],
                initial=standing.get(kind, ""),
            )
            self.fields[f"alone_{kind}"] = field

    def allowed(self) -> dict[str, str]:
        """Rule kind → the last step it may take alone."""
        found = {kind: self.cleaned_data[f"alone_{kind}"] for kind in EXACT}
        return {kind: step for kind, step in found.items() if step}
