"""Lint of rules: which words are vague and which are not, what is offered instead, which checks must know the group."""

from dataclasses import replace

import pytest
from django.utils import translation
from django.utils.translation import gettext

from qunce.community.charter.happened import HAPPENED, findings
from qunce.community.charter.policy import SOURCES, Finding, lint
from qunce.community.charter.policy.vague import vague_words
from qunce.community.charter.purposes import ADVICE, PURPOSES
from qunce.community.charter.tests.test_purposes_and_policy import GOOD
from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel.verdict import Reason
from tests.cast import Cast


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("请文明发言", "文明发言"),
        ("请勿发布不当言论", "不当"),
        ("不要频繁发广告", "频繁"),
        ("情节严重者移出群聊", "情节严重"),
        ("违者严肃处理", "严肃处理"),
        ("群主有权处理", "有权处理"),
        ("禁止广告、链接等内容", "等内容"),
        ("请适当控制聊天", "适当"),
        ("多发正能量", "正能量"),
        ("No inappropriate posts", "inappropriate"),
        ("Please do not post too much", "too much"),
    ],
)
def test_vague_words_are_named(text: str, word: str) -> None:
    assert [found.word for found in vague_words(text)] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "请不要发广告、招聘或自己的推销", "一分钟内最多发 8 条", "第二次移出群聊", "入群请改昵称为：城市-昵称-职业",
        "22:30 到 7:30 请不要发言", "不私加好友，被加请举报",
        "链接请先问管理员", "当天提醒，第三次请离开", "Ask before posting a link",
    ],
)  # fmt: skip
def test_plain_words_are_not(text: str) -> None:
    assert list(vague_words(text)) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_built_in_rules_are_not_vague(language: str) -> None:
    with translation.override(language):
        said = {
            gettext(text) for p in PURPOSES for rule in p.terms.rules or () for text in (rule.text, rule.consequence)
        }
    assert {text: list(vague_words(text)) for text in said if list(vague_words(text))} == {}


def about(charter: EffectiveCharter, source: str) -> list[Finding]:
    return [finding for finding in lint(charter) if finding.source == source]


def test_a_rule_without_a_consequence_gets_one_offered() -> None:
    [found] = about(replace(GOOD, rules=(Rule("flood", "别刷屏"),)), "D3")
    assert found.severity == "error"
    assert found.suggestion is not None
    assert "reminder" in found.suggestion.msgid


def test_a_vague_rule_is_a_warning_with_better_words() -> None:
    [found] = about(replace(GOOD, rules=(Rule("other", "请文明发言", "提醒一次，第二次请离开"),)), "D4")
    assert (found.severity, found.reason.params["word"]) == ("warning", "文明发言")
    assert found.suggestion is not None


@pytest.mark.parametrize("text", ["听取群友建议前请先核实", "大家的推荐仅供参考", "不要轻信陌生人", ADVICE.text])
def test_one_word_on_advice_is_enough(text: str) -> None:
    silent = replace(GOOD, topic_scope="")
    assert len(about(silent, "D4.advice")) == 1
    assert about(replace(silent, rules=(Rule("other", text, "提醒"),)), "D4.advice") == []


@pytest.mark.parametrize("text", ["城市-", "[城市]", "城市-[昵称", "[城市]-昵称", "-"])
def test_a_nickname_format_nobody_can_follow_is_told(text: str) -> None:
    assert [f.field for f in about(replace(GOOD, nickname_format=text), "B12")] == ["nickname_format"]


@pytest.mark.parametrize("text", ["城市-昵称-职业-年龄", "请写上你现在所在的城市和区-昵称"])
def test_an_odd_one_is_told(text: str) -> None:
    assert [f.severity for f in about(replace(GOOD, nickname_format=text), "B12")] == ["hint"]


def test_every_source_has_its_words() -> None:
    worst = EffectiveCharter("", rules=tuple(Rule("other", "请文明发言" * 20) for _ in range(4)), nickname_format="-")
    assert {finding.source for finding in lint(worst)} - {""} <= set(SOURCES)


@pytest.mark.django_db
def test_a_room_that_knows_what_happened_registers_its_check(cast: Cast) -> None:
    told = Finding("rules", "error", Reason("broken here"))
    with HAPPENED.temporarily("probe", lambda group, charter: [told] if group == cast.lunch else []):
        assert findings(cast.lunch, GOOD)[0] == told
        assert told not in findings(cast.tea, GOOD)
        assert told not in findings(None, GOOD)
