"""Who asked and got no answer (E3-E5): the cases that are hard."""

import pytest

from qunce.kernel.verdict import Evidence
from qunce.practice.desk.policy import reply_stats
from qunce.practice.desk.tests.talk import NIGHT_RULE, TEN, judge, only, say, words

ASKS = say(1, 0, "小李", "会员卡怎么充值")


def test_no_answer_waits_and_then_is_late() -> None:
    assert only([ASKS], 29).decision == "waiting"
    late = only([ASKS], 31)
    assert late.decision == "unanswered"
    assert late.elapsed == 31 * 60
    assert late.due_at == TEN + 30 * 60


def test_a_quotation_answers() -> None:
    for quote in ({"reply_to_id": 1}, {"quote_name": "小李", "quote_text": "会员卡怎么充值"}):
        got = only([ASKS, say(2, 5, "客服小美", "在首页右上角", **quote)])
        assert (got.decision, got.answer_id, got.approximate) == ("answered", 2, False)


def test_an_at_of_the_asker_answers_and_may_be_late() -> None:
    got = only([ASKS, say(2, 45, "客服小美", "@小李 在首页右上角")])
    assert (got.decision, got.answer_id, got.approximate) == ("answered_late", 2, False)
    assert only([ASKS, say(2, 5, "客服小美", "在首页", mentions=(1,))]).decision == "answered"


def test_an_at_of_somebody_else_does_not_answer() -> None:
    assert only([ASKS, say(2, 1, "客服小美", "@阿芳 在首页右上角")]).decision == "unanswered"
    longer = say(1, 0, "小李", "会员卡怎么充值")._replace(name="小李")
    others = say(2, 1, "阿芳", "发票怎么开")._replace(name="小李子", person_id=33)
    decisions = {o.message_id: o.decision for o in judge([longer, others, say(3, 2, "客服小美", "@小李子 台头发我")])}
    assert decisions == {1: "unanswered", 2: "answered"}


def test_the_nearest_plausible_line_is_marked_approximate() -> None:
    got = only([ASKS, say(2, 2, "客服小美", "点首页右上角的充值就可以")])
    assert (got.decision, got.answer_id, got.approximate) == ("answered", 2, True)
    assert [e.approximate for e in got.verdict.evidence if e.ref == 2] == [True]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("周末有人一起去爬山吗", "我们家去"), ("周末有人一起去爬山吗", "我们家去，九点门口见"),
        ("周六谁去看展", "算我一个"), ("有人想去夜跑吗", "我也去"), ("下午打球约吗", "没空，改天"),
        ("周五聚餐有人来吗", "我来不了"), ("明天有没有家长一起带娃去公园", "我们一家去"), ("有人一起拼桌吗", "带上我"),
    ],
)  # fmt: skip
def test_who_comes_along_answers_an_invitation(asked: str, said: str) -> None:
    got = only([say(1, 0, "小李", asked), say(2, 4, "阿芳", said)])
    assert (got.decision, got.answer_id, got.approximate) == ("answered", 2, True)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("周末有人一起去爬山吗", "我的快递还没到"), ("周末有人一起去爬山吗", "今天菜真新鲜"),
        ("周末有人一起去爬山吗", "去年的票还留着"), ("有人去过这家店吗", "我去拿个快递"),
        ("头孢和布洛芬一起吃可以吗", "我去看看"), ("会员卡怎么充值", "我们家去"),
    ],
)  # fmt: skip
def test_other_words_answer_no_invitation_and_joining_no_other_question(asked: str, said: str) -> None:
    assert only([say(1, 0, "小李", asked), say(2, 4, "阿芳", said)]).decision == "unanswered"


@pytest.mark.parametrize("text", ["哈哈哈", "[捂脸]", "大家早上好", "你们那边下雨了吗", "👍"])
def test_small_talk_and_questions_are_no_answers(text: str) -> None:
    assert judge([ASKS, say(2, 1, "阿芳", text)])[0].decision == "unanswered"


def test_thanks_confirm_the_nearest_answer_and_end_it() -> None:
    lines = [ASKS, say(2, 2, "客服小美", "点首页右上角"), say(3, 3, "小李", "谢谢")]
    got = only([*lines, say(4, 50, "店长", "@小李 还可以在前台充")])
    assert (got.decision, got.answer_id) == ("answered", 2)
    assert got.verdict.confidence > only(lines[:2]).verdict.confidence


def test_thanks_in_advance_end_nothing() -> None:
    assert only([ASKS, say(2, 0.3, "小李", "谢谢各位")]).decision == "unanswered"
    assert only([say(1, 0, "小李", "请问会员卡怎么充值？谢谢")]).decision == "unanswered"


def test_thanks_for_a_red_packet_end_nothing() -> None:
    lines = [ASKS, say(2, 3, "阿芳", "抢到了哈哈"), say(3, 4, "小李", "谢谢老板的红包")]
    assert only(lines).decision == "unanswered"


def test_thanks_without_a_visible_answer_are_believed_but_less() -> None:
    got = only([ASKS, say(2, 2, "客服小美", "[微笑]"), say(3, 5, "小李", "谢谢")])
    assert (got.decision, got.answer_id) == ("answered", None)
    assert got.verdict.confidence < 0.75


@pytest.mark.parametrize("text", ["找到了", "已解决", "知道了，是在首页", "自己弄好了", "不用了"])
def test_the_asker_finds_out_alone(text: str) -> None:
    assert only([ASKS, say(2, 8, "小李", text)]).decision == "self_answered"


def test_rhetorical_and_greetings_open_nothing() -> None:
    assert (
        judge(
            [
                say(1, 0, "小李", "不是说好了九点吗？"),
                say(2, 1, "小王", "谁不想呢"),
                say(3, 2, "阿芳", "吃了吗"),
            ]
        )
        == []
    )


def test_one_answer_for_three_askers() -> None:
    lines = [
        say(1, 0, "小李", "会员卡怎么充值"),
        say(2, 1, "小王", "请问会员卡怎么充值呀"),
        say(3, 2, "阿芳", "会员卡如何充值"),
        say(4, 4, "客服小美", "会员卡充值点首页右上角"),
    ]
    assert [(o.decision, o.answer_id) for o in judge(lines)] == [("answered", 4)] * 3
    quoted = [*lines[:3], say(4, 4, "客服小美", "点右上角", reply_to_id=2)]
    assert {o.message_id: o.approximate for o in judge(quoted)} == {1: True, 2: False, 3: True}


def test_one_answer_does_not_serve_another_question() -> None:
    lines = [
        ASKS,
        say(2, 1, "小王", "停车场收费吗"),
        say(3, 2, "客服小美", "停车场前两小时免费", reply_to_id=2),
    ]
    assert {o.message_id: o.decision for o in judge(lines)} == {1: "unanswered", 2: "answered"}


def test_me_too_joins_the_question() -> None:
    got = only([ASKS, say(2, 1, "阿芳", "同问"), say(3, 2, "小王", "+1")])
    assert "2 others" in words(got)
    assert {2, 3} <= {e.ref for e in got.verdict.evidence}


def test_asked_twice_is_one_item_with_the_earliest_due() -> None:
    got = only([ASKS, say(2, 40, "小李", "会员卡怎么充值啊"), say(3, 60, "小李", "？"), say(4, 70, "小李", "在吗")])
    assert (got.message_id, got.due_at) == (1, TEN + 1800)
    assert "3 times" in words(got)


def test_asking_again_says_that_the_guess_was_no_answer() -> None:
    lines = [ASKS, say(2, 1, "客服小美", "中午有特价套餐"), say(3, 9, "小李", "会员卡怎么充值？")]
    assert only(lines[:2]).decision == "answered"
    assert only(lines).decision == "unanswered"


def test_asking_again_after_the_answer_is_a_new_question() -> None:
    lines = [ASKS, say(2, 1, "客服小美", "@小李 在首页"), say(3, 90, "小李", "会员卡怎么充值")]
    assert [o.decision for o in judge(lines)] == ["answered", "unanswered"]


def test_call_and_question_are_one_item() -> None:
    got = only([say(1, 0, "小李", "老板在吗"), say(2, 1, "小李", "会员卡怎么充值")])
    assert got.message_id == 1
    assert "会员卡怎么充值" in words(got)
    assert got.verdict.evidence[0].ref == 2


@pytest.mark.parametrize(
    "line",
    [
        say(2, 1, "小李", "@小王 晚上来吗"),
        say(2, 1, "小李", "晚上来吗", mentions=(2,)),
        say(2, 1, "小李", "真的吗", reply_to_id=1),
        say(2, 1, "小李", "你几点到"),
    ],
)
def test_a_question_to_a_member_is_not_the_desks(line: object) -> None:
    assert judge([say(1, 0, "小王", "今天我要早点下班"), line]) == []  # type: ignore[list-item]


def test_a_question_to_the_staff_by_name_is() -> None:
    assert only([say(1, 0, "小李", "@客服小美 晚上营业吗")]).decision == "unanswered"
    assert only([say(1, 0, "小李", "@所有人 谁知道充值入口")]).decision == "unanswered"


def test_staff_asking_members_is_no_unanswered_question() -> None:
    assert judge([say(1, 0, "店长", "大家今天想吃什么？")]) == []


def test_nobody_else_speaks_so_nothing_is_answered() -> None:
    lines = [say(n, n * 20, "小李" if n % 2 else "小王", f"第{n}号桌今天还能订吗{n}号") for n in range(1, 9)]
    assert {o.decision for o in judge(lines)} == {"unanswered"}


def test_staff_picture_right_after_counts_approximately() -> None:
    got = only([say(1, 0, "小李", "今天的菜单发一下好吗"), say(2, 1, "店长", "[图片]", kind="image")])
    assert (got.decision, got.approximate) == ("answered", True)


def test_service_hours_and_next_day() -> None:
    night = say(1, 12 * 60, "小李", "会员卡怎么充值")  # 22:00
    due = TEN + 24 * 3600  # next day, one hour after nine
    assert only([night], 23 * 60, NIGHT_RULE).decision == "waiting"
    got = only([night, say(2, 23 * 60 + 30, "客服小美", "@小李 首页右上角")], 48 * 60, NIGHT_RULE)
    assert (got.due_at, got.decision, got.elapsed) == (due, "answered", 30 * 60)
    assert "outside service hours" in words(got)
    assert only([night], 25 * 60, NIGHT_RULE).decision == "unanswered"


def test_coarse_times_are_given_their_slack() -> None:
    asks, answers = ASKS._replace(precision=60), say(2, 30, "客服小美", "@小李 首页", precision=60)
    assert only([asks, answers._replace(at=answers.at + 59)]).decision == "answered"
    assert "60" in words(only([asks, answers]))


def test_an_announcement_is_not_an_answer() -> None:
    lecture = "各位亲爱的家人们，" + "本周六下午两点我们在望京店举办亲子烘焙活动，名额有限先到先得，" * 5
    assert only([ASKS, say(2, 1, "小王", lecture)]).decision == "unanswered"


def test_evidence_shows_the_question_the_answer_and_the_limit() -> None:
    got = only([ASKS, say(2, 5, "客服小美", "@小李 在首页右上角")])
    question, answer, number = got.verdict.evidence
    assert (question.kind, question.ref, question.span) == ("message", 1, (0, 7))
    assert answer == Evidence("message", 2, answer.label)
    assert (number.ref, number.value, number.of) == ("elapsed_seconds", 300, 1800)


def test_time_may_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="older"):
        judge([say(1, 5, "小李", "在吗"), say(2, 1, "小王", "在")])


def test_reply_stats_are_sums_by_day() -> None:
    lines = [
        ASKS,
        say(2, 10, "客服小美", "@小李 在首页"),
        say(3, 20, "小王", "停车场收费吗"),
        say(4, 60, "客服小美", "@小王 免费"),
        say(5, 70, "阿芳", "发票怎么开"),
        say(6, 80, "阿芳", "找到了"),
        say(7, 24 * 60, "老周", "包间还有没有"),
    ]
    friday, saturday = reply_stats(judge(lines, 24 * 60 + 5)).values()
    assert (friday.questions, friday.answered, friday.answered_in_time, friday.self_answered) == (3, 2, 1, 1)
    assert friday.reply_seconds == (10 + 40) * 60
    assert sum(friday.histogram) == 2
    assert (saturday.questions, saturday.waiting) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "大家中午好", "早上好", "早～昨天的汤师傅高兴坏了", "各位晚上好，今天有雨", "欢迎新人🎉 请看群公告",
        "哈哈哈哈", "👍👍",
        "[强]", "支持", "6666", "@所有人 大家早上好呀", "小李打卡第3天 20分钟", "晚安",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["小王", "店长"])
def test_a_greeting_or_a_bare_reaction_is_no_answer(text: str, who: str) -> None:
    got = only([ASKS, say(2, 1, who, text)])
    assert (got.decision, got.answer_id) == ("unanswered", None)


def test_a_bare_reaction_that_quotes_the_question_is_no_answer() -> None:
    assert only([ASKS, say(2, 1, "小王", "支持", reply_to_id=1)]).decision == "unanswered"
    assert only([ASKS, say(2, 1, "小王", "首页右上角", reply_to_id=1)]).decision == "answered"


def test_after_a_greeting_the_answer_still_counts() -> None:
    got = only([ASKS, say(2, 1, "店长", "大家早上好"), say(3, 2, "店长", "点首页右上角")])
    assert (got.decision, got.answer_id, got.approximate) == ("answered", 3, True)


def test_a_greeting_that_speaks_of_the_question_may_answer_it() -> None:
    got = only([ASKS, say(2, 1, "店长", "大家早上好，会员卡充值在首页右上角")])
    assert (got.answer_id, got.approximate) == (2, True)


def test_a_colleagues_words_next_morning_are_about_something_else() -> None:
    lines = [say(1, 0, "小李", "你们接公司团餐吗，想问下怎么报价"), say(2, 600, "店长", "今天排骨很新鲜")]
    assert only(lines, 48 * 60).decision == "unanswered"


def test_a_report_to_all_answers_everybody_who_just_asked() -> None:
    lines = [
        say(1, 0, "小李", "点餐页打不开了？"),
        say(2, 1, "小王", "怎么一直转圈圈"),
        say(3, 1, "阿芳", "今天不能下单了吗"),
        say(4, 5, "客服小美", "各位不好意思，系统刚才在升级，已经好了"),
    ]
    assert {(o.decision, o.answer_id, o.approximate) for o in judge(lines)} == {("answered", 4, True)}
    sale = [*lines[:3], say(4, 5, "客服小美", "各位，今晚八点秒杀蛋挞，限二十份")]
    assert {o.decision for o in judge(sale)} == {"unanswered"}


def test_taking_the_answer_up_confirms_it() -> None:
    lines = [
        say(1, 0, "小李", "旧书有没有地方可以捐"),
        say(2, 4, "小王", "社区图书角就收，我周五去送"),
        say(3, 6, "小李", "太好了 我给你送过去"),
    ]
    got = only(lines)
    assert (got.decision, got.answer_id) == ("answered", 2)
    assert got.verdict.confidence > only(lines[:2]).verdict.confidence or only(lines[:2]).decision == "unanswered"


def test_an_at_to_a_crowd_about_something_else_is_no_answer() -> None:
    lines = [
        say(1, 0, "小李", "定存到期自动转存按新利率吗"),
        say(2, 100, "小王", "人脸一直失败怎么办"),
        say(3, 110, "客服小美", "@小王 @小李 人脸识别的故障正在修复"),
    ]
    assert {o.message_id: o.decision for o in judge(lines)}[1] == "unanswered"


def test_the_verb_of_the_question_taken_up_is_an_answer() -> None:
    got = only([say(1, 0, "小李", "保险续保大家都涨了吗"), say(2, 4, "小王", "涨了，我多问了三家")])
    assert (got.answer_id, got.approximate) == (2, True)
