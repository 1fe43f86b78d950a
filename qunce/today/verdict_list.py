"""All judgements of a group by kind and decision, each with its evidence one click away."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import tables
from qunce.base.ui.pages import render
from qunce.base.verdicts import queries as verdicts
from qunce.base.verdicts.registry import VerdictKind, verdict_kinds
from qunce.community import queries as community
from qunce.community.access import access_group
from qunce.community.models import Person
from qunce.today import queries
from qunce.today.queries import Judgement

SIZE = 30

Link = tuple[str, str, bool, int | None]


class Line(NamedTuple):
    """One judgement in the list."""

    judgement: Judgement
    person: Person | None
    decision: str
    tone: str


@require_GET
@door(Role.VIEWER)
def group_verdicts(request: StaffRequest, pk: int) -> HttpResponse:
    """``?kind=`` and any number of ``?decision=``; without a kind the first that this group has."""
    group = access_group(request.actor, pk)
    counts = verdicts.decisions_in_group(group.pk)
    kinds = [kind for key, kind in verdict_kinds.items() if any(k == key for k, _d in counts)]
    kind = next((k for k in kinds if k.key == request.GET.get("kind", "")), kinds[0] if kinds else None)
    if kind is None:
        nothing = {"group": group, "kind": None, "seen": community.people_note(group)}
        return render(request, "today/verdicts.html", nothing)
    chosen = [d for d in request.GET.getlist("decision") if d in kind.decisions]
    rows = verdicts.in_group(group.pk, kind.key)
    if chosen:
        rows = rows.filter(decision__in=chosen)
    total = sum(n for (k, d), n in counts.items() if k == kind.key and (not chosen or d in chosen))
    listing = tables.listing(request, rows, size=SIZE, total=total)
    context = {
        "group": group,
        "kind": kind,
        "listing": listing,
        "lines": _lines(request.actor.workspace.pk, kind, [row.pk for row in listing.items]),
        "tabs": _kinds(group.pk, kinds, kind, counts),
        "views": _decisions(group.pk, kind, chosen, counts),
        "seen": community.people_note(group),
    }
    return render(request, "today/verdicts.html", context, block="list")


def _lines(workspace_id: int, kind: VerdictKind, ids: list[int]) -> list[Line]:
    judged = queries.judgements(workspace_id, ids)
    found = [judged[pk] for pk in ids if pk in judged]
    people = community.people_by_id(workspace_id, {j.verdict.person_id for j in found if j.verdict.person_id})
    return [
        Line(
            one,
            people.get(one.verdict.person_id or 0),
            _(kind.decisions.get(one.verdict.decision, one.verdict.decision)),
            kind.tone.get(one.verdict.decision, ""),
        )
        for one in found
    ]


def _kinds(pk: int, kinds: list[VerdictKind], now: VerdictKind, counts: dict[tuple[str, str], int]) -> list[Link]:
    there = reverse("today:group-verdicts", args=[pk])
    sums = {k.key: sum(n for (key, _d), n in counts.items() if key == k.key) for k in kinds}
    return [(_(k.title), f"{there}?{urlencode({'kind': k.key})}", k is now, sums[k.key]) for k in kinds]


def _decisions(pk: int, kind: VerdictKind, chosen: list[str], counts: dict[tuple[str, str], int]) -> list[Link]:
    there = reverse("today:group-verdicts", args=[pk])
    here = [(d, label, counts[kind.key, d]) for d, label in kind.decisions.items() if (kind.key, d) in counts]
    return [
        (_("All"), f"{there}?{urlencode({'kind': kind.key})}", not chosen, None),
        *(
            (_(label), f"{there}?{urlencode({'kind': kind.key, 'decision': d})}", d in chosen, n)
            for d, label, n in here
        ),
    ]
