"""What people send about groups and people."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class GroupSizeForm(forms.Form):
    """How many people WeChat shows beside the group's name."""

    size = forms.IntegerField(label=_("People in the group"), min_value=1, max_value=5000)


class SaveViewForm(forms.Form):
    """A name for the present filter."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    shared = forms.BooleanField(label=_("For everybody"), required=False)


class TagForm(forms.Form):
    """A tag to put on a person or to take away."""

    tag = forms.CharField(label=_("Tags"), max_length=40)


class EraseForm(forms.Form):
    """The word that shows somebody means it."""

    word = forms.CharField(label=_("Type “erase” to go on"), max_length=20)

    def clean_word(self) -> str:
        word = str(self.cleaned_data["word"]).strip()
        if word.casefold() != gettext("erase").casefold():
            raise forms.ValidationError(_("That is not the word."))
        return word
