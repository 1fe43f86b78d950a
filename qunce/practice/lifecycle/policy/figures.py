"""The figures of a group over four weeks, each with numerator, denominator, interval and as-of.

``measure`` turns the sums of a period (and of the one before) into figures; ``health`` judges by
them. Members only: staff and bots are left out of every sum, unless a field says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qunce.kernel import stats
from qunce.kernel.i18n import N_
from qunce.kernel.stats import Direction, Share, Trend
from qunce.kernel.verdict import Reason

# Several trends are looked at per group: at 99 % each, a group without any change gets a false
# one in twenty readings, not in four.
TREND_LEVEL = 0.99
COMPARABLE_DAYS = 25  # speakers of 28 days cannot be compared with those of fewer heard days


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Sums over the *heard* days of up to 28 days; by-day tuples have one number per heard day, or
    none where nobody measures it.

    members            size of the roster (without staff) at the period's end; None: no roster
    seen               people seen in the group until then (spoke or were named by a system line)
    speakers           members who said something
    top_five_messages  messages of the five who wrote most
    hours              messages by local hour, 24 numbers; () where unknown
    left               members seen leaving by themselves; removed: taken out by staff
    leaves_told        the source tells who leaves (WeCom callbacks do, chat files do not)
    questions          questions whose reply limit had passed; answered_in_time: of these
    reply_seconds      service time until the answer, of the answered ones
    replies_guessed    of the answers, how many are known only from closeness in time
    """

    members: int | None
    seen: int
    speakers: int
    messages_by_day: tuple[int, ...]
    top_five_messages: int = 0
    hours: tuple[int, ...] = ()
    joins_by_day: tuple[int, ...] = ()
    left: int = 0
    removed: int = 0
    leaves_told: bool = False
    questions: int = 0
    answered_in_time: int = 0
    reply_seconds: tuple[float, ...] = ()
    replies_guessed: int = 0
    breaches_by_day: tuple[int, ...] = ()

    @property
    def heard_days(self) -> int:
        return len(self.messages_by_day)

    @property
    def messages(self) -> int:
        return sum(self.messages_by_day)

    @property
    def people(self) -> int:
        """Who could have spoken: the roster, else who was seen; never fewer than did speak."""
        return max(self.members if self.members is not None else self.seen, self.speakers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number as a page shows it.

    unit         "share" (0..1), "per_day", "seconds" or "people"
    value        None when there is nothing to show; a share with enough=False is shown as
                 "numerator of denominator" only
    low, high    the interval, in the unit; None where the figure is a plain count
    change       against the period before: of the ratio now/before, for shares of the difference;
                 its ``enough`` is False where that period is missing or too thin to compare
    trend        named only when the interval of the change excludes "no change"
    """

    key: str
    label: str
    unit: str
    value: float | None
    numerator: int
    denominator: int | None
    as_of: int
    low: float | None = None
    high: float | None = None
    enough: bool = True
    approximate: bool = False
    change: Trend = stats.NO_TREND
    note: Reason | None = None

    @property
    def trend(self) -> Direction | None:
        return self.change.direction


def measure(now: Period, before: Period | None, as_of: int) -> tuple[Figure, ...]:
    """All figures of the period, compared with the one before where both were heard well enough."""
    return (
        _speaking(now, before, as_of),
        _per_day("messages", N_("Messages a day"), now.messages_by_day, _days(before, "messages"), as_of),
        _top_five(now, as_of),
        _per_day("joins", N_("Joins a day"), now.joins_by_day, _days(before, "joins"), as_of),
        *_leaves(now, before, as_of),
        _reply_time(now, before, as_of),
        _in_time(now, before, as_of),
        _per_day("breaches", N_("Breaches a day"), now.breaches_by_day, _days(before, "breaches"), as_of),
    )


def busiest_hours(now: Period) -> tuple[int, int] | None:
    """The start of the three busiest hours in a row and their messages; None under fifty messages."""
    if len(now.hours) != 24 or sum(now.hours) < 50:
        return None
    sums = [sum(now.hours[(hour + step) % 24] for step in range(3)) for hour in range(24)]
    start = max(range(24), key=lambda hour: (sums[hour], -hour))
    return start, sums[start]


def gone(now: Period, before: Period | None) -> int | None:
    """How many members must have gone by comparing two rosters and the joins; None without both."""
    if now.members is None or before is None or before.members is None or not now.joins_by_day:
        return None
    return max(0, before.members + sum(now.joins_by_day) - now.members)


def _days(period: Period | None, name: str) -> tuple[int, ...]:
    days: tuple[int, ...] = () if period is None else getattr(period, f"{name}_by_day")
    return days


def _of_share(
    key: str,
    label: str,
    share: Share,
    *,
    approximate: bool = False,
    note: Reason | None = None,
    change: Trend = stats.NO_TREND,
) -> Figure:
    return Figure(
        key=key,
        label=label,
        unit="share",
        value=share.point,
        numerator=share.numerator,
        denominator=share.denominator,
        as_of=share.as_of,
        low=share.low,
        high=share.high,
        enough=share.enough,
        approximate=approximate,
        change=change,
        note=note,
    )


def _speaking(now: Period, before: Period | None, as_of: int) -> Figure:
    share = stats.share(now.speakers, now.people, as_of)
    change = stats.NO_TREND
    if before is not None and min(now.heard_days, before.heard_days) >= COMPARABLE_DAYS:
        was = stats.share(before.speakers, before.people, as_of)
        change = stats.shares_difference(share, was, TREND_LEVEL)
    note = None
    if now.members is None:
        # Who never spoke and joined unseen is missing below the line: the true share is smaller.
        said = N_("Of the %(seen)s people seen: at most, for silent members may be missing.")
        note = Reason(said, {"seen": now.people})
    label = N_("Members who spoke")
    return _of_share("speaking", label, share, approximate=now.members is None, note=note, change=change)


def _per_day(key: str, label: str, days: Sequence[int], before: Sequence[int], as_of: int) -> Figure:
    count = stats.count_by_day(days, as_of)
    return Figure(
        key=key,
        label=label,
        unit="per_day",
        value=count.per_day,
        numerator=count.number,
        denominator=count.days,
        as_of=as_of,
        low=count.low if days else None,
        high=count.high if days else None,
        enough=count.enough,
        change=stats.counts_by_day_ratio(days, before, TREND_LEVEL),
    )


def _top_five(now: Period, as_of: int) -> Figure:
    """How much of the talk five people carry. Messages are no independent draws: no interval."""
    total = now.messages
    return Figure(
        key="top_five",
        label=N_("Share of the five who write most"),
        unit="share",
        value=now.top_five_messages / total if total else None,
        numerator=now.top_five_messages,
        denominator=total,
        # Of six speakers five always hold nearly all.
        enough=total >= stats.ENOUGH and now.speakers >= stats.ENOUGH,
        as_of=as_of,
    )


def _leaves(now: Period, before: Period | None, as_of: int) -> tuple[Figure, ...]:
    counted = gone(now, before)
    known = now.leaves_told or counted is not None
    note = None
    if counted is not None:
        note = Reason(N_("From two rosters: %(gone)s members are no longer there."), {"gone": counted})
    elif not known:
        note = Reason(N_("WeChat says nothing when somebody leaves: only what was seen is counted."))
    number = counted if counted is not None else now.left + now.removed
    base = max((before.people if before else now.people) + sum(now.joins_by_day), number)
    found = stats.share(number, base, as_of)
    share = replace(found, enough=found.enough and known)
    removed = Figure(
        key="removed",
        label=N_("Of these removed by us"),
        unit="people",
        value=float(now.removed),
        numerator=now.removed,
        denominator=None,
        as_of=as_of,
    )
    return _of_share("leaves", N_("Members gone"), share, approximate=not known, note=note), removed


def _reply_time(now: Period, before: Period | None, as_of: int) -> Figure:
    median = stats.median_of(now.reply_seconds, as_of)
    return Figure(
        key="reply_time",
        label=N_("Median time to an answer"),
        unit="seconds",
        value=median.value,
        numerator=median.n,
        denominator=now.questions,
        as_of=as_of,
        low=median.low,
        high=median.high,
        enough=median.enough,
        approximate=now.replies_guessed > 0,
        change=stats.medians_ratio(now.reply_seconds, before.reply_seconds if before else (), TREND_LEVEL),
        note=_guessed(now),
    )


def _in_time(now: Period, before: Period | None, as_of: int) -> Figure:
    share = stats.share(now.answered_in_time, now.questions, as_of)
    change = stats.NO_TREND
    if before is not None:
        was = stats.share(before.answered_in_time, before.questions, as_of)
        change = stats.shares_difference(share, was, TREND_LEVEL)
    guessed, label = now.replies_guessed > 0, N_("Questions answered in time")
    return _of_share("in_time", label, share, approximate=guessed, note=_guessed(now), change=change)


def _guessed(now: Period) -> Reason | None:
    if not now.replies_guessed:
        return None
    params = {"guessed": now.replies_guessed, "answers": len(now.reply_seconds)}
    return Reason(N_("%(guessed)s of %(answers)s answers are known only from closeness in time."), params)
