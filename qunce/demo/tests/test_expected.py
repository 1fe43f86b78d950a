"""The oracle: every seed story is there, and what it says follows from what was staged."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qunce.demo.archetypes import ARCHETYPES
from qunce.demo.expected import Expected, due_at, expected
from qunce.demo.script import threads_of
from qunce.demo.tests.conftest import UNTIL
from qunce.demo.world import World, build
from qunce.kernel.clock import DAY
from qunce.kernel.hours import due

FAST = (Phase.explicit, Phase.generate)
ALWAYS = {
    thread.story
    for archetype in ARCHETYPES
    for thread in threads_of(archetype.key)
    if thread.story and thread.story != "today"
}
WAYS_OF_WRITING = {
    "homophone", "separated", "zero_width", "full_width", "traditional", "enclosed", "mixed", "plain", "burst",
}  # fmt: skip


def test_every_story_is_told(truth: Expected) -> None:
    assert set(truth.stories) >= ALWAYS | {"chatter.idle"}
    assert len(truth.stories["chatter.idle"]) == 500


@settings(max_examples=6, deadline=None, phases=FAST, suppress_health_check=list(HealthCheck))
@given(st.integers(UNTIL - 400 * DAY, UNTIL), st.integers(0, 10**6))
def test_every_story_is_told_whenever_the_world_ends(until: int, seed: int) -> None:
    truth = expected(build("small", seed, until))
    assert set(truth.stories) >= ALWAYS
    decisions = {(q.story, q.decision) for q in truth.questions}
    for story in ("unanswered.in_hours", "unanswered.out_of_hours", "unanswered.asked_twice"):
        assert (story, "unanswered") in decisions
    for story in ("answered.late",):
        assert (story, "answered_late") in decisions
    assert {d for s, d in decisions if s in ("answered.next_day", "answered.by_peer")} == {"answered"}
    assert {d for s, d in decisions if s == "answered.one_for_three"} == {"answered"}
    assert {d for s, d in decisions if s == "answered.self"} == {"self_answered"}
    assert {d for s, d in decisions if s == "answered.thanks_ends"} == {"closed"}
    assert len(truth.tasks()) >= 8
    assert [p.state for p in truth.promises if p.key == "replay"] == ["late"]
    assert [p.state for p in truth.promises if p.key in ("boxes", "bonus")] == ["kept", "kept"]


@given(st.integers(UNTIL - 400 * DAY, UNTIL), st.sampled_from(ARCHETYPES))
def test_due_moments_agree_with_the_kernel_which_counts_otherwise(asked: int, archetype: object) -> None:
    charter = archetype.charter  # type: ignore[attr-defined]
    hours, limit = charter.service_hours, charter.reply_limit_minutes
    assert due_at(asked, hours, limit) == due(asked, hours, limit)


def test_questions_cover_every_outcome(truth: Expected) -> None:
    decisions = Counter(q.decision for q in truth.questions)
    assert {"answered", "answered_late", "unanswered", "waiting", "self_answered", "closed"} == set(decisions)
    assert decisions["answered"] > 150
    assert any(q.again for q in truth.questions)
    three = [q.answer for q in truth.questions if q.story == "answered.one_for_three"]
    assert max(Counter(three).values()) == 3
    assert all(q.peer for q in truth.questions if q.story == "answered.by_peer")
    assert len(truth.rhetorical) >= 10


def test_tasks_are_one_for_each_person_and_group(truth: Expected) -> None:
    tasks = truth.tasks()
    assert len({(q.asked.group, q.asked.sender) for q in tasks}) == len(tasks)
    assert all(q.fresh and q.decision == "unanswered" for q in tasks)
    assert [q.due_at for q in tasks] == sorted(q.due_at or 0 for q in tasks)


def test_breaches_hide_in_every_way_and_staff_are_among_them(truth: Expected) -> None:
    assert {b.family for b in truth.breaches} >= WAYS_OF_WRITING
    assert {b.kind for b in truth.breaches} == {"advert", "link", "flood"}
    assert sum(b.staff for b in truth.breaches) == 1
    assert any("\u200b" in b.line.text for b in truth.breaches)
    assert any("加微信" in ref.text for ref in truth.benign)
    assert not {b.line for b in truth.breaches} & set(truth.benign)


def test_floods_are_faster_than_their_rule_allows(truth: Expected, small: World) -> None:
    for group in small.all_groups:
        rule = group.charter.rule("flood")
        floods = [b.line for b in truth.breaches if b.kind == "flood" and b.line.group == group.name]
        if floods:
            assert rule is not None
            assert rule.limit is not None
            assert len(floods) > rule.limit
            assert floods[-1].at - floods[0].at < 60


def test_the_chatterbox_is_nobody(truth: Expected, small: World) -> None:
    group = small.group("restaurant0")
    idle = truth.stories["chatter.idle"][0].sender
    lines = list(group.messages())
    who = {x.uid: group.shown(x.who) for x in lines}
    assert Counter(group.shown(x.who) for x in lines).most_common(1)[0][0] == idle
    assert (group.name, idle) in truth.not_key
    assert not any(k.person == idle for k in truth.key_members)
    assert not any(who.get(x.reply_to) == idle or f"@{idle}" in x.text for x in lines)


def test_key_members_answer_or_are_followed(truth: Expected) -> None:
    best = {k.person for k in truth.key_members if k.askers >= 4}
    followed = {k.person for k in truth.key_members if k.followers >= 5}
    assert {"17F-Momo", "一一四年级妈妈", "3371-算账的老秦", "深圳-老秦-财税"} <= best
    assert {"23F-老饕阿诚", "果果五年级爸爸", "1029-定投小飞侠"} <= followed
    assert not {(k.group, k.person) for k in truth.key_members} & set(truth.not_key)


def test_silent_members_stand_only_in_the_roster_or_spoke_long_ago(truth: Expected, small: World) -> None:
    for group in small.all_groups:
        last = {group.shown(x.who): x.at for x in group.messages()}
        for silent in (s for s in truth.silent if s.group == group.name):
            heard = last.get(silent.person)
            if silent.story in ("silent.spoke_once",) or (silent.story, group.key) == ("silent.two_groups", "fintech0"):
                assert heard is not None
                assert group.lines[-1].at - heard >= group.charter.silent_days * DAY
            else:
                assert heard is None, silent
    both = {s.group: s.allowed for s in truth.silent if s.story == "silent.two_groups"}
    assert len(both) == 2
    assert len({frozenset(a) for a in both.values()}) == 2
    assert not any("remove_candidate" in s.allowed for s in truth.silent if "unknown" in s.story)


def test_repeats_have_many_wordings_and_opposites_are_apart(truth: Expected) -> None:
    for key in ("hours", "groupbuy", "invoice", "replay", "makeup", "parcel", "withdraw", "vip_in", "vip_out"):
        group, refs = next((g, r) for (g, c), r in truth.repeats.items() if c == key and len(r) >= 3)
        assert len({r.text for r in refs}) == len(refs), group
    (opposites,) = truth.apart
    assert all(any(c == key for _, c in truth.repeats) for key in opposites)


def test_the_busy_channel_loses_and_a_small_one_earns(truth: Expected, small: World) -> None:
    name = small.group("restaurant0").name
    channels = {c.channel: c for c in truth.channels if c.group == name}
    busy, small_one = channels["大堂多肉"], channels["老客带新"]
    assert busy.people == max(c.people for c in channels.values())
    assert busy.messages == max(c.messages for c in channels.values())
    assert busy.profit_fen < 0 < small_one.profit_fen
    assert small_one.people == min(c.people for c in channels.values())


def test_one_group_is_below_its_floor(truth: Expected, small: World) -> None:
    assert [h.below_floor for h in truth.health] == [False, False, False, True]
    assert truth.health[3].group == small.group("founders0").name


def test_a_complaint_is_taken_up_and_a_promise_comes_due(truth: Expected) -> None:
    copied = {c.key: len(c.copies) for c in truth.complaints}
    assert copied["faceid"] >= 3
    assert copied["soup"] == 1
    states = {p.key: p.state for p in truth.promises}
    assert states == {"boxes": "kept", "bonus": "kept", "replay": "late", "faceid": "open"}


@pytest.mark.parametrize(("hour", "state"), [(9, "open"), (11, "broken")])
def test_the_promise_of_ten_o_clock_runs_out_at_ten(hour: int, state: str) -> None:
    truth = expected(build("small", 7, UNTIL + (hour - 4) * 3600))
    # What is heard ends with the last message, which may stand a little before ``until``.
    (promise,) = [p for p in truth.promises if p.key == "faceid"]
    assert promise.state == state or promise.due_at > UNTIL + (hour - 5) * 3600


def test_who_was_removed_is_gone_and_still_known_by_name(truth: Expected, small: World) -> None:
    (removal,) = truth.removals
    group = small.group("founders0")
    (gone,) = group.gone.values()
    assert (removal.group, removal.person, removal.by) == (group.name, gone.shown, group.owner.shown)
    assert gone.person.key not in group.members
    assert any(line.who == gone.person.key for line in group.messages())


def test_a_kind_word_quotes_its_breach_and_talk_leaves_the_topic(truth: Expected) -> None:
    (reminder,) = truth.reminders
    assert reminder.about in {breach.line for breach in truth.breaches}
    assert reminder.line in truth.benign
    (lines,) = truth.drifts.values()
    assert len({line.sender for line in lines}) > 2
    assert lines[-1].at - lines[0].at < 15 * 60
