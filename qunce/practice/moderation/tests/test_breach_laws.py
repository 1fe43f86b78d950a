"""Laws that hold for any advert however it is disguised, and for any text whatever."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.practice.moderation.policy import Watch, judge_message, judge_messages
from qunce.practice.moderation.tests.evasions import CONTACTS, CONTEXTS, FAMILIES, PHRASES, Advert, adverts, make_advert
from qunce.practice.moderation.tests.talk import NOON, STRICT, charter, decision, message, only, without

STRICTEST = charter(*STRICT)
ORDINARY = (
    "今天作业是第三课",
    "周末去徒步",
    "谢谢老师",
    "菜单发一下",
    "几点开始",
    "孩子发烧了怎么办",
    "收到",
    "辛苦了",
)
laws = settings(max_examples=80)


@st.composite
def disguised(draw: st.DrawFn) -> Advert:
    """One of our adverts, phrase and contact each in a disguise of its own."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    one, other = (FAMILIES[draw(st.sampled_from(sorted(FAMILIES)))] for _ in range(2))
    phrase, contact = draw(st.sampled_from(PHRASES)), draw(st.sampled_from(CONTACTS))
    return make_advert(draw(st.sampled_from(CONTEXTS)), one(phrase, rng), other(contact, rng))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_seen_and_its_spans_hold_what_was_written(family: str) -> None:
    made = list(adverts(FAMILIES[family]))
    caught = whole = 0
    for advert in made:
        verdict = judge_message(message(advert.text), STRICTEST)
        caught += verdict is not None and verdict.decision == "breach"
        cited = {i for e in (verdict.evidence if verdict else ()) if e.span for i in range(*e.span)}
        whole += cited >= {*range(*advert.phrase), *range(*advert.contact)}
    assert caught / len(made) >= 0.98
    assert whole / len(made) >= 0.95


@laws
@given(disguised())
def test_taking_the_cited_spans_away_flips_the_decision(advert: Advert) -> None:
    verdict = judge_message(message(advert.text), STRICTEST)
    if verdict is not None:
        assert decision(without(advert.text, verdict), STRICTEST) != verdict.decision


@laws
@given(disguised(), st.sampled_from(["advert", "contact"]))
def test_taking_any_one_cited_piece_away_changes_the_verdict(advert: Advert, kind: str) -> None:
    judged_by = only(kind)
    verdict = judge_message(message(advert.text), judged_by)
    if verdict is None:
        return
    for evidence in verdict.evidence:
        if evidence.span:
            start, end = evidence.span
            left = judge_message(message(advert.text[:start] + advert.text[end:]), judged_by)
            assert left is None or (left.decision, left.reasons, left.evidence) != (
                verdict.decision, verdict.reasons, verdict.evidence,
            )  # fmt: skip


@laws
@given(st.text(max_size=200))
def test_any_text_is_judged_and_its_spans_lie_within(text: str) -> None:
    verdict = judge_message(message(text), STRICTEST)
    if verdict is not None:
        for evidence in verdict.evidence:
            assert evidence.span is None or 0 <= evidence.span[0] < evidence.span[1] <= len(text)
        assert (verdict.confidence == 1.0) == (verdict.decision == "breach")


@laws
@given(st.sampled_from(ORDINARY), st.sampled_from(sorted(FAMILIES)), st.integers(0, 1000))
def test_a_disguise_alone_is_no_breach(text: str, family: str, seed: int) -> None:
    assert decision(FAMILIES[family](text, random.Random(seed)), STRICTEST) != "breach"


@laws
@given(st.lists(st.sampled_from(ORDINARY), min_size=1, max_size=4), disguised())
def test_other_talk_around_an_advert_does_not_hide_it(talk: list[str], advert: Advert) -> None:
    said = "\n".join([*talk, advert.text, *talk])
    if decision(advert.text, STRICTEST) == "breach":
        assert decision(said, STRICTEST) == "breach"


@pytest.mark.parametrize(
    "piece", ["加", "刷单", "q1 ", "1-", "「", "加微信a1", "https://a.cn/b ", "@a", "\u200b加", "一"]
)
def test_a_hostile_message_takes_its_share_and_no_more(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    decision("刷单加微信abc12345", STRICTEST)  # tables and patterns are built on first use
    start = time.process_time()
    verdict = judge_message(message(text), STRICTEST)
    assert time.process_time() - start < 1.0
    assert verdict is None or len(verdict.evidence) <= 300


@laws
@given(
    st.lists(st.one_of(disguised().map(lambda advert: advert.text), st.sampled_from(ORDINARY), st.text()), max_size=9)
)
def test_many_at_once_are_judged_as_one_by_one(texts: list[str]) -> None:
    talk = [message(text, NOON + i, i % 2, i) for i, text in enumerate(texts)]
    watch = Watch(STRICTEST)
    assert list(judge_messages(talk, STRICTEST)) == [verdict for said in talk if (verdict := watch.see(said))]
