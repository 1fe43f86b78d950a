"""The forms of sign-in, set-up, staff and profile."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.base.accounts import policy
from qunce.base.accounts.models import Role, Staff, StaffMembership
from qunce.base.accounts.roles import options
from qunce.base.accounts.services import Newcomer
from qunce.base.journal.registry import names

THEMES = (
    ("", gettext_lazy("As the device has it")),
    ("light", gettext_lazy("Light")),
    ("dark", gettext_lazy("Dark")),
)


def _username(**kwargs: Any) -> forms.CharField:
    attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=gettext_lazy("Sign-in name"), max_length=60, widget=forms.TextInput(attrs=attrs), **kwargs
    )


def _password(label: Any, autocomplete: str, **kwargs: Any) -> forms.CharField:
    # 256 is far above any passphrase and far below what would make hashing a weapon.
    return forms.CharField(
        label=label,
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        **kwargs,
    )


# Where Chinese-speaking communities are; any other IANA zone can be set by whoever runs the installation.
ZONES = (
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore",
    "Asia/Kuala_Lumpur", "Asia/Bangkok", "Asia/Jakarta", "Asia/Manila", "Asia/Ho_Chi_Minh", "Asia/Tokyo",
    "Asia/Seoul", "Asia/Dubai", "Asia/Kolkata", "Australia/Sydney", "Australia/Perth", "Pacific/Auckland",
    "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Moscow",
    "Africa/Johannesburg", "Africa/Lagos", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/Toronto", "America/Vancouver", "America/Sao_Paulo", "UTC",
)  # fmt: skip


class SignInForm(forms.Form):
    username = _username()
    password = _password(gettext_lazy("Passphrase"), "current-password")

    def clean_username(self) -> str:
        return policy.normal_name(str(self.cleaned_data["username"]))


class NewcomerForm(forms.Form):
    """Somebody opens an account: three fields."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    username = _username()
    password = _password(
        gettext_lazy("Passphrase"),
        "new-password",
        help_text=gettext_lazy("At least 8 characters. A short sentence is easy to remember and hard to guess."),
    )

    def clean_username(self) -> str:
        username = policy.normal_name(str(self.cleaned_data["username"]))
        if any(ch.isspace() for ch in username):
            raise ValidationError(_("A sign-in name has no spaces."))
        return username

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("password"):
            try:
                validate_password(data["password"], Staff(username=data.get("username", ""), name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data

    def newcomer(self, language: str) -> Newcomer:
        data = self.cleaned_data
        return Newcomer(data["name"], data["username"], data["password"], language)


class SetUpForm(NewcomerForm):
    """The first run: four fields, the rest is guessed and can be changed later."""

    workspace = forms.CharField(
        label=gettext_lazy("Name of your workspace"),
        max_length=80,
        help_text=gettext_lazy("Your shop, brand or community. It can be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    field_order = ("workspace", "name", "username", "password")


class ProfileForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=60)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=gettext_lazy("Appearance"), choices=THEMES, required=False)


class PasswordForm(forms.Form):
    """A new passphrase; the old one is checked by the view, under the same lock as signing in."""

    current = _password(gettext_lazy("Current passphrase"), "current-password")
    new = _password(
        gettext_lazy("New passphrase"),
        "new-password",
        help_text=gettext_lazy("All other devices will be signed out."),
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        validate_password(new, self.staff)
        return new


class PlaceForm(forms.Form):
    """A role, and which groups somebody sees: all, said in so many words, or the ones ticked."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    scope = forms.ChoiceField(label=gettext_lazy("Groups they see"), choices=[("all", "all"), ("some", "some")])
    groups = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only these groups"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, workspace_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source = names.find("group")
        listed = source(workspace_id, None) if source else {}
        by_name: list[tuple[int, str]] = sorted(listed.items(), key=lambda pair: pair[1])
        cast(forms.ChoiceField, self.fields["role"]).choices = [(value, label) for value, label, _meaning in options()]
        cast(forms.TypedMultipleChoiceField, self.fields["groups"]).choices = by_name

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        some = data.get("scope") == "some"
        if data.get("role") == Role.OWNER and some:
            self.add_error("scope", _("An owner sees every group."))
        # Never read "none ticked" as "all": taking the last tick away must not open every group.
        elif some and not data.get("groups") and "groups" not in self.errors:
            self.add_error("groups", _("Tick at least one group, or choose all."))
        return data

    @property
    def group_ids(self) -> list[int] | None:
        """The scope as the services take it: None for every group."""
        return self.cleaned_data["groups"] if self.cleaned_data["scope"] == "some" else None

    @staticmethod
    def initial_of(place: StaffMembership) -> dict[str, Any]:
        scope, groups = ("all", []) if place.all_groups else ("some", place.group_ids)
        return {"role": place.role, "scope": scope, "groups": groups}


class InviteForm(PlaceForm):
    name = forms.CharField(
        label=gettext_lazy("Whom do you invite?"),
        max_length=60,
        help_text=gettext_lazy("Only to tell invitations apart; they can write their name differently."),
    )
    field_order = ("name", "role", "scope", "groups")


class WorkspaceForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of your workspace"), max_length=80)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Days, service hours and reports are reckoned in it."),
    )

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = ZONES if present in ZONES else (present, *ZONES)
        cast(forms.ChoiceField, self.fields["zone"]).choices = [(zone, zone) for zone in offered]
