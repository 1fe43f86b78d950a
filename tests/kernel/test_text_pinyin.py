"""Names by pinyin and initials."""

import pytest
from hypothesis import given
from text_strategies import WILD

from qunce.kernel.text import name_pinyin, search_keys, sort_key


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("單田芳", "shantianfang", "stf"),
        ("曾国藩", "zengguofan", "zgf"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("Amy陈", "amychen", "ac"),
        ("🌸小明🌸", "xiaoming", "xm"),
        ("ＡＢ王", "abwang", "aw"),
        ("吕布", "lvbu", "lb"),
    ],
)
def test_the_likeliest_spelling_comes_first(name: str, full: str, initials: str) -> None:
    pinyin = name_pinyin(name)
    assert (pinyin.full[0], pinyin.initials[0]) == (full, initials)


def test_polyphones_are_found_either_way() -> None:
    assert {"chongqingxiaomian", "zhongqingxiaomian"} <= set(search_keys("重庆小面"))
    assert "dantianfang" in search_keys("单田芳")


def test_a_doubled_name_is_no_surname() -> None:
    assert name_pinyin("乐乐").full[0] == "lele"


def test_names_without_letters_are_found_by_themselves() -> None:
    assert search_keys("🌸") == ("🌸",)
    assert name_pinyin("🌸").full == ()


def test_sorting_is_by_syllable_and_the_rest_comes_last() -> None:
    names = ["🌸", "2021级", "张三", "李四", "Bob", "阿明", "李三"]
    assert sorted(names, key=sort_key) == ["阿明", "Bob", "李三", "李四", "张三", "2021级", "🌸"]


@given(WILD)
def test_any_name_has_a_bounded_number_of_keys(name: str) -> None:
    assert len(search_keys(name)) <= 17
    assert isinstance(sort_key(name), str)
