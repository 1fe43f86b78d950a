"""Who was put off is still waiting: 稍等 and 一小时内回复您 are first replies, not answers (E3, E6)."""

import pytest

from qunce.practice.desk.tests.talk import TEN, judge, only, say, words

ASKS = say(1, 0, "小李", "会员卡怎么充值")


@pytest.mark.parametrize(
    "text",
    [
        "@小李 稍等", "@小李 您好，稍等哈，我去问下技术", "@小李 一小时内回复您",
        "@小李 您好，这个我核实一下，一小时内给您答复",
        "@小李 收到，我帮您查一下，晚点回您", "@小李 马上帮您看",
    ],
)  # fmt: skip
def test_a_put_off_is_no_answer(text: str) -> None:
    got = only([ASKS, say(2, 5, "客服小美", text)], 10)
    assert (got.decision, got.answer_id, got.first_id, got.first_elapsed) == ("waiting", None, 2, 300)
    assert only([ASKS, say(2, 5, "客服小美", text)]).decision == "unanswered"
    assert only([ASKS, say(2, 5, "客服小美", text), say(3, 20, "客服小美", "@小李 首页右上角")]).answer_id == 3


def test_the_next_reply_is_due_when_it_was_promised() -> None:
    lines = [ASKS, say(2, 5, "客服小美", "@小李 一小时内回复您")]
    assert only(lines, 60).decision == "waiting"
    late = only(lines, 66)
    assert (late.decision, late.due_at, late.next_due_at) == ("unanswered", TEN + 1800, TEN + 65 * 60)
    kept = only([*lines, say(3, 64, "客服小美", "@小李 首页右上角")])
    assert (kept.decision, kept.elapsed, kept.first_elapsed) == ("answered", 64 * 60, 300)
    assert "promised by" in words(kept)
    assert only([*lines, say(3, 70, "客服小美", "@小李 首页右上角")]).decision == "answered_late"


def test_asked_to_wait_the_limit_runs_once_more_and_not_for_ever() -> None:
    lines = [ASKS, say(2, 20, "客服小美", "@小李 稍等"), say(3, 45, "客服小美", "@小李 稍等")]
    assert only(lines, 49).decision == "waiting"
    assert only(lines, 51).decision == "unanswered"


def test_thanks_for_waiting_end_nothing() -> None:
    lines = [ASKS, say(2, 5, "客服小美", "@小李 稍等"), say(3, 6, "小李", "好的，谢谢")]
    assert only(lines).decision == "unanswered"
    assert only([*lines, say(4, 9, "小李", "不用了，找到了")]).decision == "self_answered"
    answered = [*lines, say(4, 15, "客服小美", "点首页右上角"), say(5, 16, "小李", "谢谢")]
    assert (only(answered).decision, only(answered).answer_id) == ("answered", 4)


def test_a_time_answers_who_asked_for_a_time() -> None:
    asks = say(1, 0, "小李", "我的快递什么时候发货")
    assert only([asks, say(2, 5, "客服小美", "@小李 下午三点前给您发出")]).answer_id == 2
    assert only([asks, say(2, 5, "客服小美", "@小李 下午三点前回复您")]).decision == "unanswered"
    today = say(1, 0, "小李", "今天还能发货吗")
    assert only([today, say(2, 5, "客服小美", "@小李 今晚八点前给您发出")]).answer_id == 2


def test_an_answer_with_a_promise_is_an_answer() -> None:
    texts = ("@小李 会员卡在首页充值，教程晚点发您", "@小李 点首页右上角充值，不行的话我一小时内回复您")
    for text in texts:
        assert only([ASKS, say(2, 5, "客服小美", text)]).answer_id == 2, text


def test_an_unmarked_put_off_holds_the_nearest_question() -> None:
    lines = [ASKS, say(2, 3, "客服小美", "稍等，我看一下")]
    assert (only(lines, 20).decision, only(lines, 20).first_id) == ("waiting", 2)
    got = only([*lines, say(3, 12, "客服小美", "首页右上角点充值")])
    assert (got.decision, got.answer_id, got.approximate) == ("answered", 3, True)


def test_another_member_asking_for_patience_is_no_first_reply() -> None:
    got = only([ASKS, say(2, 3, "阿芳", "@小李 稍等一下")], 20)
    assert (got.decision, got.first_id) == ("waiting", None)


def test_what_is_promised_for_long_after_counts_as_before() -> None:
    assert only([ASKS, say(2, 5, "客服小美", "@小李 下下周三前回复您")]).answer_id == 2


def test_quoted_put_off_and_two_askers() -> None:
    lines = [ASKS, say(2, 1, "小王", "请问会员卡怎么充值呀"), say(3, 4, "客服小美", "稍等", reply_to_id=1)]
    assert {o.message_id: o.decision for o in judge(lines)} == {1: "unanswered", 2: "unanswered"}
