"""What people send from the pages of actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.kernel import clock


class NoteForm(forms.Form):
    """How one can see that it was done."""

    said = forms.CharField(
        max_length=300,
        required=False,
        label=_("How can one see it?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WhyForm(forms.Form):
    """Why it was not done, or is not wanted."""

    said = forms.CharField(
        max_length=300,
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why in a few words: it is kept with the action.")},
    )


class NothingForm(forms.Form):
    """A button says it all."""

    said = forms.CharField(required=False, widget=forms.HiddenInput)


class WordsForm(forms.Form):
    """The words before anybody has approved them."""

    words = forms.CharField(max_length=4_000, label=_("The words"), widget=forms.Textarea(attrs={"rows": 4}))


class PostForm(forms.Form):
    """Words that somebody should post in a group. ``slot`` is drawn with the form: sending it twice is once."""

    group = forms.TypedChoiceField(coerce=int, label=_("Group"))
    words = forms.CharField(max_length=4_000, label=_("The words"), widget=forms.Textarea(attrs={"rows": 4}))
    due = forms.ChoiceField(
        label=_("By when"),
        choices=[("hour", _("In an hour")), ("evening", _("Today at 20:00")), ("tomorrow", _("Tomorrow at 9"))],
    )
    slot = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]

    def moment(self, zone: str) -> int:
        """The moment chosen, epoch seconds UTC; an evening that is over is now."""
        now = clock.timestamp()
        today = clock.local_day(now, zone)
        evening = max(now, clock.day_start(today, zone) + 20 * 3600)
        return {"hour": now + 3600, "evening": evening, "tomorrow": clock.day_end(today, zone) + 9 * 3600}[
            self.cleaned_data["due"]
        ]


class HandOverForm(forms.Form):
    """Who has it in hand from now on; nobody in particular when blank."""

    to = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label=_("Who does it"))

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Whoever comes first")), *colleagues]  # type: ignore[attr-defined]
