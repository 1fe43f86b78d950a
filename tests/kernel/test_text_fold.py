"""Folding: one spelling for many, and an exact way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_strategies import WILD

from qunce.kernel.text import fold, fold_text, fold_texts
from qunce.kernel.text.fold import compose, fold_table


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("加\u200b微\ufe0f信\u0336", "加微信"),
        ("ｖｘ：ＡＢＣ１２３", "vx:abc123"),
        ("𝕏𝘏𝘾５９３ ⓥⓧ ①③⑧ ⓿❶", "xhc593 vx 138 01"),
        ("🅰🅥ᴠ", "avv"),
        ("㈤⑴⒈⑩", "五1110"),
        ("1\ufe0f\u20e3", "1"),
        ("臺灣領取，後天見", "台湾领取,后天见"),
        ("壹贰叁肆柒捌玖", "1234789"),
        ("wéi xìn", "wei xin"),
        ("加➕", "加+"),
        ("\U000e0041a\U000e0101", "a"),
    ],
)
def test_disguises_are_read_as_what_they_stand_for(written: str, read: str) -> None:
    assert fold_text(written) == read


@pytest.mark.parametrize("word", ["队伍", "大陆", "零食", "收拾", "😀", "한글", "が"])
def test_everyday_words_keep_their_characters(word: str) -> None:
    assert fold_text(word) == word


@given(WILD)
def test_every_character_comes_from_where_its_offset_says(text: str) -> None:
    folded = fold(text)
    offsets = list(folded.offsets)
    assert len(offsets) == len(folded.text)
    assert offsets == sorted(offsets)
    for char, index in zip(folded.text, offsets):
        assert char in fold_text(text[index])


@given(WILD)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once
    assert fold(text).text == once


@given(st.text(st.characters(max_codepoint=126), max_size=30))
def test_the_ascii_short_cut_is_the_table(text: str) -> None:
    assert fold_text(text) == text.translate(fold_table())


@given(st.lists(WILD, max_size=8))
def test_a_batch_is_folding_each(texts: list[str]) -> None:
    assert fold_texts(texts) == [fold_text(text) for text in texts]


@given(WILD, st.data())
def test_a_span_folds_to_what_it_stands_for(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first < last <= len(text)
    assert folded.text[start:end] in fold_text(text[first:last])


def test_a_span_takes_the_marks_on_its_last_character() -> None:
    assert fold("加̶微̶信̶吧").span(0, 3) == (0, 6)


def test_a_span_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no characters"):
        fold("加").span(1, 1)


SECOND = {ord("a"): "bc", ord("x"): None}
COMPOSED = compose(fold_table(), SECOND)


@given(WILD)
def test_composed_tables_do_both(text: str) -> None:
    assert text.translate(COMPOSED) == fold_text(text).translate(SECOND)


def test_the_table_stays_small() -> None:
    assert len(fold_table()) < 50_000
