"""Laws of the desk's judge over generated conversations (E3, design §2)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.kernel.verdict import Verdict
from qunce.practice.desk.policy import OVERLAP_SECONDS, DeskJudge, Line, Outcome, reply_stats
from qunce.practice.desk.tests.talk import CHARTER, PEOPLE, STAFF, STAFF_NAMES, TEN, judge

NAMES = sorted(PEOPLE)
TALK = """会员卡怎么充值|会员卡怎么充值啊|今天还有套餐吗|停车场收费不|请问发票怎么开|老板在吗|求一份菜单
？|同问|谢谢|好的|收到|找到了|自己弄好了|哈哈哈|早|今天天气真好|不是说好了九点吗|点首页右上角充值|还有五份
前两小时免费|在的|可以的|抬头发我|@小李 在首页|@小王 有的|@客服小美 几点下班|你几点到|[图片]
明天10点发货""".replace("\n", "|").split("|")


def conversation(most: int = 30, gap: int = 5 * 3600) -> st.SearchStrategy[list[Line]]:
    pause = st.one_of(st.integers(0, 240), st.integers(0, gap))
    turn = st.tuples(pause, st.sampled_from(NAMES), st.sampled_from(TALK), st.none() | st.integers(1, 5))
    return st.lists(turn, min_size=1, max_size=most).map(_lines)


def _lines(turns: list[tuple[int, str, str, int | None]]) -> list[Line]:
    """Each turn is a pause, who speaks, what, and how many lines back they quote, if at all."""
    lines: list[Line] = []
    at = TEN
    for number, (pause, who, text, back) in enumerate(turns, 1):
        at += pause
        quoted = number - back if back is not None and back < number else None
        person = PEOPLE[who]
        lines.append(Line(number, at, person, person in STAFF, "text", text, who, reply_to_id=quoted))
    return lines


def end(lines: list[Line]) -> float:
    return (lines[-1].at - TEN) / 60 + 600


def _cited(verdict: Verdict) -> set[int | str]:
    return {e.ref for e in verdict.evidence if e.kind == "message"}


@settings(max_examples=150, deadline=None)
@given(conversation())
def test_taking_a_cited_message_away_changes_the_verdict(lines: list[Line]) -> None:
    minute = end(lines)
    for outcome in judge(lines, minute):
        before = outcome.verdict
        for ref in _cited(before):
            without = judge([line for line in lines if line.id != ref], minute)
            now = next((o.verdict for o in without if o.message_id == outcome.message_id), None)
            if now is None or (now.reasons, now.confidence) != (before.reasons, before.confidence):
                continue
            assert _cited(now) - _cited(before), f"nothing took the place of {ref}"


@settings(max_examples=150, deadline=None)
@given(conversation(most=60, gap=40 * 3600), st.integers(0, 59))
def test_a_later_start_with_overlap_says_the_same(lines: list[Line], cut: int) -> None:
    since = lines[min(cut, len(lines) - 1)].at
    minute = end(lines)
    whole = [o for o in judge(lines, minute) if o.asked_at >= since]
    late = judge([line for line in lines if line.at >= since - OVERLAP_SECONDS], minute, since=since)
    assert sorted(late) == sorted(whole)


@settings(deadline=None)
@given(conversation())
def test_streaming_gives_each_outcome_once(lines: list[Line]) -> None:
    as_of = TEN + int(60 * end(lines))
    stream = DeskJudge(CHARTER, as_of, staff_ids=STAFF, staff_names=STAFF_NAMES)
    given_out: list[Outcome] = []
    for line in lines:
        stream.hear(line)
        given_out += stream.take()
    assert sorted(given_out + stream.close()) == sorted(judge(lines, end(lines)))


@settings(deadline=None)
@given(conversation(), st.integers(0, 29))
def test_the_future_is_not_heard(lines: list[Line], cut: int) -> None:
    as_of = lines[min(cut, len(lines) - 1)].at
    minute = (as_of - TEN) / 60
    assert judge(lines, minute) == judge([line for line in lines if line.at <= as_of], minute)


@settings(deadline=None)
@given(conversation())
def test_only_members_questions_are_judged_and_sums_add_up(lines: list[Line]) -> None:
    outcomes = judge(lines, end(lines))
    members = {line.id for line in lines if not line.is_staff}
    assert {o.message_id for o in outcomes} <= members
    for day in reply_stats(outcomes).values():
        assert day.questions == day.answered + day.self_answered + day.unanswered + day.waiting
        assert sum(day.histogram) <= day.answered
        assert day.answered_in_time <= day.answered


@settings(deadline=None)
@given(conversation())
def test_an_answer_was_said_by_somebody_else_after_the_question(lines: list[Line]) -> None:
    by_id = {line.id: line for line in lines}
    for outcome in judge(lines, end(lines)):
        if outcome.answer_id is not None:
            answer = by_id[outcome.answer_id]
            assert answer.person_id != outcome.person_id
            assert answer.at >= outcome.asked_at
