"""The charters as they hold: purpose, template chain and own terms laid over each other."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext

from qunce.base.journal.models import Fact
from qunce.base.tenancy.models import Workspace
from qunce.community.charter import models
from qunce.community.charter.policy import Layer, Merged, merge, purpose_layer, purpose_named
from qunce.community.charter.policy.milder import Term, terms_of_law
from qunce.community.charter.policy.nicknames import FormatError, NicknameFormat, parse
from qunce.community.charter.purposes import MEASURES, PURPOSES, CharterTerms, Purpose, changed
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group, Membership
from qunce.community.queries import places
from qunce.kernel.verdict import Reason

DEFAULT_PURPOSE = "service"
_PLAIN = (
    "theme", "audience", "value_proposition", "reply_limit_minutes", "nickname_format", "size_cap", "silent_days",
    "life_days", "topic_scope", "side_group",
)  # fmt: skip
_STRUCTURED = ("service_hours", "rules", "floor", "mute_hours", "ladder")
TERMS = (*_PLAIN, *_STRUCTURED)
_PART = 10_000  # ids in one query: SQLite takes 32,766


def terms_of(row: models.Terms) -> CharterTerms:
    """A row's own terms as policies know them."""
    said: dict[str, Any] = {name: getattr(row, name) for name in TERMS if getattr(row, name) is not None}
    return msgspec.convert({**said, "purpose": row.purpose or None}, CharterTerms)


def purposes(workspace: Workspace) -> dict[str, Purpose]:
    """The table of purposes, as this workspace edited it."""
    table = dict(PURPOSES.items())
    for row in models.Purpose.objects.filter(workspace=workspace):
        built_in = table.get(row.key)
        if built_in:
            terms = msgspec.convert(row.terms, CharterTerms) if row.terms else None
            table[row.key] = changed(built_in, name=row.name or None, weights=row.weights, terms=terms)
    return table


class Charters:
    """Effective charters of one workspace; templates and purposes are read once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.purposes = purposes(workspace)
        self._templates = {t.pk: t for t in models.CharterTemplate.objects.filter(workspace=workspace)}

    def template_names(self) -> dict[int, str]:
        return {pk: row.name for pk, row in self._templates.items()}

    def merged(self, own: models.Charter | None) -> Merged:
        """What holds for a group with this charter row (None: nothing was said yet), and who said it."""
        layers = [*self._chain(own.template_id if own else None)]
        if own:
            layers.append(Layer("own", terms_of(own)))
        return self._merge(layers, own.version if own else 1)

    def draft(self, terms: CharterTerms, template_id: int | None) -> Merged:
        """What would hold if these terms were kept under this template (None: under the purpose alone)."""
        return self._merge([*self._chain(template_id), Layer("own", terms)], 1)

    def of_template(self, template: models.CharterTemplate) -> Merged:
        return self._merge(self._chain(template.pk), template.version)

    def of_groups(self, group_ids: Collection[int]) -> dict[int, Merged]:
        ids = list(group_ids)
        rows = {
            row.group_id: row
            for start in range(0, len(ids), _PART)
            for row in models.Charter.objects.filter(group_id__in=ids[start : start + _PART])
        }
        return {group_id: self.merged(rows.get(group_id)) for group_id in group_ids}

    def _merge(self, layers: list[Layer], version: int) -> Merged:
        purpose = self.purposes[purpose_named(layers, DEFAULT_PURPOSE)]
        return merge([purpose_layer(purpose), *layers], version=version)

    def _chain(self, template_id: int | None) -> list[Layer]:
        """The template and its ancestors, root first; a circle ends where it closes."""
        chain: list[Layer] = []
        seen: set[int] = set()
        while template_id is not None and template_id not in seen and template_id in self._templates:
            seen.add(template_id)
            row = self._templates[template_id]
            chain.append(Layer(f"template:{row.pk}", terms_of(row)))
            template_id = row.parent_id
        return chain[::-1]


def effective(workspace: Workspace, group_id: int) -> Merged:
    """The charter of one group as it holds now."""
    return Charters(workspace).of_groups([group_id])[group_id]


def families(workspace: Workspace, group_ids: Collection[int]) -> list[list[int]]:
    """The live groups of the workspace that belong together with one of these: those under the same template.

    Who puts groups under one template says that they are of one kind. A group without template stands alone.
    """
    live = Group.objects.filter(workspace=workspace, archived_at=None)
    rows = dict(live.order_by("pk").values_list("pk", "charter__template_id"))
    wanted = {rows[group_id] for group_id in group_ids if group_id in rows}
    alone = [[group_id] for group_id in sorted(set(group_ids)) if group_id in rows and rows[group_id] is None]
    by_template: dict[int, list[int]] = {}
    for group_id, template in rows.items():
        if template is not None and template in wanted:
            by_template.setdefault(template, []).append(group_id)
    return [*by_template.values(), *alone]


def groups_by_purpose(workspace: Workspace) -> dict[str, list[int]]:
    """Purpose key → ids of the groups in use that are run for it."""
    ids = list(Group.objects.filter(workspace=workspace, archived_at__isnull=True).values_list("pk", flat=True))
    found: dict[str, list[int]] = {}
    for pk, merged in Charters(workspace).of_groups(ids).items():
        found.setdefault(merged.charter.purpose, []).append(pk)
    return found


def templates(workspace: Workspace) -> "QuerySet[models.CharterTemplate]":
    return models.CharterTemplate.objects.filter(workspace=workspace).order_by("name")


class Version(NamedTuple):
    """What held in a group from ``since`` (epoch seconds UTC) on. by: who changed it, as in facts.

    announced_at: when members were told, None while they were not.
    """

    number: int
    since: int
    by: str
    charter: EffectiveCharter
    announced_at: int | None


def versions(group: Group) -> list[Version]:
    """All versions of a group's charter, the oldest first; [] while nobody has said anything for it."""
    rows = models.CharterVersion.objects.filter(group=group).select_related("content").order_by("number")
    return [Version(row.number, row.since, row.by, _charter_of(row), row.announced_at) for row in rows]


def _charter_of(row: models.CharterVersion) -> EffectiveCharter:
    return msgspec.convert({**row.content.terms, "version": row.number}, EffectiveCharter)


def version_at(group: Group, moment: int) -> Version:
    """The charter in force at a moment (epoch seconds UTC): by it an offence of then is judged.

    Before the first version the first one counts, and where nobody ever said anything what holds by default does,
    as version 0: no charter is known that could have been broken instead.
    """
    rows = models.CharterVersion.objects.filter(group=group).order_by("-number").select_related("content")
    row = rows.filter(since__lte=moment).first() or rows.last()
    if row is None:
        return Version(0, group.created_at, "system", effective(group.workspace, group.pk).charter, None)
    return Version(row.number, row.since, row.by, _charter_of(row), row.announced_at)


def spoken(charter: EffectiveCharter, table: Mapping[str, Purpose]) -> EffectiveCharter:
    """A charter in the reader's language: built-in texts, the purpose and the measures by their names.

    ``table``: the workspace's purposes (``purposes``), read once for all versions.
    """

    def said(text: str) -> str:
        return gettext(text) if text else ""

    purpose = table.get(charter.purpose)
    return replace(
        charter,
        purpose=said(purpose.name) if purpose else charter.purpose,
        weights={_measure_name(key): points for key, points in charter.weights.items()},
        rules=tuple(replace(r, text=said(r.text), consequence=said(r.consequence)) for r in charter.rules),
        nickname_format=said(charter.nickname_format),
    )


def _measure_name(key: str) -> str:
    measure = MEASURES.find(key)
    return gettext(measure.name) if measure else key


class Known(NamedTuple):
    """By what somebody acknowledged a version. how: "reply", "note" or "tap"; message_id: the reply."""

    number: int
    at: int
    how: str
    message_id: int | None


def acknowledgements(group: Group, number: int) -> dict[int, Known]:
    """Person id → how they acknowledged this version or a later one; of several the first."""
    rows = models.Acknowledgement.objects.filter(group=group, number__gte=number).order_by("-at", "-pk")
    found = rows.values_list("person_id", "person__merged_into_id", "number", "at", "how", "message_id")
    return {merged or person: Known(n, at, how, said) for person, merged, n, at, how, said in found}


class Misnamed(NamedTuple):
    """Somebody whose nickname does not follow the group's format. asked_at: when they were asked last, or None."""

    place: Membership
    name: str
    misses: tuple[Reason, ...]
    asked_at: int | None


def nickname_format(group: Group) -> NicknameFormat | None:
    """The format that holds in a group, in the reader's language; None where there is none that can be followed."""
    book = Charters(group.workspace)
    try:
        return parse(spoken(book.of_groups([group.pk])[group.pk].charter, book.purposes).nickname_format)
    except FormatError:
        return None


def misnamed(group: Group, wanted: NicknameFormat) -> list[Misnamed]:
    """The members (not colleagues) whose nickname does not follow the format, those never asked first, by name."""
    told = Fact.objects.filter(type="charter.rename_asked", group_id=group.pk).order_by("at")
    asked = dict(told.values_list("person_id", "at"))
    found = []
    for place in places(group).filter(person__is_staff=False):
        name = place.nickname or place.person.name
        misses = wanted.misses(name)
        if misses:
            found.append(Misnamed(place, name, misses, asked.get(place.person_id)))
    return sorted(found, key=lambda one: (one.asked_at is not None, one.name, one.place.pk))


def law_of(group: Group, now: EffectiveCharter, since: int, until: int | None = None) -> list[Term]:
    """How a stretch of a group's talk, epoch seconds [since, until), is judged: by the version in force at the time,
    or by the present charter ``now`` where that is milder.
    """
    return terms_of_law([(version.since, version.charter) for version in versions(group)], now, since, until)
