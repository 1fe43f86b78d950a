"""What a colleague notes of a private request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.kernel import clock

FURTHEST = 60 * clock.DAY


class NoteForm(forms.Form):
    """Who asked (their name, where the page does not say it), what, and by when if it matters."""

    who = forms.CharField(max_length=100, required=False, label=_("Who asked"))
    what = forms.CharField(max_length=300, label=_("What they ask"))
    by = forms.DateTimeField(
        required=False, label=_("Answered by"), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("Empty: by the reply limit of their group."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip

    def due_at(self, zone: str) -> int | None:
        """The moment chosen, epoch seconds UTC."""
        at = self.cleaned_data.get("by")
        return int(at.replace(tzinfo=clock.zone(zone)).timestamp()) if at is not None else None

    def check_time(self, zone: str) -> bool:
        """Whether that is still to come, and not too far off; says so on the field."""
        due, now = self.due_at(zone), clock.timestamp()
        if due is None or now < due <= now + FURTHEST:
            return True
        self.add_error("by", _("Choose a time that is still to come."))
        return False
