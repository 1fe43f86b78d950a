"""What one wants to hear, devices and hooks as forms."""

import re
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qunce.base.reminders import policy
from qunce.base.reminders.channels import channels
from qunce.base.reminders.channels import forms as hook_forms
from qunce.base.reminders.models import Wishes
from qunce.base.reminders.queries import wanted

PERSONAL = ("email", "push")
_BASE64URL = re.compile(r"^[A-Za-z0-9_-]{16,120}={0,2}$")


def event_choices() -> list[tuple[str, str]]:
    return [(key, _now(label)) for key, label in policy.EVENTS.items()]


class WishesForm(forms.Form):
    """Which event by which channel, quiet hours, the digest and the address."""

    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_to = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Nothing rings then; it comes together afterwards. Both empty: no quiet hours."),
    )  # fmt: skip
    digest = forms.TimeField(
        label=_("Digest of the day at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Empty: no digest."),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(key, _now(channels.get(key).title)) for key in PERSONAL]
        for event, label in policy.EVENTS.items():
            self.fields[f"on_{event}"] = forms.MultipleChoiceField(
                label=_now(label), choices=options, required=False, widget=forms.CheckboxSelectMultiple
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("quiet_from") is None) != (data.get("quiet_to") is None):
            self.add_error("quiet_to", _("Quiet hours have a beginning and an end."))
        return data

    def matrix(self) -> dict[str, list[str]]:
        return {event: self.cleaned_data[f"on_{event}"] for event in policy.EVENTS}

    def quiet(self) -> list[list[int]]:
        start, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_to"]
        return [] if start is None else [[_minute(start), _minute(end)]]

    def digest_minute(self) -> int | None:
        return None if self.cleaned_data["digest"] is None else _minute(self.cleaned_data["digest"])

    @staticmethod
    def initial_of(row: Wishes) -> dict[str, Any]:
        quiet = row.quiet[0] if row.quiet else None
        return {
            "quiet_from": _shown(quiet[0]) if quiet else None,
            "quiet_to": _shown(quiet[1]) if quiet else None,
            "digest": _shown(row.digest) if row.digest is not None else None,
            "email": row.email,
            **{f"on_{event}": wanted(row, event) for event in policy.EVENTS},
        }


def _minute(at: Any) -> int:
    return int(at.hour * 60 + at.minute)


def _shown(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


class DeviceForm(forms.Form):
    """What a browser says of itself when it takes push."""

    endpoint = forms.URLField(max_length=700, assume_scheme="https")
    p256dh = forms.RegexField(_BASE64URL)
    auth = forms.RegexField(_BASE64URL)

    def clean_endpoint(self) -> str:
        url = str(self.cleaned_data["endpoint"])
        if urlsplit(url).scheme != "https":
            raise forms.ValidationError(_("Push services are reached by https."))
        return url


class HookForm(forms.Form):
    """An address of the workspace's own."""

    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("Begins with https://."))
    form = forms.ChoiceField(label=_("What it understands"))
    events = forms.MultipleChoiceField(label=_("Tell it when"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["form"]).choices = [(f.key, _now(f.title)) for f in hook_forms]
        cast(forms.MultipleChoiceField, self.fields["events"]).choices = [
            (policy.SOON, _now("Something is due within half an hour")), (policy.LATE, _now("A deadline has passed")),
        ]  # fmt: skip
