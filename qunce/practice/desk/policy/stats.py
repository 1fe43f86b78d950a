"""Reply figures by day, as sums that add up over days and groups (E3, L4)."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from qunce.kernel.clock import DAY, DEFAULT_ZONE, local_day
from qunce.practice.desk.policy.outcome import Outcome

# Upper bounds of the histogram of reply times, service seconds; the last bucket is open.
HISTOGRAM_BOUNDS: Final = (60, 180, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400)


@dataclass(slots=True)
class DayReplies:
    """One day's questions, by the day they were asked.

    questions = answered + self_answered + unanswered + waiting; in_time counts among answered. Where a source
    knows the day only, nothing is said of minutes: such a question counts in neither in_time nor reply_seconds.
    approximate counts the answered ones whose answer was inferred. reply_seconds sums the service
    seconds of the answered ones and histogram spreads them over ``HISTOGRAM_BOUNDS``.
    """

    questions: int = 0
    answered: int = 0
    answered_in_time: int = 0
    approximate: int = 0
    self_answered: int = 0
    unanswered: int = 0
    waiting: int = 0
    reply_seconds: int = 0
    histogram: list[int] = field(default_factory=lambda: [0] * (len(HISTOGRAM_BOUNDS) + 1))

    def add(self, one: Outcome) -> None:
        self.questions += 1
        if one.decision == "self_answered":
            self.self_answered += 1
        elif one.decision == "unanswered":
            self.unanswered += 1
        elif one.decision == "waiting":
            self.waiting += 1
        else:
            timed = one.exact_to < DAY
            self.answered += 1
            self.answered_in_time += timed and one.decision == "answered"
            self.approximate += one.approximate
            if one.answer_id is not None and timed:
                self.reply_seconds += one.elapsed
                self.histogram[bisect_left(HISTOGRAM_BOUNDS, one.elapsed)] += 1


def reply_stats(outcomes: Iterable[Outcome], tz: str = DEFAULT_ZONE) -> dict[date, DayReplies]:
    """Sums by the local day on which the questions were asked."""
    days: dict[date, DayReplies] = {}
    for one in outcomes:
        days.setdefault(local_day(one.asked_at, tz), DayReplies()).add(one)
    return days
