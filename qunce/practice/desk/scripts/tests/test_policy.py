"""The words of scripts: what is refused and why, what is filled, whose turn it is (E2). Laws and tables."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.community.charter.types import ALL_WEEK_9_TO_21, ServiceHours
from qunce.kernel.verdict import Reason
from qunce.practice.desk.scripts import policy
from qunce.practice.desk.scripts.policy import canonical, continued, faults, fill, in_turn, used
from qunce.practice.desk.scripts.starters import READY
from qunce.practice.desk.scripts.variables import Situation, variables

NOON = 1_795_060_800  # 2026-11-19 12:00 in Shanghai
KEYS = sorted(one.key for one in variables)


def situation(**more: object) -> Situation:
    base = Situation("小王", "老客户群", "安姐", ALL_WEEK_9_TO_21, None, NOON)
    return base._replace(**more)  # type: ignore[arg-type]


def value(key: str, **more: object) -> str:
    said = variables.get(key).value(situation(**more))
    return said.msgid % said.params if isinstance(said, Reason) else said


# every registered variable


@pytest.mark.parametrize("key", KEYS)
def test_a_variable_gives_words_in_any_situation(key: str) -> None:
    closed = ServiceHours(shifts=((),) * 7)
    for hours in (ALL_WEEK_9_TO_21, closed):
        for name in ("", "小王", "{群名}", "x" * 4_000):
            said = variables.get(key).value(Situation(name, name, name, hours, None, NOON))
            assert isinstance(said, str | Reason)
    assert variables.get(key).label
    assert canonical(f"{{{key}}}") == f"{{{key}}}"


def test_no_name_means_two_variables() -> None:
    names = [name.casefold() for one in variables for name in (one.key, *one.also)]
    assert len(names) == len(set(names))


def test_the_deadline_is_never_in_the_past_and_knows_the_service_hours() -> None:
    assert value("截止", due_at=NOON + 1800) == "12:30 today"
    assert value("截止") == value("截止", due_at=NOON - 60) == "13:00 today"
    assert value("截止", now=NOON + 10 * 3600) == "10:00 tomorrow"
    assert value("截止", due_at=NOON + 3 * 86_400) == "11/22 12:00"
    assert value("截止", hours=ServiceHours(shifts=((),) * 7)) == ""
    assert value("服务时间") == "9:00–21:00"
    assert value("服务时间", hours=ServiceHours(shifts=((),) * 7)) == ""
    assert value("问候", now=NOON - 4 * 3600) == "Good morning"
    assert value("问候", now=NOON + 14 * 3600) == "Good evening"


# what may be saved

KNOWN = " ".join(f"{{{one.key}}}" for one in variables)
FAULTY = (
    (["{昵稱}您好"], policy.UNKNOWN_LIKE, {"n": 1, "words": "{昵稱}", "like": "{昵称}"}),
    (["好", "您好{地址}"], policy.UNKNOWN, {"n": 2, "words": "{地址}", "known": KNOWN}),
    (["您好{昵称"], policy.UNCLOSED, {"n": 1, "words": "{昵称"}),
    (["昵称}您好"], policy.UNCLOSED, {"n": 1, "words": "}您好"}),
    (["{{昵称}}"], policy.UNCLOSED, {"n": 1, "words": "{{昵称}}"}),
    (["{}"], policy.UNKNOWN, {"n": 1, "words": "{}", "known": KNOWN}),
    (["一样", "一样"], policy.TWICE, {"n": 2, "other": 1}),
    (["字" * 1_001], policy.TOO_LONG, {"n": 1, "most": 1_000}),
    ([], policy.NO_WORDS, {}),
    ([str(n) for n in range(11)], policy.TOO_MANY, {"most": 10}),
)  # fmt: skip


@pytest.mark.parametrize(("wordings", "msgid", "params"), FAULTY)
def test_a_fault_names_the_wording_and_the_words(wordings: list[str], msgid: str, params: dict[str, object]) -> None:
    assert faults(wordings)[0] == Reason(msgid, params)  # type: ignore[arg-type]


def test_other_names_and_brackets_of_a_variable_are_taken() -> None:
    assert canonical(" ｛ 昵称 ｝您好，{NAME}\r\n{名字} ") == "{昵称}您好，{昵称}\n{昵称}"
    assert faults([canonical("｛nickname｝您好")]) == []


def test_the_ready_scripts_can_be_saved_and_say_different_things() -> None:
    assert len({draft.title for draft in READY}) == len(READY)
    for draft in READY:
        assert faults(draft.wordings) == []
        assert len(draft.wordings) > 1
        assert [canonical(text) for text in draft.wordings] == list(draft.wordings)
        assert all(used(text) <= set(KEYS) for text in draft.wordings)


@given(st.text(alphabet="{}｛｝昵称群名 a\n@", max_size=60))
@settings(max_examples=200, deadline=None)
def test_what_passes_is_filled_to_the_last_bracket(text: str) -> None:
    text = canonical(text)
    said = fill(text, dict.fromkeys(KEYS, "值"))
    assert said.missing == ()
    if text and not faults([text]):
        assert not set(said.text) & set("{}｛｝")


@given(st.lists(st.sampled_from([f"{{{key}}}" for key in KEYS] + ["您好", "，", "{", "}"]), max_size=12), st.data())
@settings(max_examples=150, deadline=None)
def test_what_nobody_knows_stays_marked_and_is_told(parts: list[str], data: st.DataObject) -> None:
    known = data.draw(st.sets(st.sampled_from(KEYS)))
    text = "".join(parts)
    said = fill(text, {key: "{昵称}" if key == "群名" else "值" for key in known})
    assert set(said.missing) <= set(KEYS) - known
    for key in said.missing:
        assert f"{{{key}}}" in said.text
    assert set(said.missing) == used(text) - known


def test_a_nickname_like_a_variable_stays_a_nickname() -> None:
    assert fill("@{昵称} {群名}", {"昵称": "{群名}", "群名": "茶"}).text == "@{群名} 茶"


# whose turn


@given(st.integers(1, 10), st.integers(0, 200), st.integers(0, 10_000))
def test_every_wording_comes_equally_often(count: int, takers: int, first: int) -> None:
    taken = [in_turn(first + n, count) for n in range(takers)]
    often = [taken.count(one) for one in range(count)]
    assert max(often) - min(often) <= 1
    assert all(a != b for a, b in pairwise(taken)) or count == 1


# behind what stands there already

CONTINUED = (
    ("", "@小王 您好，停车不收费", "@小王 您好，停车不收费"),
    ("@小王 您好！", "@小王 您好，停车不收费", "停车不收费"),
    ("@小王 ", "@小王 您好，停车不收费", "您好，停车不收费"),
    ("@", "@小王 您好，停车不收费", "小王 您好，停车不收费"),
    ("@小王 您好，抱歉让您久等了。", "@小王 您好，停车不收费", "您好，停车不收费"),
    ("您好，", "早上好，停车不收费", "停车不收费"),
    ("@李四 ", "@小王 您好", "@小王 您好"),
    ("停车", "不收费", "不收费"),
)


@pytest.mark.parametrize(("before", "text", "after"), CONTINUED)
def test_nobody_is_named_or_greeted_twice(before: str, text: str, after: str) -> None:
    assert continued(before, text) == after


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_only_the_beginning_is_ever_left_out(before: str, text: str) -> None:
    assert text.endswith(continued(before, text))


def test_hostile_words_are_looked_at_quickly() -> None:
    for text in ("{" * 100_000, "{昵" * 50_000, "@" * 100_000, "您好" * 50_000, "{" + "a" * 200_000):
        faults([text])
        canonical(text)
        fill(text, {})
        continued(text[:2_000], text)
