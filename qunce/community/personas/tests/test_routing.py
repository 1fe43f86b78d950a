"""Whom a matter falls to (C2, C3)."""

from hypothesis import given
from hypothesis import strategies as st

from qunce.community.charter.types import ServiceHours
from qunce.community.personas.policy import Away, Watch, assign, present
from qunce.kernel import clock

MONDAY_10 = 1_763_950_800  # 2025-11-24 10:20 in Shanghai, a Monday
OFFICE = ServiceHours(((((15 * 60), (16 * 60)),),) * 5 + ((), ()))

LIU = Watch(1, 1, "刘姐", "service", holders=(1, 2))
ZHAO = Watch(2, 2, "赵工", "it", topics=("登录", "闪退"), hours=OFFICE, holders=(3,))
QIAN = Watch(3, 3, "小钱", "sales", topics=("优惠", "优惠券过期"), groups=frozenset({7}), holders=(4,))


def falls(text: str, *, group: int = 7, away: tuple[Away, ...] = (), at: int = MONDAY_10) -> tuple[str, int] | None:
    found = assign([LIU, ZHAO, QIAN], away, group_id=group, text=text, at=at)
    return (found.persona, found.staff_id) if found else None


def test_a_topic_leads_to_its_account_and_the_rest_to_the_one_without_topics() -> None:
    assert falls("APP 一打开就閃退") == ("赵工", 3)
    assert falls("几点开门") == ("刘姐", 1)


def test_a_duty_of_some_groups_takes_nothing_elsewhere() -> None:
    assert falls("优惠还有吗") == ("小钱", 4)
    assert falls("优惠还有吗", group=8) == ("刘姐", 1)


def test_more_topics_named_weigh_more() -> None:
    assert falls("优惠券过期了，登录看不到") == ("小钱", 4)


def test_set_times_are_waited_for_and_said() -> None:
    found = assign([ZHAO], (), group_id=7, text="登录不了", at=MONDAY_10)
    assert found is not None
    assert clock.local(found.from_at).strftime("%m-%d %H:%M") == "11-24 15:00"
    assert any("set times" in reason.msgid for reason in found.reasons)


def test_a_duty_without_any_hours_answers_nobody() -> None:
    never = Watch(9, 9, "影子", "other", hours=ServiceHours(((),) * 7), holders=(1,))
    assert assign([never], (), group_id=1, text="", at=MONDAY_10) is None


def test_away_the_next_in_turn_then_the_stand_in_then_the_next_account() -> None:
    gone = Away(1, MONDAY_10 - 60, MONDAY_10 + 60)
    assert falls("几点开门", away=(gone,)) == ("刘姐", 2)
    assert falls("几点开门", away=(Away(1, gone.since, gone.until, stand_in=8),)) == ("刘姐", 8)
    assert falls("闪退", away=(Away(3, 0, MONDAY_10 * 2),)) == ("刘姐", 1)
    assert falls("几点开门", away=(gone,), at=gone.until) == ("刘姐", 1)


def test_stand_ins_round_a_circle_are_nobody() -> None:
    away = (Away(1, 0, 10, stand_in=2), Away(2, 0, 10, stand_in=1))
    assert present([1], away, 5) is None
    assert present([1, 3], away, 5) is not None


STAFF = st.integers(1, 5)
AWAYS = st.lists(
    st.builds(
        lambda who, since, length, heir: Away(who, since, since + length, heir),
        STAFF, st.integers(0, 50), st.integers(1, 50), st.none() | STAFF,
    ),
    max_size=6,
)  # fmt: skip


@given(st.lists(STAFF, max_size=4), AWAYS, st.integers(0, 100))
def test_whoever_has_it_is_there_and_somebody_is_found_when_a_holder_is(
    holders: list[int], away: list[Away], at: int
) -> None:
    found = present(holders, away, at)
    gone = {one.staff_id for one in away if one.covers(at)}
    if found is not None:
        assert found[0] not in gone
    if set(holders) - gone:
        assert found is not None


@given(st.permutations([LIU, ZHAO, QIAN]), st.text(alphabet="优惠券过期登录闪退好", max_size=12), st.integers(6, 9))
def test_the_order_of_the_duties_decides_nothing(watches: list[Watch], text: str, group: int) -> None:
    one = assign(watches, (), group_id=group, text=text, at=MONDAY_10)
    other = assign([LIU, ZHAO, QIAN], (), group_id=group, text=text, at=MONDAY_10)
    assert one == other
