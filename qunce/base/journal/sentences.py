"""Facts as sentences in the reader's language: the audit page and the timelines read them here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qunce.base.journal.models import Fact
from qunce.base.journal.registry import fact_types, names


@dataclass(frozen=True, slots=True)
class Line:
    """A fact, told. ``actor``, ``person`` and ``group`` are names, "" where the fact has none."""

    fact: Fact
    text: str
    actor: str
    person: str
    group: str
    icon: str


class _Params(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"  # an erased or older fact may lack a key; the sentence still reads


def lines(workspace_id: int, facts: Iterable[Fact]) -> list[Line]:
    """Tell facts of one workspace, in the order given. A kind of name costs one query, not one per fact."""
    listed = list(facts)
    found = _names(workspace_id, listed)
    return [_line(fact, found) for fact in listed]


def kind_label(key: str) -> str:
    """A type of fact without its particulars, for a list to choose from."""
    kind = fact_types.find(key)
    return _(kind.sentence) % _Params() if kind else key


def _line(fact: Fact, found: Mapping[str, Mapping[int, str]]) -> Line:
    kind = fact_types.find(fact.type)
    person = found["person"].get(fact.person_id or 0, "")
    group = found["group"].get(fact.group_id or 0, "")
    actor = actor_name(fact.actor, found)
    shown = kind.shown if kind else {}
    data = {key: shown[key](value) if key in shown else value for key, value in fact.data.items()}
    params = _Params({"person": person or "…", "group": group or "…", "actor": actor, **data})
    text = _(kind.sentence) % params if kind else fact.type
    return Line(fact, text, actor, person, group, kind.icon if kind else "point")


def actor_name(key: str, found: Mapping[str, Mapping[int, str]]) -> str:
    """What "staff:3", "import:17", "person:42", "visitor" or "system" is called."""
    kind, _colon, number = key.partition(":")
    if number.isdigit():
        return found.get(kind, {}).get(int(number), "") or _("somebody who is gone")
    return _("a visitor") if kind == "visitor" else _("the system")


def _names(workspace_id: int, facts: list[Fact]) -> dict[str, dict[int, str]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        if fact.person_id:
            wanted["person"].add(fact.person_id)
        if fact.group_id:
            wanted["group"].add(fact.group_id)
        kind, _colon, number = fact.actor.partition(":")
        if number.isdigit():
            wanted[kind].add(int(number))
    found: dict[str, dict[int, str]] = {"person": {}, "group": {}}
    for kind, ids in wanted.items():
        source = names.find(kind)
        found[kind] = source(workspace_id, ids) if source else {}
    return found
