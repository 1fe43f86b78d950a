"""How likely an unmarked line answers a question: what it shares, its shape, who says it, how soon (E3)."""

from collections.abc import Set as AbstractSet
from typing import Final

from qunce.practice.desk import acts
from qunce.practice.desk.policy.lines import CLOSE_LINES, FAR_LINES, HOUR, Line, shared
from qunce.practice.desk.policy.outcome import Item

_SOON: Final = 300  # seconds
_REPORTED: Final = 900  # a report to all answers what was asked so shortly before
_LATELY: Final = 2 * HOUR  # a colleague's first words later than this may be about anything
_LECTURE: Final = 120  # characters: longer lines that share nothing are announcements


def likelihood(item: Item, line: Line, words: AbstractSet[str], gap: int) -> float:
    """0..1 that ``line`` answers the item; 0.5 and more counts as an answer, marked approximate.

    gap is the number of lines since the question. Staff get the benefit of the doubt for their
    first words after it, members only right after it or when they speak of the same thing.
    """
    if gap > FAR_LINES and (item.content.isdisjoint(words) or line.kind != "text"):
        return 0.0
    if item.mark.kind == "call":
        return _to_a_call(line, gap)
    common = shared(item.content, words)
    if line.kind != "text":
        return 0.5 if line.is_staff and item.staff_lines == 0 and gap <= CLOSE_LINES else 0.0
    since = line.at - item.touched
    if common < 0.25 and (len(line.text) > _LECTURE or acts.speaks_to_all(line.text)):
        return 0.55 if line.is_staff and since <= _REPORTED and acts.reports(line.text) else 0.0
    score = 0.0
    if common >= 0.5:
        score = 0.75
    elif common >= 0.25:
        score = 0.6
    elif common > 0:
        score = 0.35
    fits = acts.fits(item.shapes, line.text)
    if line.is_staff and item.staff_lines == 0 and gap <= FAR_LINES and (since <= _LATELY or (fits and gap == 1)):
        score = max(score, 0.55)
    elif _takes_it_up(item.question.text, line.text, gap, since):
        score = max(score, 0.6)
    elif gap <= CLOSE_LINES and since <= _SOON and fits:
        score = max(score, 0.5 if gap == 1 else 0.4)
    elif gap == 1:
        score = max(score, 0.3)
    if score and fits:
        score += 0.1
    if gap > FAR_LINES and common < 0.5:
        return 0.0
    return min(score, 0.9)


def _takes_it_up(question: str, answer: str, gap: int, since: int) -> bool:
    """Does the line use the question's own verb, or say to an invitation that its sender comes or does not?"""
    if gap <= CLOSE_LINES and since <= _SOON and acts.echoes(question, answer):
        return True
    return gap <= FAR_LINES and since <= _LATELY and acts.joins(answer) and acts.invites(question)


def _to_a_call(line: Line, gap: int) -> float:
    """在吗 is answered by anybody's word soon after, above all by the staff's."""
    if line.kind == "text" and acts.greets(line.text):
        return 0.0
    if line.is_staff:
        return 0.7 if gap <= FAR_LINES else 0.3
    return 0.5 if gap <= 2 else 0.0
