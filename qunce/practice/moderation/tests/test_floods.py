"""Floods (D7, D8): the charter's limit against the usual pace, pictures, the same words again."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.policy import (
    Habits,
    Message,
    Pace,
    habits_of,
    judge_messages,
    measure_day,
    measure_habits,
)
from qunce.practice.moderation.policy.detectors.bursts import Bursts
from qunce.practice.moderation.policy.habits import ENOUGH_BOUTS
from qunce.practice.moderation.tests.talk import NOON, message, only

LIMIT = 5
FLOOD = only("flood", limit=LIMIT)
LIVELY = Pace(peak=8, bouts=ENOUGH_BOUTS)


def burst(count: int, apart: int = 2, sender: int = 7, start: int = NOON) -> list[Message]:
    return [message(f"第{i}条{sender}", start + i * apart, sender, sender * 1000 + i) for i in range(count)]


def verdicts(messages: Iterable[Message], habits: Habits | None = None) -> list[Verdict]:
    return list(judge_messages(messages, FLOOD, habits))


def test_the_limit_itself_is_allowed() -> None:
    assert verdicts(burst(LIMIT)) == []


def test_one_more_is_a_breach_with_every_message_as_evidence() -> None:
    (verdict,) = verdicts(burst(LIMIT + 1))
    number, *messages = verdict.evidence
    assert verdict.decision == "breach"
    assert (number.value, number.of) == (LIMIT + 1, LIMIT)
    assert [e.ref for e in messages] == [7000 + i for i in range(LIMIT + 1)]


@pytest.mark.parametrize("missing", range(LIMIT + 1))
def test_without_any_one_of_them_it_is_none(missing: int) -> None:
    talk = burst(LIMIT + 1)
    assert verdicts(talk[:missing] + talk[missing + 1 :]) == []


def test_a_flood_is_told_once_and_a_second_one_again() -> None:
    assert len(verdicts(burst(40, apart=1))) == 1
    assert len(verdicts(burst(10) + burst(10, start=NOON + 600))) == 2


def test_slow_talk_and_many_people_are_no_flood() -> None:
    assert verdicts(burst(50, apart=13)) == []
    together = sorted((m for sender in range(20) for m in burst(LIMIT, sender=sender)), key=lambda m: m.at)
    assert verdicts(together) == []


@pytest.mark.parametrize("habits", [Habits(people={7: LIVELY}), Habits(group=LIVELY)])
def test_what_is_usual_here_is_looked_at_first(habits: Habits) -> None:
    assert [v.decision for v in verdicts(burst(10), habits)] == ["review"]
    assert [v.decision for v in verdicts(burst(20), habits)] == ["review", "breach"]


CHILD = [message("我要看汪汪队", NOON + i * 6, 7, i) for i in range(9)]


@pytest.mark.parametrize(
    ("habits", "decisions"),
    [
        (Habits(group=Pace(9, 400)), []),  # nine a minute is what people do here
        (Habits(group=Pace(6, 400)), ["review"]),  # more than usual, not far from it
        (Habits(group=Pace(6, 400), people={7: Pace(2, 60)}), ["review"]),  # a quiet one for once
        (Habits(group=Pace(2, 400), people={7: Pace(8, 60)}), ["review"]),  # always talks like that
        (Habits(group=Pace(2, 400), people={7: Pace(2, 60)}), ["breach"]),
        (Habits(group=Pace(2, 400)), ["breach"]),
        (Habits(), ["breach"]),
    ],
)
def test_a_child_in_a_lively_group_is_no_case(habits: Habits, decisions: list[str]) -> None:
    found = verdicts(CHILD, habits)
    assert sorted({v.decision for v in found}) == sorted(set(decisions))


def test_the_evidence_says_what_is_usual_in_words_and_numbers() -> None:
    (verdict,) = verdicts(burst(14), Habits(group=Pace(3, 400), people={7: Pace(2, 60)}))
    said = {(r.msgid, r.params.get("usual")) for r in verdict.reasons}
    assert ("Usual in this group: bursts of up to %(usual)s (%(bouts)s bursts seen)", 3) in said
    assert ("Usual for them: bursts of up to %(usual)s (%(bouts)s bursts seen)", 2) in said
    assert {("usual_in_group", 3), ("usual_of_person", 2)} <= {(e.ref, e.value) for e in verdict.evidence}
    (verdict,) = verdicts(burst(LIMIT + 1))
    assert "What is usual here is not known yet" in {r.msgid for r in verdict.reasons}


def test_a_pace_seen_a_few_times_says_nothing() -> None:
    assert [v.decision for v in verdicts(burst(10), Habits(people={7: Pace(8, 3)}))] == ["breach"]


def test_a_rule_without_a_number_never_accuses() -> None:
    found = list(judge_messages(burst(60, apart=0), only("flood")))
    assert [v.decision for v in found] == ["review"]


def test_an_export_that_knows_only_the_day_shows_no_floods() -> None:
    talk = [Message(i, 7, NOON, f"第{i}条", precision=86_400) for i in range(30)]
    assert verdicts(talk) == []


def test_more_pictures_than_one_sends_at_once_are_looked_at() -> None:
    loose = only("flood", limit=100)
    pictures = [message("[图片]", NOON + i, 7, i, "image") for i in range(12)]
    assert list(judge_messages(pictures[:9], loose)) == []
    (verdict,) = judge_messages(pictures, loose)
    assert verdict.decision == "review"
    assert verdict.subject == ("message", 9)


def test_pictures_are_held_against_what_is_usual_and_long_runs_are_seen() -> None:
    loose = only("flood", limit=100)
    dozen = [message("[图片]", NOON + i, 7, i, "image") for i in range(12)]
    assert list(judge_messages(dozen, loose, Habits(pictures=Pace(9, 30)))) == []
    assert len(list(judge_messages(dozen, loose, Habits(pictures=Pace(9, 3))))) == 1
    assert list(judge_messages(dozen, loose, Habits(people_pictures={7: Pace(10, 30)}))) == []
    slow = [message("[动画表情]", NOON + i * 20, 7, i, "sticker") for i in range(25)]
    (verdict,) = judge_messages(slow, loose)
    assert verdict.subject == ("message", 18)
    assert list(judge_messages([message("[图片]", NOON + i * 50, 7, i, "image") for i in range(60)], loose)) == []


def test_the_same_words_three_times_are_looked_at() -> None:
    again = [message("转发这条消息给三个群", NOON + i * 90, 7, i) for i in range(5)]
    assert [v.subject for v in judge_messages(again, FLOOD)] == [("message", 2)]
    assert list(judge_messages([message("收到", NOON + i * 90, 7, i) for i in range(5)], FLOOD)) == []
    assert list(judge_messages([message("#接龙\n1. 小林", NOON + i * 90, 7, i) for i in range(5)], FLOOD)) == []


def test_disguising_a_repetition_hides_nothing() -> None:
    written = ["转发这条消息给三个群", "轉發這條消息給三個群", "转发\u200b这条消息给三个群"]
    talk = [message(text, NOON + i * 90, 7, i) for i, text in enumerate(written)]
    assert len(list(judge_messages(talk, FLOOD))) == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=120), st.integers(1, 6))
def test_floods_are_those_that_counting_finds(steps: list[tuple[int, int]], limit: int) -> None:
    at, talk = NOON, []
    for ref, (sender, gap) in enumerate(steps):
        at += gap
        talk.append(message(f"{ref}", at, sender, ref))
    expected, over = [], dict.fromkeys(range(4), False)
    for ref, said in enumerate(talk):
        inside = sum(m.sender_id == said.sender_id and said.at - m.at < 60 for m in talk[: ref + 1])
        if inside > limit and not over[said.sender_id]:
            expected.append(("message", ref))
        over[said.sender_id] = inside > limit
    assert [v.subject for v in judge_messages(talk, only("flood", limit=limit))] == expected


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 90), st.booleans()), max_size=80))
def test_sums_of_days_say_what_the_whole_says(steps: list[tuple[int, int, bool]]) -> None:
    """Where no bout runs over the seam, as the pause of an hour between these days makes sure."""
    days: list[list[Message]] = [[], []]
    at = NOON
    for ref, (sender, gap, picture) in enumerate(steps):
        at += gap + (3_600 if ref == len(steps) // 2 else 0)
        days[ref >= len(steps) // 2].append(message("x", at, sender, ref, "image" if picture else "text"))
    assert habits_of(measure_day(day) for day in days) == measure_habits([*days[0], *days[1]])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 90)), max_size=80))
def test_habits_are_measured_by_bouts(steps: list[tuple[int, int]]) -> None:
    at, talk = NOON, []
    for ref, (sender, gap) in enumerate(steps):
        at += gap
        talk.append(message("x", at, sender, ref))
    habits = measure_habits(talk)
    assert set(habits.people) == {m.sender_id for m in talk}
    for person, pace in habits.people.items():
        times = [m.at for m in talk if m.sender_id == person]
        peaks = [sum(t - 60 < other <= t for other in times) for t in times]
        assert 1 <= pace.peak <= max(peaks)
        assert pace.bouts == 1 + sum(b - a >= 60 for a, b in pairwise(times))


def test_memory_is_bounded_by_people_not_by_messages() -> None:
    bursts = Bursts(lambda _person: LIMIT)
    for said in burst(5_000, apart=1):
        bursts.see(said.sender_id, said.at, said.id)
    (ring,) = bursts._people.values()
    assert len(bursts._people) == 1
    assert len(ring.stamps) == LIMIT + 1
