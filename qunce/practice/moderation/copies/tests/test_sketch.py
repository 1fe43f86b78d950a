"""Sketches: what stays alike under disguise, and what does not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.practice.moderation.copies.policy import ALIKE, VERY_ALIKE, likeness, sketch

ADVERT = "兼职日结，当天到账，名额有限，加我微信zhuan6688"


def alike(one: str, other: str) -> float:
    first, second = sketch(one), sketch(other)
    assert first is not None
    assert second is not None
    return likeness(first.signature, second.signature)


@pytest.mark.parametrize(
    "disguised",
    [
        "兼.职.日.结，当.天.到.账，名额有限，加我微信zhuan6688",
        "兼🔥职🔥日结，当天到账，名额有限，加我微信zhuan6688",
        "兼職日結，當天到賬，名額有限，加我微信zhuan6688",
        "煎值日洁，当天到帐，名额有线，加我薇芯zhuan6688",
        "jianzhi日结，当天到账，名额有限，加我weixin zhuan6688",
        "兼职日结，当天到账，名额有限，加我微亻言zhuan6688",
        "兼\u200b职\u200b日结，当天到账，名额有限，加我微信zhuan9999",
        ADVERT[::-1],
        "大家好！" + ADVERT + "谢谢",
    ],
)
def test_a_disguise_changes_little(disguised: str) -> None:
    assert alike(ADVERT, disguised) >= ALIKE


@pytest.mark.parametrize(
    "other",
    [
        "二手儿童自行车九成新，需要的加微信 chezi2020 看照片",
        "明天中午十二点在老地方集合，车票我已经买好了",
        "请大家不要加陌生人的微信，谨防上当受骗，有问题找群主",
    ],
)
def test_other_words_are_something_else(other: str) -> None:
    assert alike(ADVERT, other) < ALIKE


@pytest.mark.parametrize("text", ["", "[图片]"[:1], "！！！", "😀😀😀", "嗯", "\ud800"])
def test_what_says_nothing_has_no_sketch(text: str) -> None:
    assert sketch(text) is None


def test_short_texts_are_one_only_when_every_sign_is_the_same() -> None:
    assert alike("加微信abc", "加威信ABC") == 1.0
    assert alike("加微信abc", "加微信abd") == 0.0
    assert alike("加微信abc", ADVERT) == 0.0


@given(st.text(max_size=200))
def test_a_sketch_is_the_same_each_time_and_any_text_has_one_or_none(text: str) -> None:
    first, second = sketch(text), sketch(text)
    assert first == second
    if first is not None:
        assert likeness(first.signature, first.signature) == 1.0
        assert all(-(2**63) <= band < 2**63 for band in first.bands)


@given(st.text(alphabet="兼职日结当天到账名额有限加我微信今天明天后天", min_size=12, max_size=60), st.randoms())
def test_copies_share_a_band(text: str, rng: random.Random) -> None:
    """One sign of twelve or more respelled by its sound or dropped between others is found through the bands."""
    at = rng.randrange(len(text))
    first, second = sketch(text), sketch(text[:at] + "😀" + text[at:])
    assert first is not None
    assert second is not None
    assert likeness(first.signature, second.signature) >= VERY_ALIKE
    assert set(first.bands) & set(second.bands)


def test_a_huge_text_takes_no_longer_than_its_share() -> None:
    assert sketch("加微信" * 100_000) is not None
