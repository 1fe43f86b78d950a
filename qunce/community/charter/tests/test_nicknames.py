"""The nickname format: parsed once, followed by whatever people's keyboards make of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.community.charter.policy.nicknames import DASHES, FormatError, parse, request_words

WORDS = st.text("城市小雨上海设计师abcXYZ王李", min_size=1, max_size=6)
LABELS = st.lists(st.sampled_from(["城市", "昵称", "职业", "公司", "孩子年级"]), min_size=2, max_size=3, unique=True)
DASH = st.sampled_from(DASHES)
SPACE = st.sampled_from(["", " ", "　", "  "])
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("城市-昵称-职业", "上海-小雨-设计师"),
        ("城市-昵称-职业", "上海－小雨－设计师"),
        ("城市-昵称-职业", "上海 — 小雨 — 设计师"),
        ("城市-昵称-职业", "上海|小雨|设计师"),
        ("城市-昵称-职业", "上海 小雨 设计师"),
        ("城市－昵称－职业", "上海-Li Lei-设计师"),
        ("城市-昵称-职业", "-上海-小雨-设计师-"),
        ("城市-昵称-[职业]", "上海-小雨"),
        ("城市-昵称-【职业】", "上海-小雨-设计师"),
        ("{新手,老手}-昵称", "老手-小雨"),
        ("昵称-手机尾号", "小雨-6688"),
        ("昵称-手机尾号", "小雨－６６８８"),
        ("姓名-会员号后四位", "李雷-0261"),
        ("昵称-{A,B}", "小雨-ａ"),
        ("称呼", "王女士"),
    ],
)
def test_it_is_followed(pattern: str, name: str) -> None:
    assert parse(pattern).misses(name) == ()


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("城市-昵称-职业", "小雨"),
        ("城市-昵称-职业", "上海-小雨"),
        ("城市-昵称-职业", "上海-小雨-设计师-单身"),
        ("城市-昵称-职业", "上海--设计师-"),
        ("城市-昵称", "上海-!!!"),
        ("{新手,老手}-昵称", "高手-小雨"),
        ("昵称-手机尾号", "小雨-没有"),
        ("城市-昵称", ""),
        ("城市-昵称", "---"),
    ],
)
def test_it_is_not(pattern: str, name: str) -> None:
    assert parse(pattern).misses(name)


@pytest.mark.parametrize(
    "pattern", ["", "  ", "-", "城市-", "城市--昵称", "[城市]", "[城市]-昵称", "城市-[昵称", "{}-昵称", "城]市"]
)
def test_a_pattern_nobody_can_follow_is_refused(pattern: str) -> None:
    with pytest.raises(FormatError):
        parse(pattern)


@pytest.mark.parametrize(
    "text",
    ["楼层-昵称，如 12F-可可", "楼层-昵称（例如：12F-可可）", "楼层-昵称 比如12F-可可", "楼层-昵称 e.g. 12F-可可"],
)
def test_an_example_of_ones_own_is_no_part(text: str) -> None:
    wanted = parse(text)
    assert (wanted.text, wanted.example, len(wanted.parts)) == ("楼层-昵称", "12F-可可", 2)
    assert wanted.follows(wanted.example)


@given(LABELS, DASH)
def test_its_own_example_follows_it(labels: list[str], dash: str) -> None:
    wanted = parse(dash.join(labels))
    assert [part.label for part in wanted.parts] == labels
    assert wanted.follows(wanted.example)


@given(LABELS, st.data())
def test_dashes_spaces_width_and_case_never_decide(labels: list[str], data: st.DataObject) -> None:
    wanted = parse("-".join(labels))
    pieces = [data.draw(WORDS) for _ in labels]
    plain = "-".join(pieces)
    assert wanted.follows(plain)
    dressed = "".join(
        (f"{data.draw(SPACE)}{data.draw(DASH)}{data.draw(SPACE)}" if n else "") + piece
        for n, piece in enumerate(pieces)
    )
    assert wanted.follows(dressed)
    assert wanted.follows(plain.translate(FULL_WIDTH))
    assert wanted.follows(plain.upper())
    assert wanted.follows("\u200b" + plain)
    assert not wanted.follows("-".join([*pieces, pieces[0]]))
    assert not wanted.follows("-".join(pieces[1:]))


@given(st.text(max_size=80))
def test_any_text_is_a_format_or_is_refused(text: str) -> None:
    try:
        wanted = parse(text)
    except FormatError:
        return
    assert wanted.parts


@given(st.text(max_size=60))
def test_any_name_is_judged(name: str) -> None:
    for pattern in ("城市-昵称", "城市-昵称-[职业]", "{a,b}-手机尾号", "称呼"):
        parse(pattern).misses(name)


def test_the_request_is_polite_and_shows_an_example() -> None:
    said = request_words("小雨", parse("城市-昵称-职业"))
    assert said[0].params == {"name": "小雨"}
    assert said[1].params == {"format": "城市-昵称-职业", "example": "上海-小雨-设计师"}
