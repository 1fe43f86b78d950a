"""Key members: deeds that others confirm count, talk does not, friends cannot push each other up."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qunce.kernel.clock import DAY
from qunce.practice.lifecycle.policy.key_members import (
    SORTS,
    Credit,
    Reply,
    Standing,
    followed,
    quoted,
    rank,
)
from qunce.practice.lifecycle.tests.words_in_both import in_both

NOW = 1_790_000_000
STAFF = frozenset({90, 91})

credit = st.builds(
    Credit,
    sort=st.sampled_from(SORTS.keys()),
    to=st.integers(1, 6) | st.sampled_from(sorted(STAFF)),
    by=st.integers(1, 9) | st.sampled_from(sorted(STAFF)),
    at=st.integers(0, 40 * DAY).map(lambda ago: NOW - ago),
    message_id=st.integers(1, 60),
)
credits_ = st.lists(credit, max_size=40)


def ranked(acts: list[Credit], **more: object) -> list[Standing]:
    return rank(acts, group_id=1, as_of=NOW, staff=STAFF, **more)  # type: ignore[arg-type]


def place(acts: list[Credit], person: int) -> tuple[int, float]:
    found = ranked(acts)
    return next(((s.rank, s.score) for s in found if s.person_id == person), (len(found) + 1, 0.0))


def accepted(to: int, by: int, days: float = 1, message_id: int = 1) -> Credit:
    return Credit("accepted", to, by, NOW - int(days * DAY), message_id)


def test_answers_accepted_by_several_make_a_core_member() -> None:
    best = ranked([accepted(1, by, message_id=by) for by in (2, 3, 4)])[0]
    assert (best.person_id, best.rank, best.verdict.decision) == (1, 1, "core")
    assert {e.ref for e in best.verdict.evidence if e.kind == "message"} == {2, 3, 4}
    assert "3 answers accepted by 3 people (each counts 1.0)." in in_both(best.verdict.reasons[1])[0]


def test_who_is_followed_by_many_is_asked_to_share() -> None:
    acts = [accepted(1, by, message_id=by) for by in (2, 3, 4)]
    acts += [Credit("followed", 1, by, NOW - DAY, 50) for by in range(2, 10)]
    assert ranked(acts)[0].verdict.decision == "kol_candidate"


def test_two_friends_who_praise_each_other_all_day_stay_below_three_real_askers() -> None:
    friends = [Credit("thanked", to, by, NOW - n * 600, n) for n in range(1, 500) for to, by in ((1, 2), (2, 1))]
    real = [accepted(3, by, days=20, message_id=1000 + by) for by in (4, 5, 6, 7)]
    standings = {s.person_id: s for s in ranked(friends + real)}
    assert standings[1].score < 1
    assert standings[1].verdict.decision == "helper"
    assert standings[3].verdict.decision == "core"
    fresh = [replace(act, at=NOW - DAY) for act in real]
    assert {s.person_id: s.rank for s in ranked(friends + fresh)}[3] == 1


def test_staff_neither_get_nor_give() -> None:
    acts = [accepted(90, by, message_id=by) for by in (2, 3, 4)] + [accepted(1, 90), accepted(1, 91)]
    assert ranked(acts) == []


@pytest.mark.parametrize(("days", "there"), [(0, True), (27.9, True), (28, False), (-1, False)])
def test_an_act_counts_for_28_days(days: float, there: bool) -> None:
    assert bool(ranked([accepted(1, 2, days)])) is there


def test_older_acts_count_less() -> None:
    assert place([accepted(1, 2, 20)], 1)[1] < place([accepted(1, 2, 2)], 1)[1]


def test_equal_scores_share_a_place() -> None:
    acts = [accepted(1, 5), accepted(2, 5, message_id=2), accepted(3, 5, days=9, message_id=3)]
    assert [(s.person_id, s.rank) for s in ranked(acts)] == [(1, 1), (2, 1), (3, 3)]


@given(credits_, st.integers(1, 6), st.integers(1, 9))
def test_500_idle_messages_raise_nobody(acts: list[Credit], talker: int, bystander: int) -> None:
    """Idle talk: nobody replies; at most it stands near a question, or is addressed to somebody."""
    idle = [Credit("near", talker, bystander, NOW - n * 60, 5000 + n) for n in range(500)]
    idle += followed([Reply(6000 + n, talker, NOW - n * 60, 100 + n, bystander, NOW - n * 61) for n in range(500)])
    before, after = place(acts, talker), place(acts + idle, talker)
    assert after[0] >= before[0]
    assert after[1] == before[1]
    assert [s.person_id for s in ranked(acts, messages={talker: 9999})] == [s.person_id for s in ranked(acts)]


@given(credits_, st.integers(1, 6), st.integers(1, 9), st.floats(0, 27))
def test_one_accepted_answer_raises(acts: list[Credit], helper: int, asker: int, days: float) -> None:
    assume(helper != asker)
    before, after = place(acts, helper), place([*acts, accepted(helper, asker, days, 7777)], helper)
    assert after[1] > before[1]
    assert after[0] <= before[0]


@given(credits_, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(acts: list[Credit], rng: object) -> None:
    shuffled = acts + acts[:5]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranked(shuffled) == ranked(acts)


@given(credits_)
def test_ranks_follow_scores_and_every_word_is_said_in_both_languages(acts: list[Credit]) -> None:
    found = ranked(acts, messages={1: 12})
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert not {s.person_id for s in found} & STAFF
    for standing in found:
        assert standing.rank == 1 + sum(other.score > standing.score for other in found)
        assert standing.score < standing.people or standing.people == 0
        for reason in standing.verdict.reasons:
            in_both(reason)


@given(credits_)
def test_taking_a_cited_message_away_changes_the_reasons(acts: list[Credit]) -> None:
    for standing in ranked(acts):
        verdict = standing.verdict
        for evidence in verdict.evidence:
            if evidence.kind != "message":
                continue
            without = [a for a in acts if not (a.to == standing.person_id and a.message_id == evidence.ref)]
            left = next((s.verdict for s in ranked(without) if s.person_id == standing.person_id), None)
            assert left is None or left.reasons != verdict.reasons


def reply(message_id: int, by: int, to_message: int, to: int, minute: int) -> Reply:
    return Reply(message_id, by, NOW - 9000 + 60 * minute, to_message, to, NOW - 9000 + 60 * (minute - 1))


def test_a_topic_is_followed_through_replies_to_replies() -> None:
    talk = [reply(11, 2, 10, 1, 1), reply(12, 3, 11, 2, 2), reply(13, 4, 12, 3, 3), reply(14, 1, 13, 4, 4)]
    found = followed(talk)
    assert {(c.to, c.by, c.message_id) for c in found} == {(1, 2, 10), (1, 3, 10), (1, 4, 10)}
    assert followed(talk[:2]) == []
    assert sorted(followed(talk[::-1]), key=repr) == sorted(found, key=repr)


def test_a_chain_that_never_ends_is_cut_after_a_day() -> None:
    talk = [
        Reply(n + 1, 2 + n % 5, NOW - 20 * DAY + n * 7200, n, 2 + (n - 1) % 5, NOW - 20 * DAY + (n - 1) * 7200)
        for n in range(100)
    ]
    assert len({c.message_id for c in followed(talk)}) >= 5


def test_replies_to_oneself_earn_nothing() -> None:
    assert quoted([reply(11, 1, 10, 1, 1)]) == []
    assert [c.to for c in quoted([reply(11, 2, 10, 1, 1)])] == [1]
