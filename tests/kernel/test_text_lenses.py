"""Lenses see a phrase through disguises that no table of single characters undoes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.kernel.text import LENSES, PhraseFinder
from qunce.kernel.text.chaizi import look_alikes, spellings_apart, stems

PHRASES = ["刷单兼职", "无抵押贷款", "信用卡套现", "点赞赚钱", "加油卡折扣", "六合彩"]
FINDER = PhraseFinder(PHRASES)
PIECES = [
    "刷",
    "单",
    "兼职",
    "dan",
    "jianzhi",
    "🥚",
    "\u200b",
    "人言",
    "用卡",
    "wdydk",
    "现套卡用信",
    "彩",
    " ",
    "。",
    "shua",
    "➕",
    "贷",
    "\n",
]


@pytest.mark.parametrize(
    ("text", "marked", "by"),
    [
        ("来做shua dan jian zhi吧", "shua dan jian zhi", "spoken"),
        ("刷dan兼zhi三年", "刷dan兼zhi", "spoken"),
        ("点赞赚💰日结", "点赞赚💰", "spoken"),
        ("➕油卡折扣", "➕油卡折扣", "spoken"),
        ("人言用卡套现的来", "人言用卡套现", "spoken"),
        ("亻言用卡套现的来", "亻言用卡套现", "spoken"),
        ("想做职兼单刷的来", "职兼单刷", "reversed"),
        ("想做 wdydk 的来", "wdydk", "initials"),
        ("想做刷婵搛积的来", "刷婵搛积", "shapes"),
    ],
)
def test_a_disguise_is_seen_where_it_stands(text: str, marked: str, by: str) -> None:
    hits = FINDER.find(text)
    assert [(text[hit.start : hit.end], hit.view) for hit in hits] == [(marked, by)]
    assert FINDER.touches(text)


@pytest.mark.parametrize(
    "text",
    [
        "今天天气不错",
        "信用卡还款日是几号",
        "danjianzhi",
        "page sdk html yyds",
        "a whole English sentence about cards",
        "职兼",
        "点个赞 赚不到钱",
    ],
)
def test_ordinary_talk_shows_nothing(text: str) -> None:
    assert FINDER.find(text) == []


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_spans_lie_in_the_original_and_the_screen_loses_nothing(text: str) -> None:
    hits = FINDER.find(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert FINDER.touches(text) or not hits


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.one_of(st.text(max_size=20), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)), max_size=8)
)
def test_many_at_once_are_screened_as_each(texts: list[str]) -> None:
    screened = FINDER.screen(texts)
    assert len(screened) == len(texts)
    for text, touched in zip(texts, screened, strict=True):
        assert touched or not FINDER.find(text)


@pytest.mark.parametrize("key", list(LENSES.keys()))
def test_a_lens_of_nothing_sees_nothing(key: str) -> None:
    lens = LENSES.get(key)(["", "加"])
    assert not lens.touches("加微信")
    assert list(lens.find("加微信")) == []


@pytest.mark.parametrize("piece", ["shuadan", "人言", "🥚", "刷单", "职兼", "覹", "a"])
def test_hostile_length_takes_its_share(piece: str) -> None:
    assert isinstance(FINDER.find(piece * (8_000 // len(piece))), list)


def test_only_long_words_of_a_long_list_are_sought_in_disguise() -> None:
    finder = PhraseFinder(["兼职单", "刷单兼职"], disguise=[False, True])
    assert finder.find("jianzhidan") == []
    assert finder.find("兼职单") != []
    assert finder.find("shuadanjianzhi") != []


def test_characters_are_known_by_their_parts() -> None:
    assert "人言" in spellings_apart("信")
    assert "薇" in look_alikes("微")
    assert stems()[ord("薇")] == "微"
