"""Questions that come up again (E1): together what asks the same, apart what only looks alike."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.desk_world import repeated_questions
from bench.faq_data import pairwise
from qunce.kernel.clock import DAY
from qunce.practice.desk.repeats import DAYS, Asked, Given, Part, Repeat
from qunce.practice.desk.repeats import find_repeats as find
from qunce.practice.desk.repeats.grouping import group_distinct, group_texts
from qunce.practice.desk.repeats.limited import group_limited
from qunce.practice.desk.repeats.wording import read_all

NOW = 1_795_140_000
# What a small community asks: each line one question in its wordings.
QUESTIONS = [
    line.split("|")
    for line in """会员卡怎么充值|请问会员卡如何充值呀|會員卡怎麼充值？|怎么给会员卡充值
会员卡怎么提现|会员卡余额如何提现
今天几点开门|请问你们今天几点营业|今天什么时候开门呢
三人套餐多少钱|三人套餐什么价|三人套餐怎么卖
双人套餐多少钱|两人套餐多少钱
VIP群怎么加入|如何加入vip群
VIP群怎么退出|如何退出VIP群
提现多久到账|提现一般几天能到账|提现多长时间到账呢
可以开发票吗|能开发票不|可不可以开票
回放在哪里看|在哪看回放
停车收费吗|停车要钱不""".splitlines()
]


def find_repeats(questions: list[Asked], as_of: int, known: dict[str, tuple[int, ...]] | None = None) -> list[Repeat]:
    return find(questions, as_of, group_distinct, known=known)


def only(found: Repeat) -> Part:
    (part,) = found.parts
    return part


def groups_of(texts: list[str]) -> dict[str, int]:
    return dict(zip(texts, group_texts(texts), strict=True))


def test_wordings_of_one_question_come_together_and_no_two_questions_do() -> None:
    texts = [text for wordings in QUESTIONS for text in wordings]
    group = groups_of(texts)
    owners = [{group[text] for text in wordings} for wordings in QUESTIONS]
    assert sum(len(owner) == 1 for owner in owners) >= len(QUESTIONS) - 1
    assert len(set().union(*owners)) == sum(len(owner) for owner in owners)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("怎么加入VIP群", "怎么退出VIP群"),
        ("怎么打开消息提醒", "怎么关闭消息提醒"),
        ("宝宝感冒能吃什么", "宝宝感冒不能吃什么"),
        ("怎么登录", "怎么登录不了"),
        ("三人套餐多少钱", "双人套餐多少钱"),
        ("第三课作业是什么", "第五课作业是什么"),
        ("周六几点开门", "周日几点开门"),
        ("今天几点开门", "明天几点开门"),
        ("这个药饭前吃吗", "这个药饭后吃吗"),
        ("怎么绑定银行卡", "怎么解绑银行卡"),
        ("酸菜鱼大份多少钱", "酸菜鱼小份多少钱"),
        ("安卓怎么下载", "苹果怎么下载"),
        ("年卡多少钱", "月卡多少钱"),
        ("什么时候发货", "什么时候到货"),
    ],
)
def test_opposites_stay_apart(one: str, other: str) -> None:
    """Even in a crowd of their own kind, repeated and with politeness."""
    texts = [one, f"请问{one}？", other, f"请问{other}呀", "停车收费吗", "发票怎么开"]
    group = groups_of(texts)
    assert group[one] == group[f"请问{one}？"]
    assert group[one] != group[other]


def test_what_a_question_is_about_and_what_it_asks() -> None:
    one, other = read_all(["請問會員卡怎麼充值？", "会员卡如何充值呀"])
    assert one.key == other.key
    assert one.asks == {"how"}
    assert read_all(["23价疫苗"])[0].numbers != read_all(["13价疫苗"])[0].numbers
    assert not read_all(["能不能退"])[0].negated
    assert read_all(["不能退"])[0].negated


def asked(number: int, text: str, person: int, at: int = NOW - DAY, given: Given | None = None) -> Asked:
    return Asked(number, at, person, 1, text, given)


def test_a_repeat_counts_people_wordings_and_its_best_answer() -> None:
    questions = [
        asked(1, "会员卡怎么充值", 1, NOW - 3 * DAY, Given(101, NOW - 3 * DAY, 0.6)),
        asked(2, "请问会员卡如何充值？", 2, NOW - 2 * DAY, Given(102, NOW - 2 * DAY, 1.0)),
        asked(3, "会员卡怎么充值", 3, NOW - DAY, Given(103, NOW - DAY, 0.9)),
        asked(4, "停车收费吗", 4),
    ]
    (found,) = find_repeats(questions, NOW)
    assert (found.times, found.people, found.text) == (3, 3, "会员卡怎么充值")
    assert found.best is not None
    assert found.best.message_id == 102
    assert [v.message_ids for v in found.variants] == [(1, 3), (2,)]
    verdict = only(found).verdict
    assert verdict.kind == "desk.repeated"
    assert verdict.subject == ("cluster", f"{found.key}.1")
    assert {e.ref for e in verdict.evidence if e.kind == "message"} == {3, 2, 102}


def test_one_person_asking_often_is_no_repeat() -> None:
    assert find_repeats([asked(n, "会员卡怎么充值", 1) for n in range(5)], NOW) == []
    assert find_repeats([asked(1, "会员卡怎么充值", 1), asked(2, "会员卡怎么充值", 2)], NOW) == []


def test_only_the_last_weeks_count_and_no_long_stories() -> None:
    old = [asked(n, "会员卡怎么充值", n, NOW - (DAYS + 1) * DAY) for n in range(5)]
    later = [asked(n, "会员卡怎么充值", n, NOW + 60) for n in range(10, 15)]
    stories = [asked(n, "我昨天去店里" * 40 + "怎么充值", n) for n in range(20, 25)]
    assert find_repeats([*old, *later, *stories], NOW) == []


def test_the_key_stays_while_the_question_stays() -> None:
    questions = [asked(n, "会员卡怎么充值", n, NOW - DAY + n) for n in range(4)]
    (first,) = find_repeats(questions, NOW)
    later = [*questions[2:], *(asked(n, "请问会员卡如何充值", n, NOW + n) for n in range(10, 14))]
    (then,) = find_repeats(later, NOW + DAY, known={first.key: first.message_ids})
    assert then.key == first.key
    (forgotten,) = find_repeats(later, NOW + DAY)
    assert forgotten.key != first.key


def test_nothing_asked_nothing_repeated() -> None:
    assert find_repeats([], NOW) == []
    assert group_texts([]) == []
    assert len(set(group_texts(["", "？", "会员卡怎么充值"]))) >= 2


many = st.lists(
    st.tuples(st.sampled_from([t for q in QUESTIONS for t in q]), st.integers(1, 6), st.booleans()),
    min_size=3,
    max_size=40,
).map(
    lambda rows: [
        asked(n, text, person, NOW - 2 * DAY + n, Given(1000 + n, NOW - DAY, 1.0 if n % 3 else 0.6) if answer else None)
        for n, (text, person, answer) in enumerate(rows)
    ]
)


def _plain(found: list[Repeat]) -> list[tuple[int, ...]]:
    return sorted(repeat.message_ids for repeat in found)


@settings(deadline=None, max_examples=40)
@given(many, st.integers(0, 99))
def test_the_order_of_hearing_changes_nothing(questions: list[Asked], seed: int) -> None:
    shuffled = random.Random(seed).sample(questions, len(questions))
    assert _plain(find_repeats(questions, NOW)) == _plain(find_repeats(shuffled, NOW))


@settings(deadline=None, max_examples=40)
@given(many)
def test_taking_a_cited_message_away_changes_the_reasons(questions: list[Asked]) -> None:
    for found in find_repeats(questions, NOW):
        verdict = only(found).verdict
        for cited in [e.ref for e in verdict.evidence if e.kind == "message"]:
            left = [
                one._replace(given=None if one.given and one.given.message_id == cited else one.given)
                for one in questions
                if one.message_id != cited
            ]
            now = [f for f in find_repeats(left, NOW) if set(f.message_ids) & set(found.message_ids)]
            assert all(only(f).verdict.reasons != verdict.reasons for f in now)


@settings(deadline=None, max_examples=40)
@given(many)
def test_every_question_stands_in_one_repeat_at_most(questions: list[Asked]) -> None:
    ids = [message for found in find_repeats(questions, NOW) for message in found.message_ids]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_a_hundred_thousand_questions_within_the_budget() -> None:
    """In a child of its own, whose memory and CPU the operating system holds to the limits of the product."""
    questions, gold = repeated_questions(100_000)
    distinct = list(dict.fromkeys(one.text for one in questions))
    group = {text: found for text, (found, _) in zip(distinct, group_limited(distinct, few=0), strict=True)}
    figures = pairwise([group[one.text] for one in questions], gold)
    assert figures["precision"] >= 0.97
    assert figures["recall"] >= 0.8
