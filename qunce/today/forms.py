"""What people send from today's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.kernel import clock
from qunce.kernel.clock import DAY


class ReasonForm(forms.Form):
    """Why a task is not needed, or why a judgement is wrong."""

    reason = forms.CharField(
        max_length=300,
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why in a few words: it is kept with the judgement.")},
    )


class SnoozeForm(forms.Form):
    """Until when a task is put off."""

    until = forms.ChoiceField(
        choices=[("hour", _("In an hour")), ("tomorrow", _("Tomorrow at 9")), ("week", _("In a week"))]
    )

    def moment(self, zone: str) -> int:
        """The moment chosen, epoch seconds UTC."""
        now = clock.timestamp()
        tomorrow = clock.day_end(clock.local_day(now, zone), zone) + 9 * 3600
        return {"hour": now + 3600, "tomorrow": tomorrow, "week": tomorrow + 6 * DAY}[self.cleaned_data["until"]]
