"""Complaints as pure decisions: what is one, which lines belong together, how it is handled, whether it is copied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.practice.desk.complaints.policy import copies, flow
from qunce.practice.desk.complaints.policy.finding import COUNTS, LONGEST, find_complaint, function_of, joins
from qunce.practice.desk.complaints.policy.flow import SAID, Step, StepError
from qunce.practice.desk.complaints.policy.following import ComplaintJudge, Thing
from qunce.practice.desk.complaints.tests import gold
from qunce.practice.desk.policy.lines import Line
from qunce.practice.desk.tests.talk import TEN, say

ALL_YES = (*gold.TUNED_YES, *gold.FRESH_YES, *gold.LATER_YES, *gold.LAST_YES)
ALL_NO = (*gold.TUNED_NO, *gold.FRESH_NO, *gold.LATER_NO, *gold.LAST_NO)


def test_the_labelled_lines() -> None:
    seen = [line for line in ALL_YES if find_complaint(line)]
    assert len(seen) >= 0.95 * len(ALL_YES)
    assert sum(found.strength >= COUNTS for line in ALL_YES if (found := find_complaint(line))) >= 0.8 * len(ALL_YES)
    assert [line for line in ALL_NO if find_complaint(line)] == []


@given(st.text(max_size=600))
def test_any_text_is_read_and_the_spans_lie_in_it(text: str) -> None:
    found = find_complaint(text)
    joins(text)
    function_of(text)
    if found is not None:
        assert len(text) <= LONGEST
        assert all(0 <= a < b <= len(text) for a, b in found.spans)
        assert found.reasons


def test_the_function_that_could_mend_it() -> None:
    assert function_of("app又闪退了，登录不上") == "it"
    assert function_of("优惠活动规则骗人") == "marketing"
    assert function_of("杯子是破的，质量差") == "product"
    assert function_of("客服没人理，退款没人处理") == "service"
    assert function_of("唉") == ""


# --- which lines belong together


def things(lines: list[Line]) -> list[Thing]:
    judge = ComplaintJudge(TEN + 30 * 86_400)
    for line in lines:
        judge.hear(line)
    return judge.close()


FACE = say(1, 0, "小李", "更新以后人脸识别一直失败，提现提不出来，你们测试都不测的吗")


def test_others_join_by_me_too_and_by_the_same_words() -> None:
    lines = [
        FACE,
        say(2, 3, "小王", "我也是！刷了八次脸"),
        say(3, 20, "阿芳", "新版本人脸识别真的不行，打不开"),
        say(4, 21, "老周", "今天天气不错"),
    ]
    (thing,) = things(lines)
    assert [voice.message_id for voice in thing.voices] == [1, 2, 3]
    assert len(thing.people) == 3


def test_another_matter_is_another_thing_and_me_too_is_soon() -> None:
    other = say(2, 5, "小王", "外卖洒了一半，客服电话也打不通！")
    assert len(things([FACE, other])) == 2
    assert len(things([FACE, say(2, 300, "小王", "我也是")])[0].voices) == 1
    assert things([say(1, 0, "小王", "我也是")]) == []


def test_colleagues_do_not_complain_but_apologise() -> None:
    sorry = say(2, 4, "客服小美", "@小李 非常抱歉，您私信我一下订单号")
    (thing,) = things([FACE, sorry])
    assert (thing.apology_id, thing.private_id) == (2, 2)
    assert things([say(1, 0, "客服小美", "系统一直失败，你们测试都不测的吗")]) == []
    away = say(2, 4, "客服小美", "@阿芳 抱歉")
    assert things([FACE, away])[0].apology_id is None


# --- the way it is handled


@given(st.lists(st.one_of(st.sampled_from(list(Step)), st.just(None)), max_size=60))
def test_no_step_is_skipped_in_any_order_with_undo(moves: list[Step | None]) -> None:
    """None takes the last step back. Whatever is tried, what stands is a path from the apology on."""
    taken: list[Step] = []
    for move in moves:
        if move is None:
            taken = taken[:-1]
            continue
        try:
            taken = flow.take(taken, move)
        except StepError:
            continue
    for number, step in enumerate(taken):
        assert step in flow.allowed(taken[:number])
    if flow.is_closed(taken):
        assert taken[:2] == [Step.APOLOGY, Step.PRIVATE]
        assert flow.kind_of(taken) is not None
        assert taken.count(Step.CLOSE) == 1
        if flow.kind_of(taken) == Step.FAULT:
            assert {Step.OFFER, Step.ACCEPTED, Step.TIME} <= set(taken)
    assert all(step in SAID or step not in (Step.APOLOGY, Step.CLOSE) for step in taken)


def test_every_step_can_be_reached_and_leads_to_the_end() -> None:
    reached: set[Step] = set()
    queue: list[Step | None] = [None]
    while queue:
        for step in flow.FOLLOWING[queue.pop()]:
            if step not in reached:
                reached.add(step)
                queue.append(step)
    assert reached == set(Step)


# --- copies


def test_fewer_than_three_are_no_copies_and_a_short_past_says_nothing() -> None:
    assert copies.judge_copies(2, TEN, TEN + 60, 0, 56) is None
    found = copies.judge_copies(5, TEN, TEN + 60, 0, 3)
    assert found is not None
    assert (found.decision, found.p) == ("not_enough", None)


def test_three_in_a_quiet_group_are_copied_and_in_a_noisy_one_usual() -> None:
    quiet, noisy = copies.judge_copies(3, TEN, TEN + 600, 2, 56), copies.judge_copies(3, TEN, TEN + 600, 90, 56)
    assert quiet is not None
    assert noisy is not None
    assert (quiet.decision, noisy.decision) == ("copied", "usual")


@given(st.integers(3, 60), st.integers(0, 400), st.integers(14, 56))
def test_the_test_is_a_probability_and_falls_with_more_members(members: int, before: int, days: int) -> None:
    now, more = (copies.judge_copies(n, TEN, TEN + 60, before, days) for n in (members, members + 1))
    assert now is not None
    assert more is not None
    assert now.p is not None
    assert more.p is not None
    assert 0 <= more.p <= now.p + 1e-12 <= 1 + 1e-12


@pytest.mark.parametrize(("hits", "total", "share", "p"), [(2, 2, 0.5, 0.5), (3, 3, 0.5, 0.25), (2, 3, 0.5, 0.75)])
def test_the_tail_by_hand(hits: int, total: int, share: float, p: float) -> None:
    assert copies.tail(hits, total, share) == pytest.approx(p)
