"""The month's places: by what others made of it, never by volume (D7, I9)."""

from hypothesis import given
from hypothesis import strategies as st

from qunce.practice.lifecycle.policy.key_members import SORTS, THE_GROUP, Credit, rank
from qunce.practice.lifecycle.policy.months import GIFTS, places

DAY = 86_400
SINCE, UNTIL = 1_000 * DAY, 1_030 * DAY
COUNTING = [key for key, sort in SORTS.items() if sort.weight]

acts = st.builds(
    Credit,
    sort=st.sampled_from(COUNTING),
    to=st.integers(1, 8),
    by=st.integers(0, 8),
    at=st.integers(SINCE - DAY, UNTIL + DAY),
    message_id=st.integers(0, 40),
)


def found(given_: list[Credit], **more: object) -> dict[int, tuple[int, float]]:
    return {p.person_id: (p.rank, p.score) for p in places(given_, since=SINCE, until=UNTIL, **more)}  # type: ignore[arg-type]


@given(st.lists(acts, max_size=40), st.randoms())
def test_order_and_duplicates_change_nothing_and_only_the_month_counts(some: list[Credit], random: object) -> None:
    shuffled = [*some, *some]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found(some) == found(shuffled)
    assert found(some) == found([act for act in some if SINCE <= act.at < UNTIL])


@given(st.lists(acts, max_size=40), st.integers(1, 8))
def test_idle_messages_and_what_one_gives_oneself_move_nobody(some: list[Credit], who: int) -> None:
    idle = [Credit("near", who, by, SINCE + n, n) for n, by in enumerate([1, 2, 3] * 166)]
    own = [Credit("accepted", who, who, SINCE + n, n) for n in range(500)]
    assert found([*some, *idle, *own]) == found(some)


@given(st.lists(acts, max_size=40), st.sets(st.integers(1, 8)))
def test_staff_neither_get_nor_give(some: list[Credit], staff: set[int]) -> None:
    assert not set(found(some, staff=staff)) & staff
    others = [act for act in some if act.to not in staff and act.by not in staff]
    assert found(some, staff=staff) == found(others)


@given(st.lists(acts, max_size=40))
def test_no_giver_counts_more_than_one_and_more_credit_never_lowers_a_place(some: list[Credit]) -> None:
    for place in places(some, since=SINCE, until=UNTIL):
        assert 0 < place.score <= place.people
        better = [*some, Credit("accepted", place.person_id, 99, SINCE, 1)]
        assert found(better)[place.person_id][0] <= place.rank


def test_a_hundred_reports_weigh_less_than_two_who_say_thanks() -> None:
    reports = [Credit("upheld", 1, THE_GROUP, SINCE + n, 0, n + 1) for n in range(100)]
    thanks = [Credit("accepted", 2, by, SINCE, by) for by in (5, 6, 7)]
    order = [p.person_id for p in places([*reports, *thanks], since=SINCE, until=UNTIL)]
    assert order == [2, 1]


def test_three_places_get_a_gift_and_who_left_or_broke_a_rule_does_not() -> None:
    given_ = [Credit("accepted", to, by, SINCE, 10 * to + by) for to in range(1, 7) for by in range(20, 30 - to)]
    all_ = places(given_, since=SINCE, until=UNTIL)
    assert [p.person_id for p in all_ if p.gift] == [1, 2, 3]
    assert len([p for p in all_ if p.gift]) == GIFTS
    marked = places(given_, since=SINCE, until=UNTIL, here={2, 3, 4, 5, 6}, offences={2: 1})
    assert [p.person_id for p in marked if p.gift] == [3]
    assert [p.rank for p in marked] == [1, 2, 3, 4, 5, 6]


def test_a_good_turn_ranks_in_the_standing_judgement_too_and_cites_its_fact() -> None:
    (place,) = rank([Credit("upheld", 1, THE_GROUP, UNTIL - DAY, 0, 77, "/order/reports/1")], group_id=1, as_of=UNTIL)
    assert place.verdict.decision == "helper"
    assert next((e.kind, e.ref) for e in place.verdict.evidence) == ("fact", 77)
