"""The charter as a form: what is left empty is inherited, and the page says from where."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qunce.community.charter.policy import MOST_POINTS
from qunce.community.charter.policy.changes import shown_spans
from qunce.community.charter.policy.week import week_of
from qunce.community.charter.purposes import MEASURES, CharterTerms
from qunce.community.charter.queries import Charters
from qunce.community.charter.types import (
    STEPS,
    ActivityFloor,
    EffectiveCharter,
    LadderTerms,
    Rule,
    ServiceHours,
    Spans,
)
from qunce.community.charter.weeks import (
    LONGEST,
    HoursError,
    WeekForm,
    inherited_words,
    shown_shifts,
    spoken_spans,
)
from qunce.kernel import clock

RULE_KINDS = [
    ("", _("no rule")),
    ("advert", _("Adverts")),
    ("link", _("Links")),
    ("contact", _("Contact handles")),
    ("flood", _("Flooding")),
    ("abuse", _("Insults")),
    ("offtopic", _("Off the topic")),
    ("other", _("Something else")),
]
STEP_CHOICES = [
    ("ask", _("a polite word in private")),
    ("warn", _("a warning")),
    ("notice", _("a public notice")),
    ("remove", _("removal")),
]
RULES = range(3)  # D2: at most three


def parse_spans(text: str) -> Spans:
    """ "22:30-7:30 12:00-13:00" → minutes; one may run over midnight. "-" means none. Raises HoursError."""
    spans = spoken_spans(text)
    for start, end in spans:
        if not (0 <= start < 1440 and 0 <= end <= 1440 and start != end):
            raise HoursError(shown_shifts(((start, end),)))
    return tuple(spans)


class TermsForm(WeekForm):
    """A group's or a template's own terms."""

    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    theme = forms.CharField(label=_("What it is about"), max_length=200, required=False)
    audience = forms.CharField(label=_("For whom"), max_length=200, required=False)
    value_proposition = forms.CharField(
        label=_("What members get here"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    weekdays = forms.CharField(label=_("Service hours, Monday to Friday"), max_length=LONGEST, required=False)
    weekend = forms.CharField(label=_("Service hours, weekend"), max_length=LONGEST, required=False)
    next_day = forms.IntegerField(
        label=_("Asked after hours: answered within so many minutes of opening"),
        min_value=0,
        max_value=1440,
        required=False,
    )
    holidays = forms.ChoiceField(
        label=_("On public holidays"),
        choices=[
            ("", _("inherited")),
            ("sunday", _("hours of a Sunday; make-up workdays like a workday")),
            ("usual", _("the usual hours of the weekday")),
            ("closed", _("nobody answers")),
        ],
        required=False,
    )
    reply_limit_minutes = forms.IntegerField(
        label=_("Longest reply time, in minutes"), min_value=1, max_value=10_080, required=False
    )
    nickname_format = forms.CharField(label=_("Nickname in the group"), max_length=80, required=False)
    speaking_share = forms.FloatField(
        label=_("Activity floor: percent of members who speak in 28 days"), min_value=0, max_value=100, required=False
    )
    messages_per_day = forms.FloatField(label=_("Activity floor: messages a day"), min_value=0, required=False)
    topic_scope = forms.CharField(label=_("What is talked about here"), max_length=200, required=False)
    side_group = forms.CharField(label=_("Group for chatter"), max_length=120, required=False)
    mute_hours = forms.CharField(label=_("Quiet hours"), max_length=80, required=False)
    steps = forms.MultipleChoiceField(
        label=_("Steps when a rule is broken"),
        choices=STEP_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_days = forms.IntegerField(
        label=_("An offence counts for so many days"), min_value=1, max_value=3650, required=False
    )
    severe = forms.MultipleChoiceField(
        label=_("Severe rules: steps may be skipped, with a reason"),
        choices=[(key, label) for key, label in RULE_KINDS if key],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    size_cap = forms.IntegerField(label=_("Size cap"), min_value=2, max_value=2000, required=False)
    silent_days = forms.IntegerField(label=_("Silent after so many days"), min_value=1, max_value=365, required=False)

    def __init__(self, *args: Any, book: Charters, inherited: EffectiveCharter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inherited = inherited
        purpose = self.fields["purpose"]
        assert isinstance(purpose, forms.ChoiceField)  # noqa: S101
        purpose.choices = [("", _("inherited")), *((p.key, _now(p.name)) for p in book.purposes.values())]
        for number in RULES:
            self.fields[f"rule_{number}_kind"] = forms.ChoiceField(
                choices=RULE_KINDS, label=_("Rule %(n)s") % {"n": number + 1}, required=False
            )
            self.fields[f"rule_{number}_text"] = forms.CharField(
                label=_("As members read it"), max_length=200, required=False
            )
            self.fields[f"rule_{number}_consequence"] = forms.CharField(
                label=_("What follows"), max_length=120, required=False
            )
            self.fields[f"rule_{number}_allow"] = forms.CharField(
                label=_("Allowed all the same (sites or words, with spaces)"), max_length=300, required=False
            )
        self._show_inherited()

    def _show_inherited(self) -> None:
        """What holds when a field stays empty, as its placeholder."""
        said = self.inherited
        hours = said.service_hours
        shown = {
            "theme": said.theme,
            "audience": said.audience,
            "value_proposition": said.value_proposition,
            **inherited_words(week_of(hours.shifts)),
            "next_day": hours.next_day,
            "reply_limit_minutes": said.reply_limit_minutes,
            "nickname_format": _now(said.nickname_format) if said.nickname_format else "",
            "speaking_share": None if said.floor.speaking_share is None else f"{said.floor.speaking_share * 100:g}",
            "messages_per_day": said.floor.messages_per_day,
            "size_cap": said.size_cap,
            "silent_days": said.silent_days,
            "topic_scope": said.topic_scope,
            "side_group": said.side_group,
            "mute_hours": shown_spans(said.mute_hours) if said.mute_hours else "",
            "expires_days": said.ladder.expires_days,
        }
        names, kinds = dict(STEP_CHOICES), dict(RULE_KINDS)
        steps = " → ".join(str(names[step]) for step in said.ladder.steps if step in names)
        severe = "、".join(str(kinds[kind]) for kind in said.ladder.severe if kind in kinds) or _now("none")
        self.fields["steps"].help_text = _("Nothing ticked: as inherited (%(said)s).") % {"said": steps}
        self.fields["severe"].help_text = _("As inherited: %(said)s.") % {"said": severe}
        for number, rule in enumerate(said.rules[: len(RULES)]):
            shown[f"rule_{number}_text"] = _now(rule.text) if rule.text else ""
            shown[f"rule_{number}_consequence"] = _now(rule.consequence) if rule.consequence else ""
        for field, value in shown.items():
            if value not in (None, ""):
                self.fields[field].widget.attrs["placeholder"] = str(value)

    @staticmethod
    def initial_of(terms: CharterTerms) -> dict[str, Any]:
        """The form filled with what a charter says itself."""
        hours, floor = terms.service_hours, terms.floor
        data: dict[str, Any] = {
            "purpose": terms.purpose or "",
            **{
                name: getattr(terms, name)
                for name in (
                    "theme", "audience", "value_proposition", "reply_limit_minutes", "nickname_format", "size_cap",
                    "silent_days", "topic_scope", "side_group",
                )
            },
            "mute_hours": "" if terms.mute_hours is None else shown_spans(terms.mute_hours),
            **(WeekForm.week_initial(week_of(hours.shifts)) if hours else {}),
            "next_day": hours.next_day if hours else None,
            "holidays": hours.holidays if hours else "",
            "speaking_share": None if floor is None or floor.speaking_share is None else floor.speaking_share * 100,
            "messages_per_day": floor.messages_per_day if floor else None,
            "steps": list(terms.ladder.steps) if terms.ladder else [],
            "expires_days": terms.ladder.expires_days if terms.ladder else None,
            "severe": list(terms.ladder.severe) if terms.ladder else [],
        }  # fmt: skip
        for number, rule in enumerate(terms.rules or ()):
            data[f"rule_{number}_kind"] = rule.kind
            data[f"rule_{number}_text"] = _now(rule.text) if rule.text else ""
            data[f"rule_{number}_consequence"] = _now(rule.consequence) if rule.consequence else ""
            data[f"rule_{number}_allow"] = " ".join(rule.allow)
        return data

    def _spans(self) -> Spans | None:
        text = self.cleaned_data.get("mute_hours", "")
        if not text.strip():
            return None
        try:
            return parse_spans(text)
        except HoursError as error:
            self.add_error("mute_hours", _("“%(part)s” is no time; write 22:30-7:30.") % {"part": error})
            return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["spans"] = self._spans()
        for number in RULES:
            if data.get(f"rule_{number}_kind") and not data.get(f"rule_{number}_text", "").strip():
                self.add_error(f"rule_{number}_text", _("A rule needs words that members can read."))
        return data

    @property
    def unread(self) -> str:
        """The labels of the fields that cannot be read, in the order of the form."""
        names = [name for name in self.fields if name in self.errors]
        return "、".join(dict.fromkeys(str(self.fields[name].label) for name in names))

    def to_terms(self) -> CharterTerms:
        """What was said; what stayed empty is None and inherited."""
        data = self.cleaned_data
        return CharterTerms(
            purpose=data["purpose"] or None,
            theme=data["theme"].strip() or None,
            audience=data["audience"].strip() or None,
            value_proposition=data["value_proposition"].strip() or None,
            service_hours=self._hours(),
            reply_limit_minutes=data["reply_limit_minutes"],
            rules=self._rules(),
            nickname_format=data["nickname_format"].strip() or None,
            floor=self._floor(),
            size_cap=data["size_cap"],
            silent_days=data["silent_days"],
            mute_hours=data["spans"],
            topic_scope=data["topic_scope"].strip() or None,
            side_group=data["side_group"].strip() or None,
            ladder=self._ladder(),
        )

    def _hours(self) -> ServiceHours | None:
        said = self.cleaned_data["week"]
        next_day, holidays = self.cleaned_data["next_day"], self.cleaned_data["holidays"]
        if all(day is None for day in said) and next_day is None and not holidays:
            return None
        before = self.inherited.service_hours
        usual = week_of(before.shifts)
        week = tuple(usual[day] if shifts is None else shifts for day, shifts in enumerate(said))
        return ServiceHours(
            week, before.next_day if next_day is None else next_day, before.tz, holidays or before.holidays
        )

    def _ladder(self) -> LadderTerms | None:
        """None where nothing was said: then it is inherited as a whole."""
        said = self.cleaned_data
        if not said["steps"] and said["expires_days"] is None and not said["severe"]:
            return None
        before = self.inherited.ladder
        return LadderTerms(
            tuple(step for step in STEPS if step in said["steps"]) or before.steps,
            said["expires_days"] or before.expires_days,
            tuple(said["severe"]),
        )

    def _floor(self) -> ActivityFloor | None:
        share, talk = self.cleaned_data["speaking_share"], self.cleaned_data["messages_per_day"]
        if share is None and talk is None:
            return None
        return ActivityFloor(share / 100 if share is not None else None, talk)

    def _rules(self) -> tuple[Rule, ...] | None:
        rules = []
        before = {rule.kind: rule for rule in self.inherited.rules}
        for number in RULES:
            kind = self.cleaned_data[f"rule_{number}_kind"]
            if kind:
                rules.append(
                    Rule(
                        kind,
                        self.cleaned_data[f"rule_{number}_text"].strip(),
                        self.cleaned_data[f"rule_{number}_consequence"].strip(),
                        tuple(self.cleaned_data[f"rule_{number}_allow"].split()),
                        before[kind].limit if kind in before else None,
                    )
                )
        return tuple(rules) or None


class WeightsForm(forms.Form):
    """A purpose's table: points per measure. An empty field is the default again."""

    def __init__(self, *args: Any, built_in: Mapping[str, float], weights: Mapping[str, float], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.built_in = built_in
        for key, measure in MEASURES.items():
            default = built_in.get(key, 0)
            field = forms.IntegerField(
                label=_now(measure.name), min_value=-MOST_POINTS, max_value=MOST_POINTS, required=False
            )
            field.initial = round(weights.get(key, 0))
            field.widget.attrs |= {"placeholder": f"{default:g}", "inputmode": "numeric"}
            self.fields[key] = field

    def weights(self) -> dict[str, float]:
        """Measure → points as said, the default where nothing was."""
        return {
            key: self.built_in.get(key, 0) if (said := self.cleaned_data.get(key)) is None else said
            for key in self.fields
        }


class AnnouncedForm(forms.Form):
    """When a version was posted in the group; now where nothing is said."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label=_("Posted at"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def moment(self, zone: str) -> int | None:
        """Epoch seconds UTC; the time is meant in the workspace's zone. None: now."""
        at: datetime | None = self.cleaned_data["at"]
        return None if at is None else int(at.replace(tzinfo=clock.zone(zone)).timestamp())


class AcknowledgedForm(forms.Form):
    number = forms.IntegerField(min_value=1)
    person = forms.IntegerField(min_value=1)
    do = forms.ChoiceField(choices=[("note", ""), ("take_back", "")])
