"""What is a promise and until when: a table of phrasings, and laws that hold of any line (E6)."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.community.charter.types import ALL_WEEK_9_TO_21, ServiceHours
from qunce.practice.desk.promises.policy import find_promise
from qunce.practice.desk.promises.tests.gold import DAY, NONE, OFFICE, TIMED, UNTIMED, WED

HOURS = {DAY: ALL_WEEK_9_TO_21, OFFICE: ServiceHours((*(((540, 720), (810, 1080)),) * 5, (), ()))}


def at(said: str, year: int = 2026) -> int:
    """ "11-18 10:00" or "11-22 24:00" in Shanghai, as epoch seconds."""
    day, _, clock = said.partition(" ")
    hour, minute = map(int, clock.split(":"))
    midnight = dt.datetime.fromisoformat(f"{year}-{day}T00:00+08:00")
    return int((midnight + dt.timedelta(hours=hour, minutes=minute)).timestamp())


def shown(moment: int | None) -> str:
    if moment is None:
        return "-"
    return dt.datetime.fromtimestamp(moment, dt.timezone(dt.timedelta(hours=8))).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(("said", "hours", "line", "due"), TIMED)
def test_a_promise_and_its_deadline(said: str, hours: str, line: str, due: str) -> None:
    found = find_promise(line, at(said), HOURS[hours])
    assert found is not None, "no promise seen"
    assert shown(found.due_at) == shown(at(due))


@pytest.mark.parametrize("line", UNTIMED)
def test_puts_off_without_a_time(line: str) -> None:
    found = find_promise(line, at(WED), ALL_WEEK_9_TO_21)
    assert found is not None
    assert (found.kind, found.due_at) == ("untimed", None)


@pytest.mark.parametrize("line", NONE)
def test_is_no_promise(line: str) -> None:
    assert find_promise(line, at(WED), ALL_WEEK_9_TO_21) is None


def test_the_table_is_long_enough() -> None:
    assert len(TIMED) >= 80
    assert len({line for *_, line, _ in TIMED}) >= 80


def test_the_mark_lies_on_the_words_that_promise() -> None:
    line = "@小李 收到，我核實一下，明天１０點前給您答復。"
    found = find_promise(line, at(WED), ALL_WEEK_9_TO_21)
    assert found is not None
    assert line[slice(*found.span)].startswith("明天")
    assert shown(found.due_at) == "11-19 10:00"


def test_after_a_feast_of_an_unannounced_year_a_date_is_asked_for() -> None:
    found = find_promise("国庆后给您答复", at("09-20 10:00", 2031), ALL_WEEK_9_TO_21)
    assert found is not None
    assert (found.kind, found.due_at) == ("untimed", None)


_PIECES = st.sampled_from(
    [
        "明天",
        "今晚",
        "周五",
        "下周一",
        "月底",
        "10点",
        "15:30",
        "半小时",
        "三个工作日",
        "内",
        "前",
        "之前",
        "后",
        "，",
        "。",
        "给您",
        "答复",
        "处理",
        "我们",
        "稍等",
        "马上",
        "国庆",
        "2月30日",
        "31号",
        "下班",
        "上班",
        "左右",
        "-",
        "最晚",
        "@小李",
        "？",
        "24:00",
        "零点",
        "99天",
        "的",
        "「",
        "」",
    ]
)
lines = st.lists(_PIECES, max_size=9).map("".join) | st.text(max_size=60)


@settings(deadline=None, max_examples=400)
@given(lines, st.integers(500_000_000, 2_500_000_000), st.sampled_from([DAY, OFFICE]))
def test_any_line_gives_a_moment_ahead_within_it(line: str, said_at: int, hours: str) -> None:
    found = find_promise(line, said_at, HOURS[hours])
    if found is None:
        return
    start, end = found.span
    assert 0 <= start < end <= len(line)
    assert (found.due_at is None) == (found.kind == "untimed")
    assert found.due_at is None or said_at < found.due_at
    assert 0 < found.confidence <= 1
    assert found == find_promise(line, said_at, HOURS[hours])
