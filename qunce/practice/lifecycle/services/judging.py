"""Who carries the group, who is silent, how it fares: judged as at the end of what was heard."""

import math
from collections import Counter
from collections.abc import Collection
from typing import Any

import msgspec

from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.services import Judged
from qunce.community.charter.queries import effective
from qunce.community.models import Group
from qunce.community.registry import Answer
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Verdict
from qunce.practice.lifecycle import gathering
from qunce.practice.lifecycle.gathering import WINDOW_DAYS, View
from qunce.practice.lifecycle.policy import health, key_members, silent
from qunce.practice.lifecycle.services import tasking

NOT_JUDGED = ("exempt", "active")
OUTDATED = N_("It no longer holds.")


def judge_group(group: Group) -> dict[str, int]:
    """Judge the members and the health of a group. Running it again ends in the same state."""
    workspace = Workspace.objects.get(pk=group.workspace_id)
    charter = effective(workspace, group.pk).charter
    view = View(group, workspace, charter, min(group.heard_until or 0, clock.timestamp()))
    if group.heard_until is None:
        for kind in (key_members.KIND, silent.KIND, health.KIND):
            _replace(view, kind, [])
        tasking.open_tasks(view)
        return {}
    known = gathering.answers(view, view.as_of - 2 * WINDOW_DAYS * clock.DAY)
    counts = Counter({"key": _key_members(view, known), "silent": _silent(view), "health": _health(view, known)})
    tasking.open_tasks(view)
    return dict(counts)


def _key_members(view: View, known: list[Answer]) -> int:
    standings = key_members.rank(
        gathering.credits_of(view, known),
        group_id=view.group.pk,
        as_of=view.as_of,
        staff=gathering.staff(view),
        messages=gathering.written(view),
    )
    judged = [Judged(s.verdict, view.as_of, s.rank, {"score": s.score, "people": s.people}) for s in standings]
    _replace(view, key_members.KIND, judged)
    return len(judged)


def _silent(view: View) -> int:
    there = gathering.setting(view)
    elsewhere = gathering.other_groups(view)
    found: list[tuple[Verdict, int]] = []
    for member, _name in gathering.members(view):
        others = [other for other, people in elsewhere if member.person_id not in people]
        verdict = silent.judge(member, there, as_of=view.as_of, others=others)
        if verdict.decision not in NOT_JUDGED:
            found.append((verdict, member.last_spoke_at or member.joined_at or view.as_of))
    first = silent.first_to_wake([verdict for verdict, _at in found], len(found))
    ranks = {verdict.subject: rank for rank, verdict in enumerate(first, 1)}
    _replace(view, silent.KIND, [Judged(verdict, at, ranks.get(verdict.subject)) for verdict, at in found])
    return len(found)


def _health(view: View, known: list[Answer]) -> int:
    ours = gathering.staff(view)
    now = gathering.period(view, view.last_day, known, ours)
    if now is None:
        return 0
    before = gathering.period(view, view.last_day - WINDOW_DAYS, known, ours)
    judged = health.judge(view.group.pk, view.charter, now, before, as_of=view.as_of)
    figures = [
        {**_finite(msgspec.to_builtins(figure, enc_hook=_plain)), "trend": figure.trend} for figure in judged.figures
    ]
    data = {
        "figures": figures,
        "hours": list(now.hours),
        "by_day": list(now.messages_by_day),
        "last_day": view.last_day,
    }
    _replace(view, health.KIND, [Judged(judged.verdict, view.as_of, data=data)])
    return 1


def _plain(value: object) -> object:
    """Mappings of a Reason's parameters as JSON objects."""
    return dict(value) if hasattr(value, "items") else str(value)  # type: ignore[call-overload]


def _finite(value: Any) -> Any:
    """JSON knows no infinity: an open end of an interval is kept as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value


def _replace(view: View, kind: str, judged: list[Judged]) -> None:
    verdicts.store(view.workspace.pk, judged)
    _withdraw_others(view, kind, {verdicts.key_of(j.verdict) for j in judged})


def _withdraw_others(view: View, kind: str, speaking: Collection[str]) -> None:
    standing = StoredVerdict.objects.filter(
        group_id=view.group.pk, kind=kind, state=StoredVerdict.State.STANDING
    ).values_list("key", flat=True)
    verdicts.withdraw(view.workspace.pk, kind, [key for key in standing if key not in speaking], OUTDATED)
