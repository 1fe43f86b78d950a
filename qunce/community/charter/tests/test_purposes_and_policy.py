"""Purposes are complete data; charters inherit term by term; lint says what is wrong."""

import re
from dataclasses import fields, replace
from pathlib import Path

import msgspec
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from qunce.community.charter import purposes
from qunce.community.charter.policy import CHECKS, Finding, Layer, lint, merge, purpose_layer, purpose_named
from qunce.community.charter.purposes import MEASURES, PURPOSES, SALES, STARTERS, CharterTerms, Purpose
from qunce.community.charter.types import ActivityFloor, EffectiveCharter, Rule, ServiceHours
from qunce.kernel.verdict import Reason

ROOM = Path(purposes.__file__).parent
GOOD = replace(
    merge([purpose_layer(SALES)]).charter,
    value_proposition="三道菜", theme="午餐", audience="楼里的人", topic_scope="吃的；群友的推荐请自行判断",
)  # fmt: skip
KINDS = {"advert", "link", "contact", "flood", "offtopic", "other"}


def fields_of(charter: EffectiveCharter, severity: str = "error") -> set[str]:
    return {finding.field for finding in lint(charter) if finding.severity == severity}


@pytest.mark.parametrize("purpose", PURPOSES, ids=PURPOSES.keys())
def test_every_purpose_makes_a_charter_that_only_lacks_its_own_words(purpose: Purpose) -> None:
    charter = merge([purpose_layer(purpose)]).charter
    assert {(f.field, f.severity) for f in lint(charter)} == {
        ("value_proposition", "warning"),
        ("theme", "hint"),
        ("audience", "hint"),
        *([] if purposes.ADVICE in charter.rules else [("rules", "hint")]),  # on other members' advice
    }
    assert 1 <= len(charter.rules) <= 3
    assert all(rule.consequence and rule.kind in KINDS for rule in charter.rules)
    assert charter.size_cap in (100, 200)
    assert charter.silent_days >= 7
    assert charter.nickname_format
    assert set(charter.weights) <= set(MEASURES.keys())
    assert purpose.examples["value_proposition"]


def test_the_purposes_that_the_documents_name_are_there() -> None:
    assert set(PURPOSES.keys()) >= {
        "lead_gen", "service", "sales", "exchange", "learning", "event", "survey", "member_sample",
        "flash", "vip", "b2b",
    }  # fmt: skip
    short_lived = {p.key for p in PURPOSES if p.terms.life_days is not None}
    assert short_lived == {"event", "survey", "flash"}  # A5


def test_the_good_charter_has_no_finding() -> None:
    assert lint(GOOD) == []


RULE = Rule("advert", "别发广告", "请出群")
FOUR = tuple(replace(RULE, kind=kind) for kind in ("advert", "link", "flood", "contact"))
BAD_HOURS = {
    "six days": ServiceHours(shifts=(((540, 1260),),) * 6),
    "backwards": ServiceHours(shifts=(((1260, 540),),) * 7),
    "past midnight": ServiceHours(shifts=(((540, 1500),),) * 7),
    "overlap": ServiceHours(shifts=(((540, 720), (700, 800)),) * 7),
    "no hours": ServiceHours(shifts=((),) * 7),
    "zone": ServiceHours(shifts=(((540, 1260),),) * 7, tz="Mars/Olympus"),
    "next day": ServiceHours(shifts=(((540, 1260),),) * 7, next_day=-1),
}


@pytest.mark.parametrize(
    ("term", "value", "severity"),
    [
        ("rules", FOUR, "error"),
        ("rules", (Rule("advert", "别发广告"),), "error"),
        ("rules", (Rule("advert", " ", "请出群"),), "error"),
        ("rules", (Rule("flood", "别刷屏", "提醒", limit=1),), "error"),
        ("rules", (RULE, RULE), "warning"),
        ("rules", (), "warning"),
        ("rules", (Rule("advert", "别" * 61, "请出群"),), "hint"),
        ("rules", (Rule("other", "转发到朋友圈即可领红包", "无"),), "error"),
        ("value_proposition", "邀请好友再抽一次", "error"),
        ("value_proposition", "  ", "warning"),
        ("reply_limit_minutes", 0, "error"),
        ("reply_limit_minutes", 3000, "warning"),
        ("size_cap", 501, "error"),
        ("size_cap", 1, "error"),
        ("size_cap", 300, "hint"),
        ("floor", ActivityFloor(), "warning"),
        ("floor", ActivityFloor(speaking_share=20), "error"),
        ("floor", ActivityFloor(messages_per_day=0), "error"),
        ("silent_days", 3, "error"),
        ("purpose", "", "error"),
        ("nickname_format", "省-市-区-姓名", "hint"),
        ("weights", {"charm": 10, "spoke": 5}, "error"),
        ("weights", {"spoke": 0, "unbought": -5}, "error"),
        ("weights", {"spoke": 500}, "error"),
        *(("service_hours", hours, "error") for hours in BAD_HOURS.values()),
    ],
)  # fmt: skip
def test_each_mistake_is_found_at_its_term(term: str, value: object, severity: str) -> None:
    assert term in fields_of(replace(GOOD, **{term: value}), severity)


@pytest.mark.parametrize("words", ["成员分享学习心得有奖", "老师分享育儿经验，送资料"])
def test_sharing_what_one_knows_is_no_paid_share(words: str) -> None:
    assert lint(replace(GOOD, value_proposition=words)) == []


def test_split_shifts_and_a_day_off_are_fine() -> None:
    split = ServiceHours(shifts=(*(((540, 720), (810, 1260)),) * 6, ()), next_day=60)
    assert lint(replace(GOOD, service_hours=split)) == []


def test_another_room_adds_a_check() -> None:
    def boring(charter: EffectiveCharter) -> list[Finding]:
        return [Finding("theme", "error", Reason("boring"))]

    with CHECKS.temporarily("boring", boring):
        assert lint(GOOD) == [Finding("theme", "error", Reason("boring"))]
    assert lint(GOOD) == []


def test_errors_come_first() -> None:
    order = [finding.severity for finding in lint(EffectiveCharter(purpose="", size_cap=999))]
    assert order == sorted(order, key=["error", "warning", "hint"].index)
    assert order[0] == "error"


terms = st.builds(
    CharterTerms,
    theme=st.none() | st.text(max_size=5),
    reply_limit_minutes=st.none() | st.integers(1, 90),
    rules=st.none() | st.just(()) | st.just((RULE,)),
    floor=st.none() | st.builds(ActivityFloor, speaking_share=st.none() | st.floats(0.01, 0.9)),
    size_cap=st.none() | st.integers(2, 500),
    silent_days=st.none() | st.integers(7, 90),
)
weights = st.none() | st.dictionaries(st.sampled_from(MEASURES.keys()), st.integers(-100, 100))
layers = st.lists(st.builds(Layer, source=st.uuids().map(str), terms=terms, weights=weights), max_size=5)


@given(layers)
def test_the_most_specific_word_holds_and_says_where_it_came_from(chain: list[Layer]) -> None:
    base = purpose_layer(SALES)
    merged = merge([base, *chain])
    for name in ("theme", "reply_limit_minutes", "rules", "floor", "size_cap", "silent_days"):
        speakers = [layer for layer in (base, *chain) if getattr(layer.terms, name) is not None]
        if speakers:
            assert getattr(merged.charter, name) == getattr(speakers[-1].terms, name)
            assert merged.origins[name] == speakers[-1].source
        else:
            assert name not in merged.origins
    for measure, points in merged.charter.weights.items():
        speakers = [layer for layer in (base, *chain) if measure in (layer.weights or {})]
        assert (speakers[-1].weights or {})[measure] == points
        assert merged.origins[f"weights.{measure}"] == speakers[-1].source


@given(layers, st.integers(0, 5))
def test_a_layer_that_says_nothing_changes_nothing(chain: list[Layer], at: int) -> None:
    silent = Layer("silent", CharterTerms())
    assert merge([*chain[:at], silent, *chain[at:]]) == merge(chain)


def test_no_rules_is_not_the_same_as_inherited_rules() -> None:
    own = merge([purpose_layer(SALES), Layer("own", CharterTerms(rules=()))])
    assert own.charter.rules == ()
    assert own.origins["rules"] == "own"


def test_the_purpose_is_named_by_the_most_specific_layer() -> None:
    chain = [Layer("template:1", CharterTerms(purpose="service")), Layer("own", CharterTerms())]
    assert purpose_named(chain, "sales") == "service"
    assert purpose_named([chain[1]], "sales") == "sales"


def test_a_workspace_edits_its_copy_of_a_purpose() -> None:
    own = purposes.changed(SALES, weights={"reads": 10}, terms=CharterTerms(size_cap=50))
    charter = merge([purpose_layer(own)]).charter
    assert charter.weights == {**SALES.weights, "reads": 10}
    assert charter.size_cap == 50
    assert charter.reply_limit_minutes == SALES.terms.reply_limit_minutes
    assert own.name == SALES.name


def test_starters_name_purposes_that_exist() -> None:
    assert {s.terms.purpose for s in STARTERS} - {None} <= set(PURPOSES.keys())


def test_terms_survive_storage_as_json() -> None:
    for purpose in PURPOSES:
        stored = msgspec.json.encode(purpose.terms)
        assert msgspec.json.decode(stored, type=CharterTerms) == purpose.terms


def test_terms_and_charter_agree_on_their_names() -> None:
    assert {f.name for f in fields(CharterTerms)} == {f.name for f in fields(EffectiveCharter)} - {
        "weights",
        "version",
    }


def test_every_word_is_said_in_chinese_with_the_same_places() -> None:
    with (ROOM / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        known = read_po(file)
    marked = {
        msg
        for file, _, msg, _, _ in extract_from_dir(
            str(ROOM), method_map=[("tests/**", "ignore"), ("**.py", "python")], keywords={"N_": None}
        )
        if file in ("purposes.py", "policy.py")
    }
    assert marked
    for msgid in marked:
        entry = known.get(msgid)
        assert entry is not None, msgid
        assert entry.string, msgid
        places = r"%\((\w+)\)"
        assert set(re.findall(places, msgid)) == set(re.findall(places, entry.string)), msgid
