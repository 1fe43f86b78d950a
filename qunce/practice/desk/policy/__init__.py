"""The desk's decisions: which questions wait, which were answered, how fast (E3, E4, E5).

Pure: no Django, no database. ``judge_lines`` for a whole file, ``DeskJudge`` for a stream.
"""

from qunce.practice.desk.policy.judge import OVERLAP_SECONDS, DeskJudge, judge_lines
from qunce.practice.desk.policy.lines import Line
from qunce.practice.desk.policy.outcome import Outcome
from qunce.practice.desk.policy.stats import HISTOGRAM_BOUNDS, DayReplies, reply_stats

__all__ = [
    "HISTOGRAM_BOUNDS",
    "OVERLAP_SECONDS",
    "DayReplies",
    "DeskJudge",
    "Line",
    "Outcome",
    "judge_lines",
    "reply_stats",
]
