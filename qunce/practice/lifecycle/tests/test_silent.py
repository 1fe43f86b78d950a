"""Silent members: the group's purpose decides, arithmetic is shown, nothing unknown removes anybody."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qunce.community.charter.policy import merge, purpose_layer
from qunce.community.charter.purposes import MEASURES, PURPOSES
from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.clock import DAY
from qunce.kernel.verdict import Reason, Verdict
from qunce.practice.lifecycle.policy import silent
from qunce.practice.lifecycle.policy.silent import DECISIONS, KEEP_FROM, judge
from qunce.practice.lifecycle.policy.worth import AMOUNTS, Member, Setting, worth
from qunce.practice.lifecycle.tests.words_in_both import in_both

NOW = 1_790_000_000
HEARD_FROM = NOW - 200 * DAY


def charter(purpose: str) -> EffectiveCharter:
    return merge([purpose_layer(PURPOSES.get(purpose))]).charter


def group(purpose: str, group_id: int = 1, **changes: object) -> Setting:
    made = Setting(
        group_id=group_id,
        charter=charter(purpose),
        heard_from=HEARD_FROM,
        heard_until=NOW,
        name=f"{purpose}群",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


# Here for 120 days, known by the roster, never spoke, bought nothing as the customer list says.
NOBODY = Member(person_id=7, joined_at=NOW - 120 * DAY, joined_fact=70, in_roster=True, orders=0)


def decide(member: Member, setting: Setting, **others: object) -> str:
    return judge(member, setting, as_of=NOW, **others).decision  # type: ignore[arg-type]


def said(verdict: Verdict) -> str:
    return " ".join(in_both(reason)[0] for reason in verdict.reasons)


# --- the acceptance: same member, two groups, two verdicts ---


def test_a_silent_buyer_is_kept_where_buying_counts_and_woken_where_talking_does() -> None:
    buyer = replace(NOBODY, orders=2)
    assert decide(buyer, group("sales")) == "keep"
    assert decide(buyer, group("exchange")) == "wake"


def test_a_silent_reader_of_unknown_purchases_is_kept_in_sales_and_not_in_exchange() -> None:
    reader = replace(NOBODY, orders=None)
    assert decide(reader, group("sales")) == "keep"
    assert decide(reader, group("exchange")) == "wake"


def test_a_long_free_rider_is_not_kept_even_in_a_sales_group() -> None:
    assert decide(NOBODY, group("sales")) == "wake"


def test_who_is_part_of_a_sample_is_kept_and_the_same_person_woken_in_a_survey() -> None:
    assert decide(NOBODY, group("member_sample")) == "keep"
    assert decide(NOBODY, group("survey")) == "interview"


# --- the steps ---


@pytest.mark.parametrize(
    ("change", "decision"),
    [
        ({}, "wake"),
        ({"role": "owner"}, "exempt"),
        ({"role": "admin"}, "exempt"),
        ({"is_staff": True}, "exempt"),
        ({"joined_at": NOW - 6 * DAY}, "newcomer"),
        ({"joined_at": NOW - 20 * DAY}, "not_enough"),
        ({"last_spoke_at": NOW - 29 * DAY, "messages": 1}, "active"),
        ({"last_spoke_at": NOW - 31 * DAY, "messages": 1}, "wake"),
        ({"woken_at": NOW - 2 * DAY}, "wait"),
        ({"woken_at": NOW - 9 * DAY}, "remove_candidate"),
        ({"woken_at": NOW - 100 * DAY}, "wake"),
        ({"woken_at": NOW - 9 * DAY, "orders": None}, "interview"),
        ({"woken_at": NOW - 9 * DAY, "messages": 60, "last_spoke_at": NOW - 40 * DAY}, "interview"),
        ({"woken_at": NOW - 9 * DAY, "orders": 1}, "interview"),
        ({"woken_at": NOW - 9 * DAY, "in_roster": False}, "interview"),
        ({"woken_at": NOW - 9 * DAY, "key_tier": "core"}, "interview"),
        ({"woken_at": NOW - 9 * DAY, "interviewed_at": NOW - 5 * DAY}, "keep"),
        ({"brought": 3}, "interview"),
        ({"messages": 300, "last_spoke_at": NOW - 40 * DAY, "helped": 8}, "keep"),
    ],
)
def test_each_step_in_an_exchange_group(change: dict[str, object], decision: str) -> None:
    assert decide(replace(NOBODY, **change), group("exchange")) == decision  # type: ignore[arg-type]


def test_a_rejoining_member_starts_anew() -> None:
    back = replace(NOBODY, joined_at=NOW - 3 * DAY, messages=9, last_spoke_at=NOW - 150 * DAY)
    assert decide(back, group("exchange")) == "newcomer"
    assert decide(replace(back, joined_at=NOW - 12 * DAY), group("exchange")) == "not_enough"


def test_a_silent_buyer_is_offered_the_group_that_suits_a_buyer() -> None:
    sales, flash = group("sales", 2), group("flash", 3)
    buyer = replace(NOBODY, orders=2)
    verdict = judge(buyer, group("exchange"), as_of=NOW, others=(flash, sales))
    assert verdict.decision == "move_group"
    assert verdict.reasons[0].params["group"] == "sales群"
    # Presence alone makes nobody fit elsewhere, nor does a group that ends in a week.
    assert decide(NOBODY, group("exchange"), others=(sales,)) == "wake"
    assert decide(buyer, group("exchange"), others=(flash,)) == "wake"


def test_silence_counts_only_while_we_listened() -> None:
    assert decide(NOBODY, group("exchange", heard_from=NOW - 20 * DAY)) == "not_enough"
    unknown = replace(NOBODY, joined_at=None, joined_fact=None)
    assert decide(unknown, group("exchange", heard_from=NOW - 20 * DAY)) == "not_enough"
    assert decide(unknown, group("exchange")) == "wake"


def test_who_was_hardly_heard_is_never_a_candidate_for_removal() -> None:
    member = replace(NOBODY, woken_at=NOW - 9 * DAY, joined_at=NOW - 900 * DAY)
    assert decide(member, group("exchange")) == "interview"
    assert decide(member, group("exchange", heard_from=NOW - 890 * DAY)) == "remove_candidate"


def test_reasons_show_the_whole_sum() -> None:
    member = replace(NOBODY, orders=2, brought=1)
    verdict = judge(member, group("sales"), as_of=NOW)
    words = said(verdict)
    assert "Buying: 2 orders: 0.8 of 60 points = 48." in words
    assert "Brought 1 people who are still here: 0.5 of 40 points = 20." in words
    assert "Stays and may read along: 50 points." in words
    assert "Together 118 points; from 50 on" in words


def test_it_says_who_brought_them_in() -> None:
    invited = replace(NOBODY, join_scene="invited", inviter="老李")
    assert "Came in through 老李." in said(judge(invited, group("exchange"), as_of=NOW))
    assert "Came in" not in said(judge(replace(invited, inviter=""), group("exchange"), as_of=NOW))


def test_confidence_falls_with_every_thing_not_known() -> None:
    exchange = group("exchange")
    sure = judge(NOBODY, exchange, as_of=NOW).confidence
    for less in (
        judge(replace(NOBODY, joined_at=None), exchange, as_of=NOW),
        judge(replace(NOBODY, joined_at=NOW - 400 * DAY), exchange, as_of=NOW),
        judge(replace(NOBODY, in_roster=False), exchange, as_of=NOW),
        judge(replace(NOBODY, orders=None), exchange, as_of=NOW),
        judge(NOBODY, exchange, as_of=NOW + 30 * DAY),
        judge(NOBODY, replace(exchange, heard_share=0.5), as_of=NOW),
    ):
        assert less.confidence < sure
        assert len(less.reasons) > len(judge(NOBODY, exchange, as_of=NOW).reasons)


# --- properties ---

ago = st.none() | st.integers(0, 400).map(lambda days: NOW - days * DAY)


@st.composite
def members(draw: st.DrawFn) -> Member:
    last = draw(ago)
    return Member(
        person_id=7,
        role=draw(st.sampled_from(["member", "member", "member", "admin", "owner"])),
        is_staff=draw(st.integers(0, 9)) == 0,
        joined_at=draw(ago),
        joined_fact=draw(st.none() | st.just(70)),
        in_roster=draw(st.booleans()),
        last_spoke_at=last,
        last_message=None if last is None else 71,
        messages=0 if last is None else draw(st.integers(1, 300)),
        helped=draw(st.integers(0, 9)),
        asked=draw(st.integers(0, 9)),
        brought=draw(st.integers(0, 9)),
        orders=draw(st.none() | st.integers(0, 5)),
        key_tier=draw(st.sampled_from(["", "", "core"])),
        woken_at=draw(ago),
        interviewed_at=draw(ago),
        join_scene=draw(st.sampled_from(["", "invited", "code", "link"])),
        inviter_id=draw(st.none() | st.just(3)),
        inviter=draw(st.sampled_from(["", "老李"])),
        last_order_at=draw(ago),
    )


purposes = st.sampled_from(PURPOSES.keys())
HARM = {"remove_candidate": 1}


def harm(decision: str) -> int:
    return HARM.get(decision, 0)


@given(members(), purposes)
def test_every_verdict_says_why_in_both_languages(member: Member, purpose: str) -> None:
    verdict = judge(member, group(purpose), as_of=NOW, others=(group("sales", 2), group("service", 3)))
    assert verdict.decision in DECISIONS
    for reason in verdict.reasons:
        in_both(reason)


@given(members(), purposes)
def test_unknown_purchases_never_yield_remove_and_are_said(member: Member, purpose: str) -> None:
    verdict = judge(replace(member, orders=None), group(purpose), as_of=NOW)
    assert verdict.decision != "remove_candidate"
    if verdict.decision not in silent.UNWEIGHED:
        assert re.search(r"[Pp]urchases are unknown|Whether they buy is unknown", said(verdict))


@given(members(), purposes)
def test_nobody_is_proposed_for_removal_unprotected_steps_missing(member: Member, purpose: str) -> None:
    verdict = judge(member, group(purpose), as_of=NOW)
    if verdict.decision == "remove_candidate":
        assert member.role == "member"
        assert not member.is_staff
        assert member.in_roster
        assert member.orders == 0
        assert not member.key_tier
        assert member.woken_at is not None
        assert member.woken_at <= NOW - 7 * DAY
        assert verdict.confidence >= silent.SURE_ENOUGH


@given(members(), purposes)
def test_the_shown_terms_add_up_to_the_shown_sum(member: Member, purpose: str) -> None:
    found = worth(member, group(purpose))
    assert found.points == sum(term.points for term in found.terms)
    assert found.low <= found.points <= found.high
    shown = [term.reason.params["points"] for term in found.terms if term.reason and term.points]
    assert sum(int(str(points)) for points in shown) == found.points
    assert found.open <= (member.orders is None)


@given(members(), purposes, st.sampled_from(MEASURES.keys()), st.floats(0, 60))
def test_a_higher_weight_never_harms(member: Member, purpose: str, measure: str, more: float) -> None:
    before = group(purpose)
    weights = {**before.charter.weights, measure: before.charter.weights.get(measure, 0.0) + more}
    after = replace(before, charter=replace(before.charter, weights=weights))
    assert worth(member, after).points >= worth(member, before).points
    first, second = decide(member, before), decide(member, after)
    assert harm(second) <= harm(first)
    if first == "keep":
        assert second == "keep"


GAINS = {"helped": 1, "asked": 1, "brought": 1, "orders": 1}


@given(members(), purposes, st.sampled_from(sorted(GAINS)))
def test_doing_more_never_harms(member: Member, purpose: str, deed: str) -> None:
    now = getattr(member, deed)
    assume(now is not None)
    more = replace(member, **{deed: now + 1})
    assert worth(more, group(purpose)).points >= worth(member, group(purpose)).points
    assert harm(decide(more, group(purpose))) <= harm(decide(member, group(purpose)))


CITED = {
    "message": {"last_spoke_at": None, "messages": 0, "last_message": None},
    "fact": {"joined_at": None, "joined_fact": None},
    "person": {"inviter_id": None, "inviter": "", "join_scene": ""},
}


@given(members(), purposes)
def test_taking_a_cited_thing_away_changes_reasons_or_confidence(member: Member, purpose: str) -> None:
    member = replace(member, joined_fact=None if member.joined_at is None else 70)
    verdict = judge(member, group(purpose), as_of=NOW)
    for evidence in verdict.evidence:
        if evidence.kind in CITED:
            without = judge(replace(member, **CITED[evidence.kind]), group(purpose), as_of=NOW)  # type: ignore[arg-type]
            assert (without.reasons, without.confidence) != (verdict.reasons, verdict.confidence)


@given(members(), purposes)
def test_cited_numbers_are_the_ones_in_the_reasons(member: Member, purpose: str) -> None:
    verdict = judge(member, group(purpose), as_of=NOW)
    numbers = {evidence.ref: evidence.value for evidence in verdict.evidence if evidence.kind == "number"}
    if verdict.decision not in silent.UNWEIGHED:
        params: list[Reason] = [r for r in verdict.reasons if r.params.get("line") == KEEP_FROM]
        assert [r.params["points"] for r in params] == [numbers["worth"]]
        assert any(r.params.get("days") == numbers["silent_days"] for r in verdict.reasons)


@given(members(), st.permutations([("sales", 2), ("service", 3), ("vip", 4), ("exchange", 5)]))
def test_the_order_of_other_groups_does_not_matter(member: Member, others: list[tuple[str, int]]) -> None:
    exchange, settings = group("exchange"), [group(key, number) for key, number in others]
    in_order = sorted(settings, key=lambda setting: setting.group_id)
    assert judge(member, exchange, as_of=NOW, others=settings) == judge(member, exchange, as_of=NOW, others=in_order)


def test_who_is_worth_more_and_fell_silent_lately_is_woken_first() -> None:
    people = [
        replace(NOBODY, person_id=1),
        replace(NOBODY, person_id=2, messages=80, last_spoke_at=NOW - 35 * DAY),
        replace(NOBODY, person_id=3, messages=80, last_spoke_at=NOW - 90 * DAY),
        replace(NOBODY, person_id=4, in_roster=False),
        replace(NOBODY, person_id=5, role="owner"),
    ]
    verdicts = [judge(member, group("exchange"), as_of=NOW) for member in people]
    assert [v.person_id for v in silent.first_to_wake(verdicts[::-1], 9)] == [2, 3, 1, 4]
    assert [v.person_id for v in silent.first_to_wake(verdicts, 2)] == [2, 3]


def test_every_measure_of_the_charter_is_computed_here() -> None:
    assert set(AMOUNTS.keys()) == set(MEASURES.keys())


def test_another_room_adds_a_measure() -> None:
    weights = {"clicked": 60.0}
    setting = group("exchange", charter=replace(charter("exchange"), weights=weights))
    verdict = judge(replace(NOBODY, extra={"clicked": 1.0}), setting, as_of=NOW)
    assert verdict.decision == "keep"
    assert "clicked: 1.0 of 60 points = 60." in said(verdict)
