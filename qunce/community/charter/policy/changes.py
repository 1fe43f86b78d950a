"""What one version of a charter says that another does not, in plain words (D2-D5). Pure.

    compare(before, after)   the changes, those that members must know first
    version_in_force(...)    which of a group's versions held at a moment

Texts are taken as they stand: who shows the words to somebody translates built-in ones first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from qunce.community.charter.types import EffectiveCharter, Rule, ServiceHours, Spans
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Param, Reason

Kind = Literal["added", "removed", "changed"]
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. public: members are bound by it or count on it, so it must be announced."""

    term: str
    kind: Kind
    reason: Reason
    public: bool = True


def compare(before: EffectiveCharter, after: EffectiveCharter) -> list[Change]:
    """Every difference between two charters but their numbers; what members must know comes first.

    Empty exactly when both say the same.
    """
    found = [change for part in _PARTS for change in part(before, after)]
    return sorted(found, key=lambda change: not change.public)


class Dated(Protocol):
    """A version, as far as its place in time goes. since: epoch seconds UTC."""

    @property
    def number(self) -> int: ...

    @property
    def since(self) -> int: ...


V = TypeVar("V", bound=Dated)


def version_in_force(versions: Sequence[V], moment: int) -> V | None:
    """The newest version that held at a moment; before the first one, the first: it is all that is known of then."""
    ordered = sorted(versions, key=lambda version: version.number)
    held = [version for version in ordered if version.since <= moment]
    return held[-1] if held else next(iter(ordered), None)


def shown_spans(spans: Spans) -> str:
    """ "9:00–12:00 13:30–21:00"; a dash for none."""
    return " ".join(f"{_clock(start)}–{_clock(end)}" for start, end in spans) or NOTHING


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


_Part = Callable[[EffectiveCharter, EffectiveCharter], Iterator[Change]]
_PARTS: list[_Part] = []


def _part(part: _Part) -> _Part:
    _PARTS.append(part)
    return part


def _said(term: str, kind: Kind, msgid: str, **params: Param) -> Change:
    return Change(term, kind, Reason(msgid, params))


@_part
def _rules(before: EffectiveCharter, after: EffectiveCharter) -> Iterator[Change]:
    pairs, gone, new = _paired(before.rules, after.rules)
    for rule in new:
        msgid = (
            N_("New rule: “%(rule)s” If it is broken: %(consequence)s")
            if rule.consequence
            else N_("New rule: “%(rule)s”")
        )
        yield _said("rules", "added", msgid, rule=rule.text, consequence=rule.consequence)
    for rule in gone:
        yield _said("rules", "removed", N_("No longer a rule: “%(rule)s”"), rule=rule.text)
    for old, now in pairs:
        yield from _rule(old, now)
    if pairs and not gone and not new and [old for old, _ in pairs] != list(before.rules):
        yield Change("rules", "changed", Reason(N_("The rules stand in another order.")), public=False)


_GOES_ON: tuple[Callable[[Rule, Rule], bool], ...] = (
    lambda old, new: old == new,
    lambda old, new: old.text == new.text,
    lambda old, new: old.kind == new.kind != "other",
)


def _paired(before: Sequence[Rule], after: Sequence[Rule]) -> tuple[list[tuple[Rule, Rule]], list[Rule], list[Rule]]:
    """(rules that go on, rules that are gone, new rules). A rule goes on under the same words, else the same kind."""
    old, new = list(before), list(after)
    pairs: list[tuple[Rule, Rule]] = []
    for same in _GOES_ON:
        for rule in list(new):
            match = next((known for known in old if same(known, rule)), None)
            if match is not None:
                old.remove(match)
                new.remove(rule)
                pairs.append((match, rule))
    pairs.sort(key=lambda pair: after.index(pair[1]))
    return pairs, old, new


def _rule(old: Rule, now: Rule) -> Iterator[Change]:
    if old.text != now.text:
        said = N_("The rule “%(before)s” reads now: “%(after)s”")
        yield _said("rules", "changed", said, before=old.text, after=now.text)
    if old.consequence != now.consequence:
        msgid = (
            N_("If “%(rule)s” is broken, from now on: %(after)s")
            if now.consequence
            else N_("Nothing is said any more of what follows when “%(rule)s” is broken.")
        )
        yield _said("rules", "changed", msgid, rule=now.text, after=now.consequence)
    more = [word for word in now.allow if word not in old.allow]
    less = [word for word in old.allow if word not in now.allow]
    if more:
        yield _said("rules", "changed", N_("Allowed from now on: %(what)s"), what=" ".join(more))
    if less:
        yield _said("rules", "changed", N_("No longer allowed: %(what)s"), what=" ".join(less))
    if old.limit != now.limit:
        msgid = (
            N_("At most %(after)s messages within a minute (before: %(before)s)")
            if now.limit is not None
            else N_("No fixed number of messages within a minute any more (before: %(before)s)")
        )
        yield _said("rules", "changed", msgid, after=now.limit, before=NOTHING if old.limit is None else old.limit)
    if old.kind != now.kind or (old.allow != now.allow and not more and not less):
        yield Change("rules", "changed", Reason(N_("What “%(rule)s” watches changed."), {"rule": now.text}), False)


@_part
def _quiet(before: EffectiveCharter, after: EffectiveCharter) -> Iterator[Change]:
    was, now = before.mute_hours, after.mute_hours
    if was == now:
        return
    if not was:
        said = N_("New quiet hours: %(after)s; please write nothing here then.")
        yield _said("mute_hours", "added", said, after=shown_spans(now))
    elif not now:
        said = N_("No quiet hours any more (before: %(before)s)")
        yield _said("mute_hours", "removed", said, before=shown_spans(was))
    else:
        said = N_("Quiet hours: %(after)s (before: %(before)s)")
        yield _said("mute_hours", "changed", said, after=shown_spans(now), before=shown_spans(was))


_WEEKDAYS = (
    (range(5), N_("Answered from Monday to Friday: %(after)s (before: %(before)s)")),
    (range(5, 7), N_("Answered at the weekend: %(after)s (before: %(before)s)")),
)


@_part
def _hours(before: EffectiveCharter, after: EffectiveCharter) -> Iterator[Change]:
    was, now = before.service_hours, after.service_hours
    for days, msgid in _WEEKDAYS:
        yield from _days(was, now, days, msgid)
    if was.next_day != now.next_day:
        said = N_("Asked after hours: answered within %(after)s minutes of the next opening (before: %(before)s)")
        yield _said("service_hours", "changed", said, after=_count(now.next_day), before=_count(was.next_day))
    if was.tz != now.tz:
        said = N_("Time zone: %(after)s (before: %(before)s)")
        yield _said("service_hours", "changed", said, after=now.tz, before=was.tz)


_EACH_DAY = (
    N_("Answered on Mondays: %(after)s (before: %(before)s)"),
    N_("Answered on Tuesdays: %(after)s (before: %(before)s)"),
    N_("Answered on Wednesdays: %(after)s (before: %(before)s)"),
    N_("Answered on Thursdays: %(after)s (before: %(before)s)"),
    N_("Answered on Fridays: %(after)s (before: %(before)s)"),
    N_("Answered on Saturdays: %(after)s (before: %(before)s)"),
    N_("Answered on Sundays: %(after)s (before: %(before)s)"),
)


def _days(was: ServiceHours, now: ServiceHours, days: Sequence[int], msgid: str) -> Iterator[Change]:
    """One sentence where these days are alike before and after, else one for each that changed."""
    pairs = [(_of_day(was, day), _of_day(now, day)) for day in days]
    if len(set(pairs)) == 1:
        if pairs[0][0] != pairs[0][1]:
            old, new = pairs[0]
            yield _said("service_hours", "changed", msgid, after=shown_spans(new), before=shown_spans(old))
        return
    for day, (old, new) in zip(days, pairs, strict=True):
        if old != new:
            yield _said("service_hours", "changed", _EACH_DAY[day], after=shown_spans(new), before=shown_spans(old))


def _of_day(hours: ServiceHours, day: int) -> Spans:
    return hours.shifts[day] if day < len(hours.shifts) else ()


def _count(value: float | None) -> Param:
    return NOTHING if value is None else value


# term → (sentence, announced to members)
_PLAIN: Mapping[str, tuple[str, bool]] = {
    "reply_limit_minutes": (N_("Answered within %(after)s minutes (before: %(before)s)"), True),
    "nickname_format": (N_("Nickname in the group: %(after)s (before: %(before)s)"), True),
    "topic_scope": (N_("Talked about here: %(after)s (before: %(before)s)"), True),
    "side_group": (N_("Chatter goes to: %(after)s (before: %(before)s)"), True),
    "value_proposition": (N_("What members get here: %(after)s (before: %(before)s)"), True),
    "theme": (N_("What the group is about: %(after)s (before: %(before)s)"), True),
    "audience": (N_("For whom the group is: %(after)s (before: %(before)s)"), True),
    "purpose": (N_("Run as: %(after)s (before: %(before)s)"), False),
    "size_cap": (N_("At most %(after)s people (before: %(before)s)"), False),
    "silent_days": (N_("Silent after %(after)s days (before: %(before)s)"), False),
    "life_days": (N_("Meant to live for %(after)s days (before: %(before)s)"), False),
}


@_part
def _plain(before: EffectiveCharter, after: EffectiveCharter) -> Iterator[Change]:
    for term, (msgid, public) in _PLAIN.items():
        was, now = getattr(before, term), getattr(after, term)
        if was != now:
            kind: Kind = "added" if was in (None, "") else "removed" if now in (None, "") else "changed"
            params = {"after": NOTHING if now in (None, "") else now, "before": NOTHING if was in (None, "") else was}
            yield Change(term, kind, Reason(msgid, params), public)


@_part
def _ladder(before: EffectiveCharter, after: EffectiveCharter) -> Iterator[Change]:
    """What follows when a rule is broken binds members, so they are told."""
    was, now = before.ladder, after.ladder
    lost = [step for step in was.steps if step not in now.steps]
    for step in now.steps:
        if step not in was.steps:
            yield Change("ladder", "added", Reason(_NEW_STEP[step]))
    for step in lost:
        yield Change("ladder", "removed", Reason(_NO_STEP[step]))
    if was.expires_days != now.expires_days:
        said = N_("An offence counts for %(after)s days (before: %(before)s)")
        yield _said("ladder", "changed", said, after=now.expires_days, before=was.expires_days)
    if set(was.severe) != set(now.severe):
        yield Change("ladder", "changed", Reason(N_("Which rules are severe, so that steps may be skipped, changed.")))


_NEW_STEP: Mapping[str, str] = {
    "ask": N_("From now on a polite word in private comes first when a rule is broken."),
    "warn": N_("From now on there is a warning when a rule is broken again."),
    "notice": N_("From now on there is a public notice when a rule is broken again."),
    "remove": N_("From now on who goes on breaking rules is removed."),
}
_NO_STEP: Mapping[str, str] = {
    "ask": N_("No polite word in private comes first any more when a rule is broken."),
    "warn": N_("No warning any more when a rule is broken again."),
    "notice": N_("No public notice any more when a rule is broken again."),
    "remove": N_("Nobody is removed any more for breaking rules."),
}


@_part
def _inner(before: EffectiveCharter, after: EffectiveCharter) -> Iterator[Change]:
    """What colleagues judge by and members need not hear: the floor and the weights."""
    was, now = before.floor, after.floor
    if was.speaking_share != now.speaking_share:
        said = N_("Activity floor: %(after)s percent of members speak (before: %(before)s)")
        yield _within("floor", said, after=_percent(now.speaking_share), before=_percent(was.speaking_share))
    if was.messages_per_day != now.messages_per_day:
        said = N_("Activity floor: %(after)s messages a day (before: %(before)s)")
        yield _within("floor", said, after=_count(now.messages_per_day), before=_count(was.messages_per_day))
    for measure in sorted({*before.weights, *after.weights}):
        old, new = before.weights.get(measure), after.weights.get(measure)
        if old != new:
            said = N_("“%(measure)s” counts %(after)s points (before: %(before)s)")
            yield _within("weights", said, measure=measure, after=_count(new), before=_count(old))


def _within(term: str, msgid: str, **params: Param) -> Change:
    return Change(term, "changed", Reason(msgid, params), public=False)


def _percent(share: float | None) -> Param:
    return NOTHING if share is None else f"{share * 100:g}"
