"""From runs of the clock to figures: percentiles with their intervals, the share within the limit (E3). Pure.

Percentiles are nearest ranks with distribution-free intervals (``kernel.stats.quantile_of``), of service time. What was
inferred or ticked off (``approximate``) is counted apart: every figure says how many of its ``n`` are so, and what
the exact ones alone say. Times known to the day only are no durations: they are counted, and measured nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from qunce.kernel.clock import DAY
from qunce.kernel.stats import Quantile, Share, quantile_of, share

QUANTILES: Final = (0.5, 0.9, 0.95)


class Run(NamedTuple):
    """One stored run of the clock, as far as figures need it. seconds None: it runs, or nobody heard what ended it."""

    group_id: int
    by: int | None
    by_staff: bool
    account: int | None
    seconds: int | None
    ended: bool
    approximate: bool
    in_time: bool | None
    exact_to: int
    how: str


@dataclass(slots=True)
class Tally:
    """What is gathered for one line of a table.

    started = ended with a time + known to the day only (``coarse``) + ended unheard (``unseen``) + still running.
    decided: those with a limit that was kept or missed; ``kept`` of them within it.
    """

    sure: list[int] = field(default_factory=list)
    guessed: list[int] = field(default_factory=list)
    started: int = 0
    coarse: int = 0
    unseen: int = 0
    running: int = 0
    kept: int = 0
    decided: int = 0
    by_members: int = 0
    alone: int = 0
    ticked: int = 0

    def add(self, run: Run) -> None:
        self.started += 1
        timed = run.exact_to < DAY
        if run.in_time is not None and timed:
            self.decided += 1
            self.kept += run.in_time
        if not run.ended:
            self.unseen += run.how == "unseen"
            self.running += run.how != "unseen"
            return
        self.by_members += run.by is not None and not run.by_staff
        self.alone += run.how == "alone"
        self.ticked += run.how == "tick"
        if not timed or run.seconds is None:
            self.coarse += 1
        else:
            (self.guessed if run.approximate else self.sure).append(run.seconds)

    def take(self, other: "Tally") -> None:
        """What another has gathered is added to this."""
        self.sure += other.sure
        self.guessed += other.guessed
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def n(self) -> int:
        return len(self.sure) + len(self.guessed)

    @property
    def ended(self) -> int:
        return self.n + self.coarse

    def figure(self, as_of: int) -> "Figure":
        everything = [*self.sure, *self.guessed]
        return Figure(
            self,
            [quantile_of(everything, p, as_of) for p in QUANTILES],
            [quantile_of(self.sure, p, as_of) for p in QUANTILES],
            share(self.kept, self.decided, as_of),
        )


_COUNTS: Final = ("started", "coarse", "unseen", "running", "kept", "decided", "by_members", "alone", "ticked")


class Figure(NamedTuple):
    """A line of a table: ``all_`` and ``sure`` are its p50, p90 and p95; ``sure`` leaves out what is approximate."""

    tally: Tally
    all_: list[Quantile]
    sure: list[Quantile]
    within: Share

    @property
    def approximate(self) -> int:
        return len(self.tally.guessed)


Colleague = tuple[str, int]  # ("person", id) who wrote it in the group; ("account", id) who ticked it off
Cells = dict[tuple[int, Colleague | None], Tally]  # by group and whoever replied


def cells(runs: Iterable[Run]) -> Cells:
    """Each run looked at once; tables are put together from these."""
    found: dict[tuple[int, int | None, bool, int | None], Tally] = {}
    for run in runs:
        key = run[:4]
        tally = found.get(key)
        if tally is None:
            tally = found[key] = Tally()
        tally.add(run)
    joined: Cells = {}
    for (group_id, by, by_staff, account), tally in found.items():
        colleague = _colleague(by, account) if by_staff else None
        joined.setdefault((group_id, colleague), Tally()).take(tally)
    return joined


def _colleague(by: int | None, account: int | None) -> Colleague | None:
    if account is not None:
        return "account", account
    return ("person", by) if by is not None else None


def by_group(found: Cells) -> tuple[Tally, dict[int, Tally]]:
    """All together, and each group."""
    everything, groups = Tally(), dict[int, Tally]()
    for (group_id, _), tally in found.items():
        everything.take(tally)
        groups.setdefault(group_id, Tally()).take(tally)
    return everything, groups


def by_colleague(found: Cells) -> dict[Colleague, Tally]:
    """Each colleague's replies; what nobody answered is nobody's."""
    colleagues: dict[Colleague, Tally] = {}
    for (_, colleague), tally in found.items():
        if colleague is not None:
            colleagues.setdefault(colleague, Tally()).take(tally)
    return colleagues
