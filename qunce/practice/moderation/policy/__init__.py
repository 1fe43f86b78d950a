"""Breaches 违规: what in a group's talk goes against its charter, with the words that show it.

    reading      a message, its plain reading, and the way back to the original
    detectors/   one file per way to break a rule: adverts, links, contacts, floods, pictures, repeats
    exemptions   warnings, quotations, reports, questions
    habits       how fast people usually talk here
    judge        the watch over a group: messages in, verdicts out

Pure: plain data in, ``Verdict`` out; no Django, no database.
"""

from qunce.practice.moderation.policy.detectors import DETECTORS, Detector, Finding
from qunce.practice.moderation.policy.detectors.adverts import Lexicon, own_lexicon
from qunce.practice.moderation.policy.habits import Habits, Pace, Summary, habits_of, measure_day, measure_habits
from qunce.practice.moderation.policy.judge import KIND, POLICY, Watch, judge_message, judge_messages
from qunce.practice.moderation.policy.reading import Message

__all__ = [
    "DETECTORS",
    "KIND",
    "POLICY",
    "Detector",
    "Finding",
    "Habits",
    "Lexicon",
    "Message",
    "Pace",
    "Summary",
    "Watch",
    "habits_of",
    "judge_message",
    "judge_messages",
    "measure_day",
    "measure_habits",
    "own_lexicon",
]
