"""Insults: exact to somebody's face only; what somebody is, is none; quotations, reports and jokes about oneself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.practice.moderation.policy.detectors.abuse import words
from qunce.practice.moderation.tests.talk import decision, judge, marked, only

ABUSE = only("abuse")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("你就是个傻逼", "傻逼"),
        ("@小王 你个狗东西", "你个狗东西"),
        ("你们这群废物", "废物"),
        ("操你妈的", "操你妈"),
        ("操\u200b你\u200b妈", "操\u200b你\u200b妈"),
        ("你就是脑🔥残", "脑🔥残"),
        ("你怎么不去死啊", "你怎么不去死"),
        ("你他妈真是个王八蛋", "王八蛋"),
    ],
)
def test_what_is_said_to_somebodys_face_is_exact(text: str, word: str) -> None:
    verdict = judge(text, ABUSE)
    assert verdict is not None
    assert verdict.decision == "breach"
    assert any(word in span for span in marked(text, verdict))


@pytest.mark.parametrize(
    "text",
    [
        "他真是个傻逼",
        "一群废物，垃圾公司",
        "操尼玛",
        "这种人就是垃圾，恶心",
        "他骂我是傻逼，说我脑残",
        "我就是个傻逼，又忘带钥匙，蠢货一个",
    ],
)
def test_the_rest_is_for_a_person(text: str) -> None:
    assert decision(text, ABUSE) == "review"


@pytest.mark.parametrize(
    "text",
    [
        "垃圾分类从我做起", "今天遛狗遇到邻居了", "晚上吃猪蹄还是热狗", "你是不是有病人要照顾",
        "成千上万只草泥马呼啸而过", "孤儿院的孩子们",
        "脑瘫患儿的康复", "你别这么说", "我真笨", "大家注意防骗", "你们店在哪里", "黑龙江人",
        "河南人来了", "黑人朋友", "回族同学", "女司机",
        "同性恋群体", "外地人", "你是东北的吧", "usb", "cnmooc.org", "",
    ],
)  # fmt: skip
def test_ordinary_talk_and_what_somebody_is_say_nothing(text: str) -> None:
    assert decision(text, ABUSE) == ""


@pytest.mark.parametrize(
    "text", ["请不要骂人傻逼", "“你这个废物”这种话不要再说了", "举报：有人在群里说你就是个傻逼", "你是傻逼吗？"]
)
def test_warning_quoting_reporting_and_asking_accuse_nobody(text: str) -> None:
    assert decision(text, ABUSE) != "breach"


def test_without_a_rule_nothing_is_said() -> None:
    assert decision("你就是个傻逼", only("advert")) == ""


def test_no_listed_word_names_what_somebody_is() -> None:
    """A region, a people, a belief or a sex is no insult (the rule of the list)."""
    being = [
        "河南",
        "东北",
        "上海",
        "新疆",
        "西藏",
        "台湾",
        "香港",
        "日本",
        "韩国",
        "印度",
        "非洲",
        "黑人",
        "白人",
        "回族",
        "维吾尔",
        "穆斯林",
        "基督",
        "女人",
        "男人",
        "女权",
        "同性恋",
        "变性",
        "农村",
        "外地",
    ]
    assert not [(word, one) for word in words().phrases for one in being if one in word]


@given(st.text(max_size=120))
def test_any_text_is_judged_and_cited_within_its_bounds(text: str) -> None:
    verdict = judge(text, ABUSE)
    if verdict is not None:
        assert all(0 <= e.span[0] < e.span[1] <= len(text) for e in verdict.evidence if e.span)


@given(
    st.sampled_from(["你就是个傻逼", "操你妈", "你们这群废物"]), st.text(alphabet="今天天气很好吃饭了。，", max_size=30)
)
def test_what_stands_before_in_another_sentence_changes_nothing(insult: str, before: str) -> None:
    assert decision(f"{before}。{insult}", ABUSE) == "breach"


def test_a_huge_message_takes_its_share() -> None:
    assert decision("你就是个傻逼" * 5_000, ABUSE) == "breach"
