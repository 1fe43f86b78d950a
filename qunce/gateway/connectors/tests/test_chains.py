"""接龙: reading one, folding the re-sent ones (platform F9)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.gateway.connectors.chains import Change, fold_chains, parse_chain

HEAD = "#接龙\n周六徒步报名，15 人封顶\n\n"


def test_one_chain() -> None:
    chain = parse_chain(HEAD + "1. 小林 +1\n2. 老王 带一个朋友\n3、阿福\n")
    assert chain is not None
    assert chain.title == "周六徒步报名，15 人封顶"
    assert [(e.number, e.name, e.text) for e in chain.entries] == [
        (1, "小林", "+1"), (2, "老王", "带一个朋友"), (3, "阿福", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        ("#接龙 午餐三人团\n1．小林 两份\n", "午餐三人团", ["小林"]),
        ("#接龙\n例 名字 份数\n\n1. 小林 1\n", "", ["小林"]),
        ("#Group Note\nHike\n\n1. Mary +1\n2. Tom\n", "Hike", ["Mary", "Tom"]),
        ("#接龙\n报名\n", "报名", []),
        ("\n #接龙\n10 点集合，2. 不是名单\n1. 小林\n", "10 点集合，2. 不是名单", ["小林"]),
        ("#接龙\n报名\n1. 小林\n要素食\n2. 老王", "报名", ["小林", "老王"]),
    ],
)
def test_forms(text: str, title: str, names: list[str]) -> None:
    chain = parse_chain(text)
    assert chain is not None
    assert (chain.title, [entry.name for entry in chain.entries]) == (title, names)


@pytest.mark.parametrize("text", ["", "1. 小林\n2. 老王", "接龙开始了", "我们来#接龙吧"])
def test_no_chain(text: str) -> None:
    assert parse_chain(text) is None


def test_folding_keeps_the_latest_and_says_what_changed() -> None:
    messages = [
        (1, HEAD + "1. 小林 +1"),
        (2, "大家快报名"),
        (3, HEAD + "1. 小林 +1\n2. 老王"),
        (4, "#接龙\n午餐\n1. 小林 两份"),
        (5, HEAD + "1. 小林 +2\n2. 老王\n3. 阿福"),
        (6, HEAD + "1. 小林 +2\n2. 老王"),  # sent from an older screen: nobody left
        (7, HEAD + "1. 小林 +2\n2. 阿福"),
    ]
    hike, lunch = fold_chains(messages)
    assert (hike.first, hike.last) == (1, 7)
    assert [entry.name for entry in hike.latest.entries] == ["小林", "阿福"]
    assert hike.changes == (
        Change("joined", "小林", "+1", 1),
        Change("joined", "老王", "", 3),
        Change("changed", "小林", "+2", 5),
        Change("joined", "阿福", "", 5),
        Change("left", "老王", "", 7),
    )
    assert [entry.text for entry in lunch.latest.entries] == ["两份"]


def test_lists_without_a_title_are_told_by_their_entries() -> None:
    first, second = fold_chains([(1, "#接龙\n1. 小林"), (2, "#接龙\n1. 小林\n2. 老王"), (3, "#接龙\n1. 阿福")])
    assert [entry.name for entry in first.latest.entries] == ["小林", "老王"]
    assert [entry.name for entry in second.latest.entries] == ["阿福"]


@given(st.lists(st.lists(st.sampled_from(["小林", "老王", "阿福", "小七"]), max_size=6), min_size=1, max_size=8))
def test_changes_add_up_to_the_latest(versions: list[list[str]]) -> None:
    texts = [HEAD + "\n".join(f"{n}. {name}" for n, name in enumerate(names, 1)) for names in versions]
    (folded,) = fold_chains(enumerate(texts))
    standing: Counter[str] = Counter()
    for change in folded.changes:
        standing[change.name] += {"joined": 1, "changed": 0, "left": -1}[change.kind]
    assert +standing == Counter(entry.name for entry in folded.latest.entries)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    parse_chain(text)
    parse_chain("#接龙\n" + text)
