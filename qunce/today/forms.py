"""What people send from today's pages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_


class ReasonForm(forms.Form):
    """Why a task is not needed, or why a judgement is wrong."""

    reason = forms.CharField(
        max_length=300,
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why in a few words: it is kept with the judgement.")},
    )


# Why tasks are set aside most often: one tap instead of typing. (value = msgid, label)
ASIDE = (
    (N_("Dealt with elsewhere"), _("Dealt with elsewhere")),
    (N_("Needs nothing"), _("Needs nothing")),
    (N_("Not a matter for us"), _("Not a matter for us")),
)
MOST = 200  # tasks acted on at once: their ids travel in the address that takes it back


class ActForm(forms.Form):
    """What to do with which tasks. ``ids``: one or more, separated by commas or repeated."""

    do = forms.ChoiceField(choices=[("done", "done"), ("snooze", "snooze"), ("dismiss", "dismiss")])
    until = forms.ChoiceField(
        required=False, choices=[("hour", _("In an hour")), ("tomorrow", _("Tomorrow at 9")), ("week", _("In a week"))]
    )
    reason = forms.CharField(max_length=300, required=False)
    more = forms.CharField(max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["reason"] = data.get("more", "").strip() or data.get("reason", "").strip()
        if data.get("do") == "dismiss" and not data["reason"]:
            raise forms.ValidationError(_("Say why in a few words: it is kept with the judgement."))
        if data.get("do") == "snooze" and not data.get("until"):
            raise forms.ValidationError(_("Until when?"))
        return data

    def moment(self, zone: str) -> int:
        """The moment chosen, epoch seconds UTC."""
        now = clock.timestamp()
        tomorrow = clock.day_end(clock.local_day(now, zone), zone) + 9 * 3600
        return {"hour": now + 3600, "tomorrow": tomorrow, "week": tomorrow + 6 * DAY}[self.cleaned_data["until"]]


class HandForm(forms.Form):
    """To whom: ``s7`` a colleague, ``a3`` whoever is behind an account now, empty whoever comes first."""

    to = forms.CharField(max_length=20, required=False)
    word = forms.CharField(max_length=200, required=False)


def ids_of(values: Iterable[str]) -> list[int]:
    """["3,5", "7"] → [3, 5, 7], at most MOST; what is no number is left out."""
    found = [part for value in values for part in value.split(",") if part.isascii() and part.isdigit()]
    return [int(part) for part in dict.fromkeys(found)][:MOST]
