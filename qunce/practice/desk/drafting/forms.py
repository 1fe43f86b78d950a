"""The tone of a workspace as a form (E5, C5)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.community.personas.models import Persona
from qunce.practice.desk.drafting.models import ToneRules
from qunce.practice.desk.drafting.tone import FAMILIAR, FORMAL, MANNERS, Tone, words_in

_ADDRESSES = [("", _("Either")), (FORMAL, "您"), (FAMILIAR, "你")]
_AS_ALL = ("", _("As everywhere"))
_YES_NO = [_AS_ALL, ("yes", _("May be said")), ("no", _("Not to be said"))]
_LINES = {"rows": 4}
TONES = [str(one) for one in Persona.Tone]


def _limit(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=99, help_text=help_text)


def _words(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=15_000, help_text=help_text, widget=forms.Textarea(attrs=_LINES)
    )


class ToneForm(forms.Form):
    """What is asked of every reply, and what accounts of each tone do otherwise (``<tone>_<manner>``)."""

    greet = forms.BooleanField(label=_("A reply greets"), required=False)
    greetings = _words(_("Greetings that count"), _("One a line; empty: 您好, 早上好, 谢谢, 抱歉 and the like."))
    address = forms.ChoiceField(label=_("Members are spoken to with"), choices=_ADDRESSES, required=False)
    dear = forms.BooleanField(label=_("亲 may be said"), required=False)
    emoji = _limit(_("Emoji in a reply, at most"), _("Empty: as many as one likes; 0: none."))
    exclaim = _limit(_("Exclamation marks in a reply, at most"), _("Empty: as many as one likes; 0: none."))
    absolute = _words(
        _("Words that promise too much"),
        _("One a line, besides those the law names (最, 第一, 国家级 …), which always count."),
    )
    forbidden = _words(_("Words that are not said here"), _("One a line: nicknames of competitors, jokes, jargon."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tone in TONES:
            self.fields[f"{tone}_address"] = forms.ChoiceField(
                label=_("Members are spoken to with"), choices=[_AS_ALL, *_ADDRESSES[1:]], required=False
            )
            self.fields[f"{tone}_dear"] = forms.ChoiceField(label=_("亲 may be said"), choices=_YES_NO, required=False)
            self.fields[f"{tone}_emoji"] = _limit(_("Emoji in a reply, at most"))
            self.fields[f"{tone}_exclaim"] = _limit(_("Exclamation marks in a reply, at most"))

    def tone(self) -> Tone:
        data = self.cleaned_data
        lists = {name: words_in(data[name].splitlines()) for name in ("greetings", "absolute", "forbidden")}
        return Tone(
            data["greet"], lists["greetings"], data["address"], data["dear"], data["emoji"], data["exclaim"],
            lists["absolute"], lists["forbidden"],
        )  # fmt: skip

    def manners(self) -> dict[str, dict[str, Any]]:
        said = {tone: {name: self.cleaned_data[f"{tone}_{name}"] for name in MANNERS} for tone in TONES}
        for own in said.values():
            own["dear"] = {"yes": True, "no": False}.get(own["dear"])
        return {tone: {k: v for k, v in own.items() if v is not None and v != ""} for tone, own in said.items()}

    def of_tone(self, tone: str) -> list[forms.BoundField]:
        return [self[f"{tone}_{name}"] for name in MANNERS]


def of_rules(row: ToneRules | None) -> dict[str, Any]:
    """The rules as the form shows them."""
    tone = row or ToneRules()
    shown: dict[str, Any] = {name: getattr(tone, name) for name in ("greet", "address", "dear", "emoji", "exclaim")}
    shown |= {name: "\n".join(getattr(tone, name)) for name in ("greetings", "absolute", "forbidden")}
    for key, own in tone.manners.items():
        shown |= {f"{key}_{name}": value for name, value in own.items()}
        if "dear" in own:
            shown[f"{key}_dear"] = "yes" if own["dear"] else "no"
    return shown
