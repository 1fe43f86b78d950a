"""The world: the same every time, of the promised size, whole whenever it ends."""

import hashlib
from collections import Counter
from itertools import islice, pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qunce.demo.model import Group
from qunce.demo.tests.conftest import UNTIL
from qunce.demo.world import DAYS, World, build
from qunce.kernel.clock import DAY

FAST = (Phase.explicit, Phase.generate)  # a world is too large to be shrunk in good time


def digest(group: Group) -> str:
    said = "\n".join(f"{x.at} {x.who} {x.text} {x.reply_to} {x.marks} {x.event}" for x in group.lines)
    return hashlib.sha256((said + repr(group.members)).encode()).hexdigest()


def test_the_same_seed_tells_the_same_story(small: World) -> None:
    again = build("small", 7, UNTIL)
    other = build("small", 8, UNTIL)
    assert [digest(g) for g in small.all_groups] == [digest(g) for g in again.all_groups]
    assert all(digest(a) != digest(b) for a, b in zip(small.all_groups, other.all_groups))


def test_small_has_the_promised_size(small: World) -> None:
    groups = small.all_groups
    assert len(groups) == 4
    assert 4_000 <= sum(len(g.lines) for g in groups) <= 6_000
    assert 240 <= sum(len(g.members) for g in groups) <= 280
    assert all(g.lines[-1].at - g.lines[0].at > (DAYS - 3) * DAY for g in groups)


@pytest.mark.slow
def test_medium_has_the_promised_size() -> None:
    groups = lines = 0
    for group in build("medium", 7, UNTIL).groups():
        groups, lines = groups + 1, lines + len(group.lines)
    assert groups == 40
    assert 50_000 <= lines <= 70_000


def test_large_is_made_one_group_at_a_time() -> None:
    names = Counter()
    lines = 0
    for group in islice(build("large", 7, UNTIL).groups(), 4, 12):
        names[group.name] += 1
        lines += len(group.lines)
    assert max(names.values()) == 1
    assert 2_000 <= lines / 8 <= 3_000


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(KeyError, match="small, medium, large"):
        build("huge", 1, UNTIL)  # type: ignore[arg-type]


@settings(max_examples=8, deadline=None, phases=FAST, suppress_health_check=list(HealthCheck))
@given(st.integers(UNTIL - 400 * DAY, UNTIL), st.integers(0, 10**6))
def test_whenever_it_ends_it_is_whole(until: int, seed: int) -> None:
    for group in build("small", seed, until).all_groups:
        known: set[str] = set()
        for before, line in zip((group.lines[0], *group.lines), group.lines):
            assert before.at <= line.at <= until
            assert line.uid not in known
            assert not line.reply_to or line.reply_to in known
            assert "{" not in line.text
            if line.event is None:
                assert group.member(line.who).joined_at <= line.at, (line, group.member(line.who))
                assert line.text
            known.add(line.uid)


def test_names_are_as_people_choose_them(small: World) -> None:
    shown = [m.shown for g in small.all_groups for m in g.members.values()]
    assert "=1+1" in shown
    assert "🌵" in shown
    assert max(len(s) for s in shown) == 40
    assert "Leo 2023 0818" in shown
    for group in (small.group("restaurant0"), small.group("fintech0")):
        names = Counter(m.shown for m in group.members.values())
        assert names["小雨"] == 2
    assert len({len(s) for s in shown}) > 12


def test_one_person_is_in_two_groups_of_different_purpose(small: World) -> None:
    homes = [g for g in small.all_groups if "shared/yichuan" in g.members]
    assert {g.charter.purpose for g in homes} == {"member_sample", "exchange"}
    assert len({g.members["shared/yichuan"].person.wxid for g in homes}) == 1


def test_most_of_the_talk_is_not_said_twice(small: World) -> None:
    for group in small.all_groups:
        said = Counter(x.text for x in group.messages() if x.kind == "text" and len(x.text) > 8)
        assert len(said) / sum(said.values()) > 0.6, group.key
        assert said.most_common(1)[0][1] <= 12, said.most_common(3)


def test_quotes_mentions_and_kinds_are_used(small: World) -> None:
    lines = [x for g in small.all_groups for x in g.lines]
    kinds = Counter(x.kind for x in lines)
    assert sum(bool(x.reply_to) for x in lines) / len(lines) > 0.1
    assert sum("@" in x.text for x in lines) > 150
    for kind in ("text", "image", "sticker", "voice", "red_packet", "chain", "link", "announcement", "system", "file"):
        assert kinds[kind], kind


def test_a_chain_grows_by_one_each_time(small: World) -> None:
    chains = [x.text for x in small.group("restaurant0").lines if x.kind == "chain"]
    assert len(chains) > 100
    for before, after in pairwise(chains):
        if before.splitlines()[1] == after.splitlines()[1]:
            assert after.startswith(before)


def test_orders_come_at_half_past_ten_and_sales_at_three(small: World) -> None:
    from qunce.kernel.clock import local

    lines = small.group("restaurant0").lines
    menus = [local(x.at) for x in lines if x.kind == "announcement" and "午市菜单" in x.text]
    sales = [local(x.at) for x in lines if "15:00秒杀" in x.text]
    packets = [local(x.at) for x in lines if x.kind == "red_packet"]
    assert {(m.hour, m.minute) for m in menus} == {(10, 30)}
    assert {(m.hour, m.minute) for m in sales} == {(15, 0)}
    assert {(m.hour, m.minute) for m in packets} == {(14, 55)}
