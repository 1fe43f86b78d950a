"""By which charter something said in the past is judged now: the one in force then, or the present one where that is
milder (ADR 10). Pure.

    judged_by(then, now)   the rules of then that still stand, with everything that is allowed now
    terms_of_law(...)      the same over a stretch of time, cut where the law changed
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from qunce.community.charter.types import STEPS, EffectiveCharter, LadderTerms, Rule, Spans


class Term(NamedTuple):
    """A stretch of time, epoch seconds [since, until), and the charter that what was said in it is judged by."""

    since: int
    until: int | None
    charter: EffectiveCharter


def terms_of_law(
    versions: Sequence[tuple[int, EffectiveCharter]], now: EffectiveCharter, since: int, until: int | None
) -> list[Term]:
    """[since, until) cut into stretches under one law. ``versions``: (from when, charter), the oldest first.

    What lies before the first version is judged by it; without any, by the present charter. Neighbours that judge
    alike are one stretch, so that a change of the opening hours does not cut a flood in two.
    """
    if not versions:
        return [Term(since, until, now)]
    found: list[Term] = []
    for number, (begun, charter) in enumerate(versions):
        start = since if number == 0 else max(since, begun)
        end = versions[number + 1][0] if number + 1 < len(versions) else None
        end = end if until is None else until if end is None else min(end, until)
        if end is not None and end <= start:
            continue
        law = judged_by(charter, now)
        if found and _law(found[-1].charter) == _law(law):
            found[-1] = found[-1]._replace(until=end)
        else:
            found.append(Term(start, end, law))
    return found


def _law(charter: EffectiveCharter) -> tuple[object, ...]:
    return charter.rules, charter.mute_hours, charter.service_hours.tz


def judged_by(then: EffectiveCharter, now: EffectiveCharter) -> EffectiveCharter:
    """The version in force then, where the present one is not milder.

    A rule made since binds nobody backwards; a rule dropped since, a word allowed since, a limit raised since help
    whoever acted before. ``judged_by(a, a) == a``.
    """
    rules = tuple(_milder(rule, present) for rule in then.rules if (present := _same(rule, now)) is not None)
    quiet, ladder = _both(then.mute_hours, now.mute_hours), _milder_ladder(then.ladder, now.ladder)
    return replace(then, rules=rules, mute_hours=quiet, ladder=ladder)


def _milder_ladder(then: LadderTerms, now: LadderTerms) -> LadderTerms:
    """Whatever step either of them has comes first; the shorter time counts; severe is what both call so."""
    steps = tuple(step for step in STEPS if step in then.steps or step in now.steps)
    severe = tuple(kind for kind in then.severe if kind in now.severe)
    return LadderTerms(steps, min(then.expires_days, now.expires_days), severe)


def _same(rule: Rule, charter: EffectiveCharter) -> Rule | None:
    """The rule of today that a rule of then has become; rules of no kind are the same in the same words."""
    if rule.kind != "other":
        return charter.rule(rule.kind)
    return next((r for r in charter.rules if r.kind == "other" and r.text == rule.text), None)


def _milder(then: Rule, now: Rule) -> Rule:
    allow = (*then.allow, *(word for word in now.allow if word not in then.allow))
    unlimited = then.limit is None or now.limit is None
    return replace(then, allow=allow, limit=None if unlimited else max(then.limit or 0, now.limit or 0))


def _both(then: Spans, now: Spans) -> Spans:
    """The minutes of the day that are quiet in both."""
    if then == now:
        return then
    quiet = sorted(_minutes(then) & _minutes(now))
    spans: list[tuple[int, int]] = []
    for minute in quiet:
        if spans and spans[-1][1] == minute:
            spans[-1] = (spans[-1][0], minute + 1)
        else:
            spans.append((minute, minute + 1))
    return tuple(spans)


def _minutes(spans: Spans) -> set[int]:
    found: set[int] = set()
    for start, end in spans:
        found.update(range(start, end) if start < end else (*range(start, 1440), *range(end)))
    return found
