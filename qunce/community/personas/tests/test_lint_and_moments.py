"""What is odd about an account, and its Moments plan (C3-C5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.community.personas.policy import MomentsError, Portrait, Post, due_posts, lint, read_plan, shown_plan
from qunce.kernel.clock import DAY

FINE = Portrait(
    1, "刘姐", "photo", speakers=(1,), topics=(("退款", frozenset()),), linked=True, last_spoke_at=10 * DAY,
    heard_until=11 * DAY, moments=2,
)  # fmt: skip


def codes(*portraits: Portrait) -> list[tuple[int, str]]:
    return [(finding.persona_id, finding.code) for finding in lint(portraits)]


def changed(**what: object) -> Portrait:
    fields = {name: getattr(FINE, name) for name in FINE.__slots__}
    return Portrait(**(fields | what))


def test_a_person_with_a_face_a_duty_and_a_life_is_fine() -> None:
    assert codes(FINE) == []


@pytest.mark.parametrize("name", ["群小助手", "品牌官方", "客服01", "Service 2", "机器人小艾", "运营小编"])
def test_a_name_like_a_machine(name: str) -> None:
    assert codes(changed(name=name)) == [(1, "helper")]


@pytest.mark.parametrize("name", ["阿助", "刘手", "Serena", "小编织", "关方"])
def test_a_name_like_a_person(name: str) -> None:
    assert codes(changed(name=name)) == ([(1, "helper")] if name == "小编织" else [])  # approximate, and says why


def test_one_logo_may_be_two_may_not() -> None:
    logo = changed(picture="logo", topics=())
    other = changed(id=2, picture="logo", topics=())
    assert codes(logo) == []
    assert codes(logo, other) == [(1, "logo"), (2, "logo")]


def test_two_voices_nobody_and_no_duty() -> None:
    assert codes(changed(speakers=(1, 2, 1))) == [(1, "two")]
    assert codes(changed(speakers=(1, None))) == [(1, "nobody")]
    assert codes(changed(speakers=(), topics=())) == [(1, "duty")]


def test_silence_counts_only_what_was_heard() -> None:
    assert codes(changed(last_spoke_at=8 * DAY)) == [(1, "silent")]
    assert codes(changed(last_spoke_at=None)) == [(1, "silent")]
    assert codes(changed(last_spoke_at=None, heard_until=None)) == []
    assert codes(changed(linked=False, last_spoke_at=None, heard_until=None)) == [(1, "unlinked")]


def test_one_topic_two_accounts_clash_where_their_groups_meet() -> None:
    other = changed(id=2, name="赵工", topics=(("退款", frozenset({3})),))
    assert codes(FINE, other) == [(1, "clash"), (2, "clash")]
    assert codes(changed(topics=(("退款", frozenset({4})),)), other) == []


def test_a_plan_reads_as_it_was_written() -> None:
    plan = read_plan("周三 20:00 爬山的照片\n\n星期日 9:05 早餐\n7 21:30 一个笑话")
    assert plan == (Post(2, 1200, "爬山的照片"), Post(6, 545, "早餐"), Post(6, 1290, "一个笑话"))
    assert read_plan(shown_plan(plan)) == plan


@pytest.mark.parametrize("text", ["周八 20:00 什么", "周三 24:00 什么", "周三 20:60 什么", "周三 什么", "周三 20:00"])
def test_a_line_not_understood_is_named(text: str) -> None:
    with pytest.raises(MomentsError) as caught:
        read_plan(f"周一 8:00 早\n{text}")
    assert caught.value.params == {"line": 2}


def test_too_much_of_a_life_is_an_advert() -> None:
    with pytest.raises(MomentsError):
        read_plan("\n".join(f"周一 8:{n:02d} 第{n}条" for n in range(22)))


POSTS = st.lists(
    st.builds(Post, st.integers(0, 6), st.integers(0, 1439), st.text(alphabet="山水花", min_size=1)), max_size=8
)


@given(POSTS, st.integers(0, 2_000_000_000), st.integers(0, 20), st.integers(0, 20 * DAY))
def test_due_posts_cut_anywhere_are_the_same_posts(posts: list[Post], since: int, days: int, cut: int) -> None:
    until = since + days * DAY
    middle = min(since + cut, until)
    whole = due_posts(posts, since, until, "Asia/Shanghai")
    assert whole == due_posts(posts, since, middle, "Asia/Shanghai") + due_posts(posts, middle, until, "Asia/Shanghai")
    if days % 7 == 0:
        assert len(whole) == len(posts) * days // 7 or since < 700_000_000  # China's summer time ended in 1991
