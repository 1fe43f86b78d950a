"""What people send about groups and people."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GroupSizeForm(forms.Form):
    """How many people WeChat shows beside the group's name."""

    size = forms.IntegerField(label=_("People in the group"), min_value=1, max_value=5000)


class SaveViewForm(forms.Form):
    """A name for the present filter."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    shared = forms.BooleanField(label=_("For everybody"), required=False)
