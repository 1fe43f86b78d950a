"""Questions by their wording (E1, E3). Figures on real data stand in test_questions_real.py."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.practice.desk import acts, cues
from qunce.practice.desk.questions import classify

LINES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data/chat_lines.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("今天还有套餐吗", "asks_info"),
        ("请问几点开门", "asks_info"),
        ("多少钱", "asks_info"),
        ("停车场收费不", "asks_info"),
        ("可不可以开发票", "asks_info"),
        ("作业是交照片还是视频", "asks_info"),
        ("報名費可以退嗎", "asks_info"),
        ("求一份今天的菜单", "asks_help"),
        ("帮我查一下我的单号", "asks_help"),
        ("在吗", "call"),
        ("有人在吗？", "call"),
        ("老板在不", "call"),
        ("???", "nudge"),
        ("how do i reset my password", "asks_info"),
        ("does anyone know when it starts", "asks_info"),
        ("不是说好了九点吗", "rhetorical"),
        ("谁不想呢", "rhetorical"),
        ("你说呢", "rhetorical"),
        ("吃了吗", "greeting"),
        ("没什么，就是看看", "statement"),
        ("怎么都行", "statement"),
        ("不知道怎么就睡着了", "statement"),
        ("今晚分享《为什么合伙会散伙》", "none"),
        ("他问老板能不能便宜点", "quoted"),
        ("今天天气真好", "none"),
        ("#接龙\n1. 小李 要几份都行？", "none"),
        ("", "none"),
        ("救命", "none"),
        ("救命啊！！", "none"),
        ("救命，会员码打不开了", "asks_help"),
        ("好的呢", "none"),
        ("套餐呢", "asks_info"),
        ("求教程", "asks_help"),
        ("求你别唱了", "none"),
        ("公司买过了还要自己买吗", "asks_info"),
        ("还让不让人睡了", "rhetorical"),
        ("生活的意义是什么？是早睡", "rhetorical"),
        ("这是怎么回事？是不是坏了", "asks_info"),
        ("这张券能不能给我 算了当我没说", "rhetorical"),
        ("我明天问下物业", "none"),
        ("我也去问问", "none"),
        ("想问下物业电话", "asks_info"),
        ("女儿问月亮去哪了", "quoted"),
        ("保安问我是不是新来的", "quoted"),
        ("两点：资料能不能带、时间要不要改", "statement"),
        ("打开看了看还是一样", "none"),
        ("大家中午好", "none"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    mark = classify(text)
    assert mark.kind == kind
    assert mark.is_question == (kind in {"asks_info", "asks_help", "call"})


def test_span_points_at_the_asking_clause() -> None:
    text = "大家好，我是新来的，請問發票怎麼開？謝謝"
    start, end = classify(text).span
    assert text[start:end] == "請問發票怎麼開"


def test_the_cue_is_what_makes_it_a_question() -> None:
    assert classify("周末开门吗").is_question
    assert not classify("周末开门").is_question


def test_own_labelled_lines() -> None:
    """352 invented lines of four groups, labelled by hand; half of them ask."""
    hits = [(bool(line["asks"]), classify(line["text"]).is_question) for line in LINES]
    found = sum(asks and said for asks, said in hits)
    assert found / sum(said for _, said in hits) >= 0.97
    assert found / sum(asks for asks, _ in hits) >= 0.97


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_judged(text: str) -> None:
    mark = classify(text)
    start, end = mark.span
    assert 0 <= start <= end <= len(text)
    assert 0.0 <= mark.strength <= 1.0


@settings(deadline=None)
@given(st.sampled_from([line["text"] for line in LINES]))
def test_a_mention_in_front_changes_nothing(text: str) -> None:
    assert classify(f"@小美 {text}").is_question == classify(text).is_question or text.startswith(("@", "#"))


ASKING = [line["text"] for line in LINES if line["asks"]]
PARTS = st.sampled_from(
    [
        "请问", "问下", "求", "在吗", "有人", "吗", "是否", "有无", "能不能", "了没", "么", "什么", "哪里", "谁",
        "几点", "多少",
        "有没有人", "帮我看", "麻烦", "告诉我", "给个地址", "推荐", "还是", "呢", "那些", "嘛", "听说", "对吧",
        "吃了吗",
        "最近怎么样", "睡了没", "他问我", "老师问", "说：",
        "谢谢", "蟹蟹", "辛苦啦", "3q", "THX", "Thank", "ty", "cheers", "谢红包", "感谢支持",
        "搞定啦", "没解决了", "已解决", "已好了", "可以了", "知道了，", "是", "Never mind", "NVM", "\u017folved",
        "working now", "found it", "Figured out",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.one_of(PARTS, st.text("会员卡的了，。? 今天我你", max_size=4)), max_size=6).map("".join))
def test_the_quick_looks_pass_by_nothing_that_a_pattern_matches(text: str) -> None:
    _passes_by_nothing(text)


@pytest.mark.parametrize("text", ASKING[:60])
def test_the_quick_looks_pass_no_real_question_by(text: str) -> None:
    _passes_by_nothing(text)


def _passes_by_nothing(text: str) -> None:
    folded = text.translate(cues.FOLD)
    for name, _, pattern, needs in cues.POSITIVE:
        assert pattern.search(folded) is None or not needs.isdisjoint(folded), name
    for kind, pattern, some in cues.NEGATIVE:
        assert pattern.search(folded) is None or some is None or not some.isdisjoint(folded), kind
    for pattern in (acts.THANKS, acts.ACCEPTS, acts.RESOLVED, acts.TAKES_UP, acts.BY_ONESELF):
        assert pattern.search(text.strip()) is None or not acts.CLOSING_SIGNS.isdisjoint(text), pattern.pattern
    assert acts.thanks(text) == bool(acts.THANKS.search(text) and not acts.THANKS_FOR_OTHER.search(text))
    assert acts.resolved(text) == bool(acts.RESOLVED.search(text))
