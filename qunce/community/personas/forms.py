"""Accounts, duties and absences as forms."""

import re
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qunce.base.accounts.access import Actor
from qunce.community.access import groups_of
from qunce.community.charter.policy.week import week_of
from qunce.community.charter.weeks import LONGEST, WeekForm
from qunce.community.models import Person
from qunce.community.personas import queries
from qunce.community.personas.models import Duty, Persona
from qunce.community.personas.policy import ROLES, MomentsError, read_plan, shown_plan
from qunce.community.personas.services import DutyTerms, PersonaTerms
from qunce.kernel import clock

PICTURES = [
    ("unknown", _("not looked at yet")),
    ("photo", _("a person's photo")),
    ("drawing", _("a drawing or an object")),
    ("logo", _("the brand's logo")),
    ("none", _("no picture")),
]
TONES = [
    ("polite", _("polite and matter-of-fact")),
    ("warm", _("warm, like a neighbour")),
    ("lively", _("lively, with a joke")),
    ("expert", _("an expert: brief and exact")),
]
MOST_STAFF = 300
HOLDERS = 3
LONGEST_TOPIC = 20
_TOPICS = re.compile(r"[\s,，、;；]+")


class PersonaForm(forms.Form):
    """An account as members know it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("As members read it, like 小李 or 刘姐: a person, not an assistant."),
    )
    person = forms.TypedChoiceField(
        label=_("Who it is in the groups"), coerce=int, empty_value=None, required=False,
        help_text=_("People marked as colleagues. With it, silence is noticed."),
    )  # fmt: skip
    picture = forms.ChoiceField(label=_("What its picture shows"), choices=PICTURES)
    tone = forms.ChoiceField(label=_("How it speaks"), choices=TONES)
    manner = forms.CharField(
        label=_("More about its manner"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Words it likes, words it never uses, where it lives, what it is fond of."),
    )  # fmt: skip
    moments = forms.CharField(
        label=_("Moments plan"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One post a line: 周三 20:00 周末爬山的照片. Each becomes a task in its time."),
    )  # fmt: skip

    def __init__(self, *args: Any, workspace_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Person.objects.filter(
            workspace_id=workspace_id, is_staff=True, is_bot=False, merged_into=None, erased_at=None
        )
        listed = [(str(pk), name) for pk, name in staff.order_by("name").values_list("pk", "name")[:MOST_STAFF]]
        cast(forms.TypedChoiceField, self.fields["person"]).choices = [("", _now("not known")), *listed]

    def clean_moments(self) -> str:
        text = str(self.cleaned_data["moments"])
        try:
            read_plan(text)
        except MomentsError as error:
            raise forms.ValidationError(_now(error.msgid) % error.params) from error
        return text

    def terms(self) -> PersonaTerms:
        data = self.cleaned_data
        return PersonaTerms(
            data["name"], data["person"], data["picture"], data["tone"], data["manner"], read_plan(data["moments"])
        )

    @staticmethod
    def initial_of(row: Persona) -> dict[str, Any]:
        person = (row.person.merged_into_id or row.person_id) if row.person else None
        return {
            "name": row.name, "person": person, "picture": row.picture, "tone": row.tone, "manner": row.manner,
            "moments": shown_plan(queries.plan_of(row)),
        }  # fmt: skip


class DutyForm(WeekForm):
    """What an account answers, where, when, and who sits behind it."""

    role = forms.ChoiceField(label=_("Kind of work"))
    topics = forms.CharField(
        label=_("Topics"), max_length=400, required=False,
        help_text=_("Words that lead here, with spaces: 退款 发票 物流. Empty: all that no other duty takes."),
    )  # fmt: skip
    scope = forms.ChoiceField(label=_("Groups"), choices=[("all", "all"), ("some", "some")])
    groups = forms.TypedMultipleChoiceField(
        label=_("Only these groups"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    weekdays = forms.CharField(
        label=_("Set times, Monday to Friday"), max_length=LONGEST, required=False,
        help_text=_("Like 10:00-11:00 15:00-16:00. All empty: whenever the group is served."),
    )  # fmt: skip
    weekend = forms.CharField(label=_("Set times, weekend"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        cast(forms.ChoiceField, self.fields["role"]).choices = [(key, _now(label)) for key, label in ROLES.items()]
        listed = groups_of(actor).filter(archived_at=None).order_by("name").values_list("pk", "name")
        cast(forms.TypedMultipleChoiceField, self.fields["groups"]).choices = list(listed)
        colleagues = queries.colleagues(actor.workspace.pk)
        here = [("", _now("nobody")), *((str(pk), name) for pk, name in colleagues.items())]
        for number in range(HOLDERS):
            label = _("Colleague") if number == 0 else _("Then, when away")
            self.fields[f"holder_{number}"] = forms.TypedChoiceField(
                label=label, coerce=int, empty_value=None, required=False, choices=here
            )

    def clean_topics(self) -> list[str]:
        topics = [topic for topic in _TOPICS.split(str(self.cleaned_data["topics"])) if topic]
        for topic in topics:
            if len(topic) > LONGEST_TOPIC:
                raise forms.ValidationError(_("“%(topic)s” is a sentence: a topic is a word.") % {"topic": topic})
        return topics

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scope") == "some" and not data.get("groups") and "groups" not in self.errors:
            self.add_error("groups", _("Tick at least one group, or choose all."))
        if data.get("scope") == "all" and self.actor.groups is not None:
            self.add_error("scope", _("You see some groups only: tick those it holds for."))
        week = data["week"]
        data["shifts"] = None if all(day is None for day in week) else tuple(day or () for day in week)
        if data["shifts"] is not None and not any(data["shifts"]):
            self.add_error("weekdays", _("A duty that is never on answers nobody."))
        return data

    def terms(self) -> DutyTerms:
        data = self.cleaned_data
        holders = [data[f"holder_{n}"] for n in range(HOLDERS) if data[f"holder_{n}"] is not None]
        groups = data["groups"] if data["scope"] == "some" else []
        return DutyTerms(data["role"], data["topics"], groups, data["shifts"], holders)

    @staticmethod
    def initial_of(row: Duty | None) -> dict[str, Any]:
        if row is None:
            return {"role": "service", "scope": "all"}
        said: dict[str, Any] = {
            "role": row.role,
            "topics": " ".join(row.topics),
            "scope": "some" if row.group_ids else "all",
            "groups": row.group_ids,
            **{f"holder_{n}": holder for n, holder in enumerate(row.holders[:HOLDERS])},
        }
        if row.shifts is not None:
            said |= WeekForm.week_initial(week_of(row.shifts))
        return said


class AbsenceForm(forms.Form):
    """Who is away, until when, and who stands in."""

    colleague = forms.TypedChoiceField(label=_("Who is away"), coerce=int)
    since = forms.DateTimeField(
        label=_("From"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: from now on."),
    )  # fmt: skip
    until = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    stand_in = forms.TypedChoiceField(label=_("Who stands in"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def __init__(self, *args: Any, here: dict[int, str], zone: str, only: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        listed = [(str(pk), name) for pk, name in here.items()]
        mine = [pair for pair in listed if only is None or pair[0] == str(only)]
        cast(forms.TypedChoiceField, self.fields["colleague"]).choices = mine
        cast(forms.TypedChoiceField, self.fields["stand_in"]).choices = [("", _now("the next in turn")), *listed]

    def _moment(self, field: str) -> int | None:
        at: datetime | None = self.cleaned_data.get(field)
        return None if at is None else int(at.replace(tzinfo=clock.zone(self.zone)).timestamp())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["since_at"], data["until_at"] = self._moment("since") or clock.timestamp(), self._moment("until")
        if data["until_at"] is not None and data["until_at"] <= max(data["since_at"], clock.timestamp()):
            self.add_error("until", _("The end lies before the beginning, or is over already."))
        if data.get("stand_in") is not None and data.get("stand_in") == data.get("colleague"):
            self.add_error("stand_in", _("Somebody else has to stand in."))
        return data


class TryForm(forms.Form):
    """A question, to see whom it falls to."""

    text = forms.CharField(label=_("A question"), max_length=500, required=False)
