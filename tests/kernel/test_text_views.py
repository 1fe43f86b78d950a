"""Every registered view keeps the contract; the three at hand undo their families."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_strategies import WILD

from qunce.kernel.registry import DuplicateKeyError
from qunce.kernel.text import SOUNDS, VIEWS, Hit, Matcher, PhraseFinder, View, skeleton, valid_speech
from qunce.kernel.text.fold import compose, fold_table
from qunce.kernel.text.views import TableView
from qunce.kernel.text.views.sounds import canon, sounding

ALPHABET = st.text("abab加微信 .", max_size=30)


@pytest.fixture(params=VIEWS.keys())
def view(request: pytest.FixtureRequest) -> View:
    return VIEWS.get(request.param)


@settings(max_examples=60)
@given(WILD)
def test_a_view_reads_as_it_applies_with_offsets_in_order(text: str) -> None:
    for view in VIEWS:
        folded = view.apply(text)
        assert folded.text == view.read(text)
        offsets = list(folded.offsets)
        assert len(offsets) == len(folded.text)
        assert offsets == sorted(offsets)
        assert not offsets or (offsets[0] >= 0 and offsets[-1] < len(text))


def test_a_view_finds_its_own_keyword_in_any_company(view: View) -> None:
    assert view.read("代开发票") in view.read("早上好，代开发票，谢谢")


def test_coarser_views_see_what_the_finer_ones_see(view: View) -> None:
    for written in ("加微信", "加.微.信", "ＶＸ①②", "領 取"):
        for finer in view.coarser:
            other = VIEWS.get(finer)
            if other.read("微信") in other.read(written):
                assert view.read("微信") in view.read(written)


@pytest.mark.parametrize(
    ("text", "marked", "by"),
    [
        ("快加微信吧", "加微信", "plain"),
        ("快加\u200b微\u200b信吧", "加\u200b微\u200b信", "plain"),
        ("快加.微.信吧", "加.微.信", "separated"),
        ("快加🔥微🔥信吧", "加🔥微🔥信", "separated"),
        ("快加 微 信吧", "加 微 信", "separated"),
        ("快佳威信吧", "佳威信", "sounds"),
        ("快佳-威-信吧", "佳-威-信", "sounds"),
    ],
)
def test_a_phrase_is_found_where_it_stands(text: str, marked: str, by: str) -> None:
    hits = PhraseFinder(["加微信"]).find(text)
    assert [(text[hit.start : hit.end], hit.view) for hit in hits] == [(marked, by)]


@pytest.mark.parametrize("text", ["记得加，微信上说", "你先加。微信收款", "大家为什么", "佳，威信", "没事"])
def test_an_ordinary_pause_hides_nothing(text: str) -> None:
    assert PhraseFinder(["加微信", "加微"]).find(text) == []


def test_latin_ends_of_a_phrase_do_not_cut_words() -> None:
    finder = PhraseFinder(["出u", "vpn低价"])
    assert finder.find("查出URI感染") == []
    assert finder.find("xvpn低价") == []
    assert len(finder.find("长期出U，稳定")) == 1


def test_short_phrases_are_not_heard() -> None:
    assert not SOUNDS.admits("加微")
    assert not SOUNDS.admits("vx号")
    assert SOUNDS.admits("加微信")


@given(ALPHABET, st.lists(st.text("ab加微信", min_size=1, max_size=3), max_size=5))
def test_the_matcher_agrees_with_looking_by_hand(text: str, keywords: list[str]) -> None:
    by_hand = [
        (start, start + len(keyword), index)
        for index, keyword in enumerate(keywords)
        for start in range(len(text) - len(keyword) + 1)
        if text.startswith(keyword, start)
    ]
    matcher = Matcher(keywords)
    assert sorted(matcher.find(text)) == sorted(by_hand)
    assert matcher.occurs(text) == bool(by_hand)


def test_an_empty_keyword_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Matcher(["a", ""])


@settings(max_examples=60)
@given(WILD, st.lists(st.sampled_from(["加微信", "领取", "vx", "微信", "壹"]), max_size=4))
def test_the_screen_lets_nothing_through_that_would_be_found(text: str, phrases: list[str]) -> None:
    finder = PhraseFinder(phrases)
    if finder.find(text):
        assert finder.touches(text)


def test_a_new_family_is_one_registered_view() -> None:
    lookalikes = TableView("lookalikes", lambda: compose(fold_table(), {ord("䈎"): "微"}))
    assert PhraseFinder(["加微信"]).find("加䈎信") == []
    with VIEWS.temporarily("lookalikes", lookalikes):
        assert PhraseFinder(["加微信"]).find("加䈎信") == [Hit(0, 0, 3, "lookalikes")]


def test_views_are_loud_on_duplicates() -> None:
    with pytest.raises(DuplicateKeyError):
        VIEWS.register("plain", TableView("plain", dict))


def test_syllables_that_many_do_not_tell_apart_are_one() -> None:
    assert canon("zhang") == canon("zang")
    assert canon("xing") == canon("xin")
    assert canon("niu") == canon("liu")
    assert canon("wei") != canon("hui")
    assert "佳" in sounding("jia")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[图片]", False), ("[微笑][微笑]", False), ("👍👍", False), ("。。。", False), ("🇨🇳", False),
        ("", False),
        ("好", True), ("+1", True), ("[旺柴] 哈", True), ("ok", True),
    ],
)  # fmt: skip
def test_valid_speech(text: str, said: bool) -> None:
    assert valid_speech(text) is said


def test_a_skeleton_is_what_two_writings_share() -> None:
    assert skeleton("你好，啊！") == skeleton("你好 啊🎉") == "你好啊"
    assert skeleton("怎么加入VIP群？") == skeleton("怎麼加入ｖｉｐ群")
    assert skeleton("怎么加入VIP群") != skeleton("怎么退出VIP群")
    assert skeleton("👍") != skeleton("👎")
