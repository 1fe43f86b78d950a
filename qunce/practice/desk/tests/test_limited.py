"""Grouping in a child that may be stopped and may not grow."""

import time

import pytest

from bench.desk_world import repeated_questions
from qunce.practice.desk.repeats.grouping import group_distinct
from qunce.practice.desk.repeats.limited import BudgetError, group_limited

TEXTS = sorted({asked.text for asked in repeated_questions(600)[0]})


class EnoughError(Exception):
    pass


def test_the_child_says_what_we_would_say() -> None:
    assert group_limited(TEXTS, few=0) == group_distinct(TEXTS)


def test_what_the_check_raises_ends_the_child_at_once() -> None:
    looks = []

    def check() -> None:
        looks.append(1)
        if len(looks) == 2:
            raise EnoughError

    begin = time.monotonic()
    with pytest.raises(EnoughError):
        group_limited(TEXTS, check, few=0)
    assert time.monotonic() - begin < 5


def test_a_child_that_would_grow_beyond_its_memory_is_told_from_a_good_one() -> None:
    with pytest.raises(BudgetError):
        group_limited(TEXTS, few=0, memory=20 << 20)
