"""Times that can be promised with one click."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.kernel import clock
from qunce.kernel.clock import day_start, local_day
from qunce.kernel.hours import Hours
from qunce.practice.desk.promises.policy.times import closing, times_in

# Value → the words that say when; read by the same policy as a colleague's own words.
WORDS: Final = {"hour": "一小时内", "close": "下班前", "tomorrow": "明天10点前", "workdays": "三个工作日内"}
FURTHEST: Final = 366 * clock.DAY  # seconds ahead that a promise may reach
CHOICES: Final = (
    ("hour", _("Within an hour")),
    ("close", _("Before closing")),
    ("tomorrow", _("Tomorrow before 10")),
    ("workdays", _("Within three workdays")),
)


class MakeForm(forms.Form):
    """By when an answer is promised: one of ``CHOICES``, or any time to come (``at``, on the group's clock)."""

    by = forms.ChoiceField(choices=CHOICES, required=False)
    at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("by") and not said.get("at"):
            raise forms.ValidationError(_("By when?"))
        return said

    def moment(self, hours: Hours) -> int | None:
        """The moment chosen, epoch seconds UTC, in the group's service hours; None where it is over or too far off."""
        now = clock.timestamp()
        if (at := self.cleaned_data.get("at")) is not None:
            chosen = int(at.replace(tzinfo=clock.zone(hours.tz)).timestamp())
            return chosen if now < chosen <= now + FURTHEST else None
        found = times_in(WORDS[self.cleaned_data["by"]], now, hours)
        due = found[0].due_at if found else None
        if due is not None:
            return due
        tomorrow = day_start(local_day(now, hours.tz), hours.tz) + clock.DAY
        return closing(local_day(tomorrow, hours.tz), hours)


class SettleForm(forms.Form):
    """What became of a promise."""

    do = forms.ChoiceField(choices=[("kept", "kept"), ("cancel", "cancel"), ("reopen", "reopen")])
