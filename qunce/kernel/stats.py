"""Honest statistics for small groups: a figure never goes without its interval (design 4.7, issue 2 §5).

Nothing here gives a bare number. A share carries numerator, denominator, interval and as-of; a
change carries the interval of the change, and has a direction only when that interval excludes
"no change". "Not enough data" is an answer (``enough`` is False), not an error.

Cheap to import: closed forms on the standard library, ``scipy.special`` (0.3 s to load) only on
the first exact count interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import NormalDist, median
from typing import Literal

LEVEL = 0.95
# From twenty on, one person more or less moves a share by at most five points: below that a
# percentage suggests a precision that the group does not have.
ENOUGH = 20

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value may well lie, both ends included. ``high`` may be infinite."""

    low: float
    high: float

    def excludes(self, value: float) -> bool:
        return value < self.low or value > self.high


@dataclass(frozen=True, slots=True)
class Share:
    """Numerator of denominator with a Wilson interval (fractions 0..1), known as of a moment.

    enough is False when the denominator is too small for a percentage: a page then prints
    "3 of 8" and never ``point``.
    """

    numerator: int
    denominator: int
    low: float
    high: float
    as_of: int
    enough: bool

    @property
    def point(self) -> float | None:
        """The bare fraction, None when there is no denominator."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def percentage(self) -> float | None:
        """The fraction where a page may print it as a percentage, else None."""
        return self.point if self.enough else None

    @property
    def interval(self) -> Interval:
        return Interval(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened in ``days`` heard days; low and high are per day."""

    number: int
    days: int
    low: float
    high: float
    as_of: int
    enough: bool

    @property
    def per_day(self) -> float | None:
        return self.number / self.days if self.days else None


@dataclass(frozen=True, slots=True)
class Median:
    """The middle of ``n`` values with the interval that order statistics give.

    enough is False below six values: no pair of them encloses the median at 95 %.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    as_of: int
    enough: bool


@dataclass(frozen=True, slots=True)
class Quantile:
    """The value that a share ``p`` of ``n`` values does not exceed (nearest rank), with its interval.

    enough is False where no pair of the ordered values encloses it at the level asked for: "too few to say" then,
    and ``needed`` says from how many on there is such a pair.
    """

    p: float
    value: float | None
    low: float | None
    high: float | None
    n: int
    needed: int
    as_of: int
    enough: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """A change between two periods, known by its interval.

    change   interval of now/before (a ratio) or of now - before (a difference)
    neutral  the value that means "nothing changed": 1 for a ratio, 0 for a difference
    enough   False when either side had too little to compare: never a direction then
    """

    change: Interval
    neutral: float
    enough: bool = True

    @property
    def direction(self) -> Direction | None:
        """Named only when the interval of the change excludes "nothing changed"."""
        if not self.enough or not self.change.excludes(self.neutral):
            return None
        return "up" if self.change.low > self.neutral else "down"


NO_TREND = Trend(Interval(0.0, math.inf), 1.0, enough=False)


@lru_cache(maxsize=16)
def z_of(level: float = LEVEL) -> float:
    """How many standard errors reach to either side at this level (1.96 for 0.95)."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"a level lies between 0 and 1, not {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(numerator: int, denominator: int, level: float = LEVEL) -> Interval:
    """Wilson's score interval of a share; (0, 1) when nothing was counted.

    Raises ValueError unless 0 <= numerator <= denominator.
    """
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no share")
    if denominator == 0:
        return Interval(0.0, 1.0)
    z2 = z_of(level) ** 2
    p = numerator / denominator
    centre = p + z2 / (2 * denominator)
    half = math.sqrt(z2 * (p * (1 - p) / denominator + z2 / (4 * denominator**2)))
    scale = 1 + z2 / denominator
    # min and max take rounding back: the interval holds the point, also at 0 and 1.
    return Interval(min(p, max(0.0, (centre - half) / scale)), max(p, min(1.0, (centre + half) / scale)))


def share(numerator: int, denominator: int, as_of: int, *, level: float = LEVEL, enough_from: int = ENOUGH) -> Share:
    """A share ready to be shown; ``enough_from`` is the smallest denominator for a percentage."""
    found = wilson(numerator, denominator, level)
    return Share(numerator, denominator, found.low, found.high, as_of, denominator >= enough_from)


def shares_difference(now: Share, before: Share, level: float = LEVEL) -> Trend:
    """now - before as a difference of fractions (Newcombe's hybrid score interval).

    The people of both periods are mostly the same, which makes the true interval narrower: this
    one errs towards silence.
    """
    p1, p0 = now.point, before.point
    if p1 is None or p0 is None:
        return Trend(Interval(-1.0, 1.0), 0.0, enough=False)
    a = wilson(now.numerator, now.denominator, level)
    b = wilson(before.numerator, before.denominator, level)
    low = p1 - p0 - math.hypot(p1 - a.low, b.high - p0)
    high = p1 - p0 + math.hypot(a.high - p1, p0 - b.low)
    return Trend(Interval(max(-1.0, low), min(1.0, high)), 0.0, now.enough and before.enough)


def poisson(count: float, level: float = LEVEL) -> Interval:
    """Exact (Garwood) interval of the expected count behind an observed one.

    ``count`` may be fractional: an effective count after allowing for clumping.
    """
    if count < 0:
        raise ValueError(f"{count} is no count")
    from scipy.special import gammaincinv  # here, not above: 0.3 s paid by whoever needs it

    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return Interval(low, float(gammaincinv(count + 1, 1 - tail)))


def rate_ratio(
    now: float, before: float, days_now: float = 1.0, days_before: float = 1.0, level: float = LEVEL
) -> Interval:
    """Exact interval of (now per day) / (before per day) for independent happenings.

    Given their sum, ``now`` is binomial: Clopper-Pearson on it, turned into odds. (0, inf) when
    neither happened. Counts may be fractional (effective counts).
    """
    if now < 0 or before < 0 or days_now <= 0 or days_before <= 0:
        raise ValueError("counts are not negative and periods not empty")
    if now + before == 0:
        return Interval(0.0, math.inf)
    from scipy.special import betaincinv  # see poisson

    tail = (1 - level) / 2
    low = float(betaincinv(now, before + 1, tail)) if now > 0 else 0.0
    high = float(betaincinv(now + 1, before, 1 - tail)) if before > 0 else 1.0
    scale = days_before / days_now
    return Interval(scale * low / (1 - low), scale * high / (1 - high) if high < 1 else math.inf)


def clumping(*periods: Sequence[int]) -> float:
    """How much daily counts vary beyond chance: 1 for independent happenings, often 20 in a chat.

    Talk comes in bursts and busy days in runs, so that a hundred messages say as much as a few
    independent ones. Pearson's dispersion within each period, times the inflation that the
    day-to-day correlation brings; never below 1.
    """
    squares = freedom = lagged = 0.0
    for days in periods:
        if len(days) < 2 or sum(days) == 0:
            continue
        mean = sum(days) / len(days)
        rest = [(day - mean) / math.sqrt(mean) for day in days]
        squares += sum(r * r for r in rest)
        lagged += sum(a * b for a, b in pairwise(rest))
        freedom += len(days) - 1
    if freedom == 0 or squares == 0:
        return 1.0
    run = min(0.9, max(0.0, lagged / squares))
    return max(1.0, squares / freedom) * (1 + run) / (1 - run)


def count_by_day(days: Sequence[int], as_of: int, level: float = LEVEL) -> Count:
    """A count over heard days (one number per day) with an interval per day that allows for bursts."""
    total = sum(days)
    if not days:
        return Count(0, 0, 0.0, math.inf, as_of, enough=False)
    clump = clumping(days)
    found = poisson(total / clump, level)
    scale = clump / len(days)
    return Count(total, len(days), found.low * scale, found.high * scale, as_of, len(days) >= 7)


def counts_by_day_ratio(now: Sequence[int], before: Sequence[int], level: float = LEVEL) -> Trend:
    """now/before per day of something counted daily, allowing for bursts.

    Needs a week on each side; a period without any happening is compared like any other.
    """
    if len(now) < 7 or len(before) < 7:
        return NO_TREND
    clump = clumping(now, before)
    found = rate_ratio(sum(now) / clump, sum(before) / clump, len(now), len(before), level)
    return Trend(found, 1.0)


def median_of(values: Sequence[float], as_of: int, level: float = LEVEL) -> Median:
    """The median and its distribution-free interval from the ordered values."""
    n = len(values)
    if n == 0:
        return Median(None, None, None, 0, as_of, enough=False)
    ordered = sorted(values)
    below = _rank_below(n, level)
    if below == 0:
        return Median(median(ordered), ordered[0], ordered[-1], n, as_of, enough=False)
    return Median(median(ordered), ordered[below - 1], ordered[n - below], n, as_of, enough=True)


def quantile_of(values: Sequence[float], p: float, as_of: int, level: float = LEVEL) -> Quantile:
    """The quantile ``p`` (0 < p < 1) by nearest rank: the ⌈p·n⌉-th smallest, a value that did occur.

    Its interval is distribution-free: the ranks between which a binomial(n, p) count falls at this level.
    """
    if not 0 < p < 1:
        raise ValueError(f"a quantile lies between 0 and 1, not at {p}")
    n = len(values)
    needed = _fewest(p, level)
    if n == 0:
        return Quantile(p, None, None, None, 0, needed, as_of, enough=False)
    ordered = sorted(values)
    value = ordered[min(n, max(1, math.ceil(round(p * n, 9)))) - 1]
    low, high = _ranks(n, p, level)
    if low < 1 or high > n:
        return Quantile(p, value, None, None, n, needed, as_of, enough=False)
    return Quantile(p, value, ordered[low - 1], ordered[high - 1], n, needed, as_of, enough=True)


@lru_cache(maxsize=4096)
def _ranks(n: int, p: float, level: float) -> tuple[int, int]:
    """The largest rank that lies above the quantile, and the smallest below it, each with at most half of what the
    level leaves; 0 or n + 1 where there is none."""
    tail = (1 - level) / 2
    if n > 1000:
        half = z_of(level) * math.sqrt(n * p * (1 - p))
        return math.floor(n * p - half), math.ceil(n * p + half) + 1
    below, low, high = 0.0, 0, n + 1
    for k in range(n + 1):
        ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        below += math.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p))
        if below <= tail:
            low = k + 1
        if below >= 1 - tail:
            high = k + 1
            break
    return low, high


@lru_cache(maxsize=64)
def _fewest(p: float, level: float) -> int:
    """From how many values on the quantile can be enclosed."""
    tail = (1 - level) / 2
    return math.ceil(math.log(tail) / math.log(max(p, 1 - p)))


def medians_ratio(now: Sequence[float], before: Sequence[float], level: float = LEVEL) -> Trend:
    """median(now)/median(before) for durations of at least 0 (Price and Bonett's interval, on logs).

    Needs ten values on each side. One is added to both medians so that a zero has a ratio.
    """
    if len(now) < 10 or len(before) < 10:
        return NO_TREND
    logs_now = sorted(math.log1p(value) for value in now)
    logs_before = sorted(math.log1p(value) for value in before)
    shift = median(logs_now) - median(logs_before)
    half = z_of(level) * math.hypot(_median_error(logs_now), _median_error(logs_before))
    return Trend(Interval(math.exp(shift - half), math.exp(shift + half)), 1.0)


@lru_cache(maxsize=4096)
def _rank_below(n: int, level: float) -> int:
    """The largest r for which the r-th smallest and r-th largest of n enclose the median; 0 if none."""
    tail = (1 - level) / 2
    if n > 1000:
        return math.floor(n / 2 - z_of(level) * math.sqrt(n) / 2)
    ways = 0
    for r in range(n // 2 + 1):
        ways += math.comb(n, r)
        if ways / 2**n > tail:
            return r
    return n // 2


def _median_error(ordered: Sequence[float]) -> float:
    """Standard error of the median of sorted values (Price and Bonett 2001, distribution-free)."""
    n = len(ordered)
    c = max(1, round((n + 1) / 2 - math.sqrt(n)))
    outside = 2 * sum(math.comb(n, i) for i in range(c)) / 2**n if n <= 1000 else None
    z = z_of(1 - outside) if outside else 2.0
    return (ordered[n - c] - ordered[c - 1]) / (2 * z)
