"""The desk at work: what was asked and whether it was answered; which questions come up again and again."""

from qunce.practice.desk.services.erasing import erase
from qunce.practice.desk.services.judging import (
    MEASURES,
    MEMBER_MEASURES,
    REPLY,
    fill_book,
    judge_group,
    judge_history,
    on_overturned,
    on_restored,
)
from qunce.practice.desk.services.repeating import (
    ADD,
    ask_everywhere,
    ask_for_repeats,
    find_repeats_in,
    judge_family,
    on_repeat_changed,
)

__all__ = [
    "ADD",
    "MEASURES",
    "MEMBER_MEASURES",
    "REPLY",
    "ask_everywhere",
    "ask_for_repeats",
    "erase",
    "fill_book",
    "find_repeats_in",
    "judge_family",
    "judge_group",
    "judge_history",
    "on_overturned",
    "on_repeat_changed",
    "on_restored",
]
