"""What the clock measures of a conversation: first reply, next replies, the end (E3, E4)."""

from hypothesis import given, settings

from qunce.kernel.clock import DAY
from qunce.kernel.hours import reply_clock
from qunce.practice.desk.policy import Line
from qunce.practice.desk.policy.turns import Turn
from qunce.practice.desk.tests.talk import CHARTER, TEN, judge, only, say
from qunce.practice.desk.tests.test_unanswered_laws import conversation, end

ASKED = say(1, 0, "小王", "请问会员卡怎么退")


def turns(*lines: Line, minute: float = 24 * 60) -> list[Turn]:
    return [turn for outcome in judge([ASKED, *lines], minute) for turn in outcome.turns]


def brief(found: list[Turn]) -> list[tuple[str, int, int | None, str]]:
    """(kind, minute it began, minutes it took, how)"""
    return [(t.kind, (t.at - TEN) // 60, None if t.seconds is None else t.seconds // 60, t.how) for t in found]


def test_a_quoted_answer_and_thanks() -> None:
    found = turns(
        say(2, 7, "客服小美", "在首页点退卡", reply_to_id=1),
        say(3, 9, "小王", "好的谢谢"),
    )
    assert brief(found) == [("first", 0, 7, "quote"), ("resolution", 0, 9, "thanks")]
    assert (found[0].by, found[0].by_staff, found[0].in_time, found[0].approximate) == (9, True, True, False)
    assert found[1].by == 9


def test_to_put_off_is_the_first_reply_and_asking_again_starts_the_next() -> None:
    found = turns(
        say(2, 5, "客服小美", "@小王 稍等，我问一下"),
        say(3, 40, "小王", "请问会员卡怎么退"),
        say(4, 60, "客服小美", "@小王 在首页点退卡"),
    )
    assert brief(found) == [("first", 0, 5, "mention"), ("next", 40, 20, "mention"), ("resolution", 0, None, "")]


def test_words_before_any_reply_start_no_clock_of_their_own() -> None:
    found = turns(say(2, 20, "小王", "？"), say(3, 30, "客服小美", "@小王 在首页点退卡"))
    assert brief(found)[0] == ("first", 0, 30, "mention")
    assert [t.kind for t in found] == ["first", "resolution"]


def test_a_question_soon_after_the_answer_goes_on_with_the_matter() -> None:
    answered = say(2, 5, "客服小美", "在首页点退卡", reply_to_id=1)
    found = turns(
        answered,
        say(3, 10, "小王", "那押金多久到账呢"),
        say(4, 25, "客服小美", "@小王 三个工作日"),
        say(5, 26, "小王", "谢谢"),
    )
    assert brief(found) == [
        ("first", 0, 5, "quote"), ("resolution", 0, 26, "thanks"), ("next", 10, 15, "mention"),
    ]  # fmt: skip
    later = turns(answered, say(3, 120, "小王", "那押金多久到账呢"), say(4, 130, "客服小美", "@小王 三个工作日"))
    assert [t.kind for t in later] == ["first", "resolution", "first", "resolution"], "two hours later: a new matter"


def test_a_promised_time_is_when_the_next_reply_is_due() -> None:
    found = turns(
        say(2, 5, "客服小美", "@小王 我问下财务，下午3点前给您答复"),
        say(3, 60, "小王", "请问会员卡怎么退"),
        minute=120,
    )
    following = next(t for t in found if t.kind == "next")
    assert following.due_at == TEN + 5 * 3600
    assert following.in_time is None, "the promised time is still to come"


def test_only_service_hours_count() -> None:
    night = say(1, 12 * 60, "小王", "请问会员卡怎么退")  # ten in the evening
    (outcome,) = judge([night, say(2, 23 * 60 + 30, "客服小美", "@小王 在首页点退卡")], 48 * 60)
    assert outcome.turns[0].seconds == 30 * 60, "service opens at nine"


def test_who_found_out_alone_owes_and_is_owed_nothing() -> None:
    found = turns(say(2, 3, "小王", "找到了，自己弄好了"))
    assert brief(found) == [("resolution", 0, 3, "alone")]


def test_taking_the_answer_is_told_from_thanks() -> None:
    found = turns(say(2, 5, "客服小美", "在首页点退卡", reply_to_id=1), say(3, 6, "小王", "明白了"))
    assert brief(found)[-1] == ("resolution", 0, 6, "accepted")


def test_a_time_known_to_the_day_is_marked() -> None:
    asked = say(1, 0, "小王", "请问会员卡怎么退", precision=DAY)
    found = only([asked, say(2, 300, "客服小美", "在首页点退卡", reply_to_id=1, precision=DAY)]).turns
    assert found[0].exact_to == DAY
    assert found[0].in_time is True, "a day of slack"


def test_unanswered_is_late_and_waiting_is_neither() -> None:
    assert turns()[0].in_time is False
    assert turns(minute=1)[0].in_time is None


@settings(max_examples=40, deadline=None)
@given(conversation(most=40, gap=20 * 3600))
def test_the_laws_of_turns(lines: list[Line]) -> None:
    watch = reply_clock(CHARTER.service_hours)
    said = {line.id: line for line in lines}
    outcomes = judge(lines, end(lines))
    started = [(t.kind, t.message_id) for o in outcomes for t in o.turns]
    assert len(started) == len(set(started)), "one row per run: nothing is counted twice"
    for outcome in outcomes:
        assert sum(t.kind == "first" for t in outcome.turns) <= 1
        for turn in outcome.turns:
            assert said[turn.message_id].person_id == outcome.person_id, "only the asker starts the clock"
            if turn.end_at is None:
                continue
            assert turn.end_at >= turn.at
            assert turn.seconds == watch.between(turn.at, turn.end_at)
            if turn.kind != "resolution":
                assert said[turn.end_id or 0].person_id == turn.by != outcome.person_id
