"""What the group page and the group list show of the desk's judgements."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from qunce.base.ui import formats
from qunce.base.verdicts import listing
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.registry import verdict_kinds
from qunce.community import queries as community
from qunce.community.columns import Cell
from qunce.community.models import Group, Message
from qunce.practice.desk import queries
from qunce.practice.desk.promises import queries as promises
from qunce.practice.desk.promises.forms import CHOICES
from qunce.practice.desk.repeats import KIND as REPEATED

KIND = "desk.unanswered"
SHOWN = ("unanswered", "waiting")
LINES = 5
WORDINGS = 8  # wordings of one question that are unfolded


def panel(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    """The newest judgements of a group, each with the message it is about."""
    rows = StoredVerdict.objects.filter(
        group_id=group_id, kind=KIND, decision__in=SHOWN, state=StoredVerdict.State.STANDING
    ).order_by("-at", "-id")
    total = rows.count()
    if not total:
        return None
    shown = list(rows[:LINES])
    said = {
        m.pk: m
        for m in Message.objects.filter(pk__in=[int(row.subject_ref) for row in shown]).select_related(
            "identity__person"
        )
    }
    kind = verdict_kinds.get(KIND)
    lines = [
        (row, said[int(row.subject_ref)], _(kind.decisions[row.decision]), kind.tone.get(row.decision, ""))
        for row in shown
        if int(row.subject_ref) in said
    ]
    more = urlencode({"kind": KIND, "decision": SHOWN}, doseq=True)
    return {
        "lines": lines, "total": total, "more": more, "times": CHOICES,
        "put_off": promises.put_off(group_id, {int(row.subject_ref): row.pk for row, *_ in lines}),
    }  # fmt: skip


class Wording(NamedTuple):
    """One way in which it was asked, and how often."""

    text: str
    message_id: int
    times: int


class Repeated(NamedTuple):
    """A repeated question ready to show. ``answer``: (message id, words) or None."""

    verdict: StoredVerdict
    wordings: Sequence[Wording]
    answer: tuple[int, str] | None


def repeated(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    """What is asked again and again in a group, most often first: three queries."""
    rows = queries.repeated([group_id])
    shown = list(rows[:LINES])
    if not shown:
        return None
    total = rows.count() if len(shown) == LINES else len(shown)
    cited = {ids[-1] for row in shown for ids in row.data["variants"][:WORDINGS]} | {row.data["best"] for row in shown}
    said = community.words_of(cited - {None})
    lines = [_repeated(row, said) for row in shown]
    return {
        "lines": [line for line in lines if line.wordings],
        "total": total,
        "more": urlencode({"kind": REPEATED, "decision": "repeated"}),
    }


def _repeated(row: StoredVerdict, said: Mapping[int, tuple[int, str]]) -> Repeated:
    wordings = [
        Wording(said[ids[-1]][1], ids[-1], len(ids)) for ids in row.data["variants"][:WORDINGS] if ids[-1] in said
    ]
    best = row.data["best"]
    return Repeated(row, wordings, (best, said[best][1]) if best in said else None)


def column(workspace_id: int, ids: Collection[int]) -> dict[int, Cell]:
    counts = listing.by_group(KIND, ("unanswered",), ids)
    return {group_id: Cell(formats.count(n), "number", value=n) for group_id, n in counts.items()}


def narrow(rows: "QuerySet[Group]", workspace_id: int, value: str) -> "QuerySet[Group]":
    having = listing.groups_with(workspace_id, KIND, ("unanswered", "waiting"))
    return rows.filter(pk__in=having) if value == "yes" else rows.exclude(pk__in=having)
