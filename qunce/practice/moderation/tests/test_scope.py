"""Off the topic by machine: several members, several words, not one of the group's own; an invitation, never more."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.jobs.worker import drain
from qunce.base.ui.reasons import reason_text
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.activity.models import MemberDay
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.community.models import Group
from qunce.community.services.groups import announce_heard
from qunce.gateway.intake.tests.helpers import Line, mail, take
from qunce.kernel import clock
from qunce.practice.moderation import words
from qunce.practice.moderation.incidents.models import Incident
from qunce.practice.moderation.policy import Message
from qunce.practice.moderation.policy.scope import (
    SILENCE,
    WINDOW,
    Drift,
    Scope,
    drifts,
    judge_scope,
    scope_of,
    subjects,
)
from tests.cast import make_workspace

NOON = 1_780_000_000
LUNCH = "午餐和接龙；不聊股票，也请勿聊宠物"
STOCKS = ("今天大盘又跌了", "我满仓被套牢了", "割肉吧，早点解套", "明天肯定涨停")
BALL = ("昨晚看球了吗", "姆巴佩那个进球绝了", "点球根本不该判", "加时赛我都睡着了")


def scope(said: str = LUNCH, **terms: object) -> Scope:
    found = scope_of(replace(EffectiveCharter(purpose="commerce", topic_scope=said), **terms))  # type: ignore[arg-type]
    assert found is not None
    return found


def talk(texts: Sequence[str], step: int = 60, members: int = 2, start: int = NOON) -> list[Message]:
    return [Message(i + 1, i % members + 1, start + i * step, text) for i, text in enumerate(texts)]


def runs(texts: Sequence[str], said: str = LUNCH, step: int = 60, members: int = 2) -> list[Drift]:
    return list(drifts(talk(texts, step, members), scope(said)))


@pytest.mark.parametrize(
    ("said", "named", "never"),
    [
        (LUNCH, {"股市", "宠物"}, set()),
        ("股票和基金交流", set(), {"股市"}),
        ("亲子阅读；禁止拼多多砍价、游戏", {"砍价互助", "游戏"}, set()),
        ("看球约球，球赛随便聊", set(), {"球赛"}),
    ],
)
def test_the_charters_own_words_choose_the_subjects(said: str, named: set[str], never: set[str]) -> None:
    found = scope(said)
    assert {one.key for one in found.named} == named
    assert never.isdisjoint(one.key for one in (*found.named, *found.common))
    assert scope_of(EffectiveCharter(purpose="commerce", topic_scope=" ")) is None


def test_a_rule_may_keep_a_subject_out_and_a_charter_of_denials_keeps_out_no_more() -> None:
    by_rule = scope("午餐", rules=(Rule("offtopic", "群里不谈政治"),))
    assert [one.key for one in by_rule.named] == ["政治"]
    denials = scope("不聊政治")
    assert (denials.topic, denials.common, [one.key for one in denials.named]) == ("", (), ["政治"])


def test_several_members_and_words_make_one_run_with_the_words_marked() -> None:
    (run,) = runs(("大家吃了吗？", *STOCKS, "哈哈"))
    assert (run.subject, run.named, run.of) == ("股市", True, 4)
    (verdict,) = judge_scope([run], scope(), "闲聊群", 3)
    assert (verdict.decision, verdict.group_id, verdict.person_id, verdict.subject[1]) == ("invite", 3, None, 2)
    marked = [STOCKS[int(e.ref) - 2][slice(*(e.span or (0, 0)))] for e in verdict.evidence]
    assert marked == ["大盘", "满仓", "割肉"]
    said = " ".join(reason_text({"msgid": r.msgid, "params": dict(r.params)}) for r in verdict.reasons)
    assert all(word in said for word in ("股市", "大盘", "套牢", "闲聊群"))


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (STOCKS[:2], "two lines are no talk"),
        ((*STOCKS, "对了，午餐接龙还差两份"), "they are back at the topic"),
        (("午餐到了", *STOCKS), "it began at the topic"),
        (("大盘", "大盘！", "大盘？", "大盘。"), "one word over and over"),
        (("今天大盘鸡", "韭菜盒子来两份", "清仓甩卖", "冷库里有货", "再来一份"), "words that only hold such a word"),
        (tuple(x for line in STOCKS for x in (line, "好的", "收到", "谢谢")), "few lines among many"),
    ],
)
def test_no_run_where(texts: Sequence[str], why: str) -> None:
    assert runs(texts) == [], why


def test_nobody_talks_alone_nor_slowly_and_colleagues_open_nothing() -> None:
    assert runs(STOCKS, members=1) == []
    assert runs(STOCKS, step=WINDOW) == []
    staff = [replace(message, is_staff=message.sender_id == 1) for message in talk(STOCKS)]
    assert list(drifts(staff, scope())) == []
    assert list(drifts([replace(m, precision=clock.DAY) for m in talk(STOCKS)], scope())) == []


def test_what_the_charter_does_not_name_needs_more() -> None:
    assert [run.named for run in runs(BALL)] == [False]
    assert runs(BALL[:3]) == []
    (verdict,) = judge_scope(runs(BALL), scope(), "")
    assert verdict.confidence < 0.8


PIECES = st.sampled_from(
    (*STOCKS, *BALL, "好的", "午餐吃什么", "<script>", "猫咪真可爱", "宠物医院在哪", "", "😀", "Ａ股 涨 停")
)


@given(st.lists(st.tuples(PIECES, st.integers(0, 400), st.integers(1, 4)), max_size=60))
def test_laws_of_a_run(said: list[tuple[str, int, int]]) -> None:
    at, messages = NOON, []
    for index, (text, step, sender) in enumerate(said):
        at += step
        messages.append(Message(index + 1, sender, at, text))
    found = list(drifts(messages, scope()))
    assert found == list(drifts(messages, scope()))
    for run in found:
        last = run.lines[-1].message.at
        assert last - run.began <= WINDOW
        assert len({line.message.sender_id for line in run.lines}) >= 2
        assert 3 <= len(run.lines) <= run.of
        assert not any("午餐" in m.text for m in messages if run.began <= m.at <= last)
        for line in run.lines:
            assert all(0 <= a < b <= len(line.message.text) for a, b in line.words.values())
    assert all(b.began - a.began >= SILENCE for a, b in pairwise(found))
    assert list(drifts(messages, scope(), at + 1)) == []


def test_a_flood_of_such_lines_is_read_in_time() -> None:
    messages = [Message(i, 1, NOON + i // 1000, STOCKS[i % 4]) for i in range(20_000)]  # one member: never a run
    assert list(drifts(messages, scope())) == []


def test_the_list_is_clean() -> None:
    for one in subjects():
        assert len(set(one.words)) == len(one.words)
        assert all(word == word.casefold().strip() and len(word) > 1 for word in (*one.words, *one.names, *one.unless))
        assert all(any(word in cover for word in one.words) for cover in one.unless), one.key


def test_the_words_invite_and_blame_nobody() -> None:
    text = "\n".join(reason_text(part) for part in words.left_topic("午餐和接龙", "股市", "闲聊群"))
    assert "午餐和接龙" in text
    assert "闲聊群" in text
    assert "@" not in text
    assert "股市" in "\n".join(reason_text(part) for part in words.left_topic("", "股市", ""))


TALK: tuple[Line, ...] = tuple(
    (f"15:{minute:02}", ("小李", "小王")[minute % 2], line) for minute, line in enumerate((*STOCKS, "<b>唉</b>"))
)


@pytest.mark.django_db
def test_talk_off_the_topic_is_one_invitation_and_no_offence() -> None:
    workspace = make_workspace()
    take(workspace, mail(TALK))
    group = Group.objects.get(workspace=workspace)
    assert not StoredVerdict.objects.filter(kind="moderation.scope").exists()  # the charter names no topic yet
    with clock.fixed(clock.timestamp() - 3 * clock.DAY):
        charters.set_terms(group, CharterTerms(topic_scope=LUNCH, side_group="闲聊群"))
    group.refresh_from_db()
    assert group.heard_until is not None
    with clock.fixed(group.heard_until + 600):  # an hour is not over
        for _again in range(2):
            announce_heard(group, 0)
            drain()
    row = StoredVerdict.objects.get(group_id=group.pk, kind="moderation.scope", state="standing")
    assert row.person_id is None
    task = Task.objects.get(kind="moderation.scope", state__in=worklist.LIVE)
    assert task.person_id is None
    assert "闲聊群" in json.dumps(task.words, ensure_ascii=False)
    assert not Incident.objects.exists()
    assert not MemberDay.objects.filter(group_id=group.pk, measure="breaches").exists()
    verdicts.overturn(row, 1, "大家难得一聚")
    assert not Task.objects.filter(kind="moderation.scope", state__in=worklist.LIVE).exists()
    announce_heard(group, 0)
    drain()
    row.refresh_from_db()
    assert row.state == "overturned"
