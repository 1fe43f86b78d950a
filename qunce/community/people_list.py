"""The list of people: which rows a filter asks for, read from one index whatever the filter."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import F, OrderBy, Q, QuerySet
from django.utils.translation import gettext as _

from qunce.base.accounts.access import Actor
from qunce.base.ui import tables
from qunce.base.ui.tables import Column, Sorting
from qunce.community.access import groups_of, people_of
from qunce.community.columns import ordered as columns_in_order
from qunce.community.columns import person_columns, person_filters
from qunce.community.models import Membership, Person, PersonTag, Tag
from qunce.community.search import found_by
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_

People = QuerySet[Person]
_ID = 4  # a member ID or phone number has at least so many signs


def live(actor: Actor) -> People:
    """People this actor may see: not joined with another entry, not erased."""
    return people_of(actor).filter(merged_into__isnull=True, erased_at__isnull=True)


class Choice(NamedTuple):
    """A filter with a fixed set of values: value → (English msgid, what it asks for)."""

    label: str
    options: Mapping[str, tuple[str, Callable[[int], Q]]]


def _since(days: int) -> Callable[[int], Q]:
    return lambda now: Q(last_spoke_at__gte=now - days * DAY)


def _silent(days: int) -> Callable[[int], Q]:
    return lambda now: Q(last_spoke_at__lt=now - days * DAY) | Q(last_spoke_at__isnull=True)


CHOICES: dict[str, Choice] = {
    "who": Choice(
        N_("Who"),
        {
            "members": (N_("Members"), lambda now: Q(is_staff=False)),
            "staff": (N_("Colleagues"), lambda now: Q(is_staff=True)),
        },
    ),
    "spoke": Choice(
        N_("Spoke"),
        {
            "7": (N_("within 7 days"), _since(7)),
            "30": (N_("within 30 days"), _since(30)),
            "silent30": (N_("not for 30 days"), _silent(30)),
            "silent90": (N_("not for 90 days"), _silent(90)),
            "never": (N_("never"), lambda now: Q(last_spoke_at__isnull=True)),
        },
    ),
    "bought": Choice(
        N_("Purchases"),
        {
            "yes": (N_("has bought"), lambda now: Q(spent_fen__gt=0)),
            "no": (N_("known: nothing"), lambda now: Q(spent_fen=0)),
            "unknown": (N_("unknown"), lambda now: Q(spent_fen__isnull=True)),
        },
    ),
    "places": Choice(
        N_("In how many groups"),
        {
            "many": (N_("in several groups"), lambda now: Q(group_count__gt=1)),
            "none": (N_("in no group"), lambda now: Q(group_count=0)),
        },
    ),
}


def narrowed(actor: Actor, asked: Mapping[str, str]) -> People:
    """The people of a filter; what it does not know it leaves out."""
    rows, now = live(actor), clock.timestamp()
    text = asked.get("q", "").strip()
    if text:
        rows = rows.filter(_found(actor, text))
    for key, choice in CHOICES.items():
        option = choice.options.get(asked.get(key, ""))
        if option:
            rows = rows.filter(option[1](now))
    if asked.get("tag"):
        bearers = PersonTag.objects.filter(tag__workspace_id=actor.workspace.pk, tag__name=asked["tag"])
        rows = rows.filter(pk__in=bearers.values("person_id"))
    group = asked.get("group", "")
    if group.isascii() and group.isdigit() and len(group) < 19:
        there = groups_of(actor).filter(pk=int(group)).values("pk")
        rows = rows.filter(
            pk__in=Membership.objects.filter(group_id__in=there, left_at__isnull=True).values("person_id")
        )
    for key, entry in person_filters.items():
        value = asked.get(key, "")
        if value in {option for option, _label in entry.options}:
            rows = entry.apply(rows, actor.workspace.pk, value)
    return rows


def _found(actor: Actor, text: str) -> Any:
    if not (text.isascii() and len(text) >= _ID and any(c.isdigit() for c in text)):
        return found_by(text)
    known = Person.objects.filter(workspace_id=actor.workspace.pk, member_id=text)
    return Q(found_by(text)) | Q(pk__in=known.values("pk"))


def shown_filters(actor: Actor, asked: Mapping[str, str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Key, label and options of every filter, translated, "all" first."""
    found = [
        (key, _(choice.label), [("", _("All")), *((value, _(label)) for value, (label, _q) in choice.options.items())])
        for key, choice in CHOICES.items()
    ]
    names = list(
        Tag.objects.filter(workspace_id=actor.workspace.pk).order_by("name").values_list("name", flat=True)[:300]
    )
    found.append(("tag", _("Tags"), [("", _("All")), *((name, name) for name in names)]))
    groups = groups_of(actor).filter(archived_at__isnull=True).order_by("-heard_until").values_list("pk", "name")[:300]
    found.append(("group", _("Group"), [("", _("All")), *((str(pk), name) for pk, name in groups)]))
    for key, entry in sorted(person_filters.items(), key=lambda item: item[1].order):
        found.append((key, _(entry.label), [("", _("All")), *((value, _(label)) for value, label in entry.options)]))
    return found


def columns() -> list[Column]:
    return [
        Column("name", _("Name"), order="name", wide=True),
        Column("messages", _("Messages"), order="message_count", number=True),
        Column("spoke", _("Last spoke"), order="last_spoke_at"),
        Column("groups", _("Groups"), order="group_count", number=True, phone=False),
        Column("spent", _("Spent"), order="spent_fen", number=True, phone=False),
        *(Column(key, _(c.label), number=c.number, phone=c.phone) for key, c in columns_in_order(person_columns)),
        Column("tags", _("Tags"), phone=False),
    ]


_NULLABLE = {"last_spoke_at", "spent_fen"}


def in_order(rows: People, shown: list[Column], sorting: Sorting) -> People:
    """Sorted; what is unknown comes last both ways on either database."""
    parts: list[str | OrderBy] = []
    for part in tables.order_by(shown, sorting):
        field = part.removeprefix("-")
        parts.append(
            OrderBy(F(field), descending=part.startswith("-"), nulls_last=True) if field in _NULLABLE else part
        )
    return rows.order_by(*parts)


def tags_of(person_ids: list[int]) -> dict[int, list[str]]:
    """Person id → names of their tags."""
    found: dict[int, list[str]] = {}
    rows = PersonTag.objects.filter(person_id__in=person_ids).order_by("tag__name")
    for person_id, name in rows.values_list("person_id", "tag__name"):
        found.setdefault(person_id, []).append(name)
    return found
