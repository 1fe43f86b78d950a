"""Quiet hours: seen by the minute, over midnight, staff too; a reminder for the group, never a penalty."""

from datetime import datetime

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
from qunce.community.models import Group
from qunce.community.services.groups import announce_heard
from qunce.gateway.intake.tests.helpers import Line, mail, take
from qunce.kernel import clock
from qunce.practice.moderation import words
from qunce.practice.moderation.policy import Message
from qunce.practice.moderation.policy.quiet import disturbances, judge_quiet, stretch_of
from tests.cast import make_workspace

NIGHT = ((1350, 450),)  # 22:30 to 7:30
ZONE = "Asia/Shanghai"


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 6, day, hour, minute, tzinfo=clock.zone(ZONE)).timestamp())


@pytest.mark.parametrize(
    ("moment", "began"),
    [
        (at(1, 22, 30), 1), (at(1, 23, 59), 1), (at(2, 0, 0), 1), (at(2, 7, 29), 1),
        (at(1, 22, 29), None), (at(2, 7, 30), None), (at(2, 12), None),
    ],
)  # fmt: skip
def test_a_night_begins_on_the_evening_and_ends_with_its_minute(moment: int, began: int | None) -> None:
    stretch = stretch_of(moment, NIGHT, ZONE)
    assert (stretch.day.day if stretch else None) == began
    assert stretch is None or stretch.ends_at == at(2, 7, 30)


@given(st.integers(0, 3 * 86_400), st.integers(0, 1439), st.integers(0, 1440))
def test_a_moment_is_quiet_exactly_when_its_minute_is(offset: int, start: int, end: int) -> None:
    moment = at(1, 0) + offset
    minute = offset // 60 % 1440
    quiet = start <= minute < end if start < end else (minute >= start or minute < end)
    stretch = stretch_of(moment, ((start, end),), ZONE)
    assert (stretch is not None) == quiet
    assert stretch is None or moment < stretch.ends_at <= moment + 86_400


def test_one_verdict_for_a_person_and_a_night_with_every_message() -> None:
    said = [
        Message(1, 7, at(1, 23), "还有人吗"),
        Message(2, 8, at(1, 23, 5), "在", is_staff=True),
        Message(3, 7, at(2, 1), "睡不着"),
        Message(4, 7, at(2, 8), "早"),
        Message(5, 7, at(2, 23), "又来了"),
        Message(6, 9, at(2, 0), "昨天的", precision=clock.DAY),
        Message(7, 9, at(2, 0), "加入了群聊", kind="system"),
    ]
    found = list(judge_quiet(disturbances(said, NIGHT, ZONE), NIGHT, "闲聊群", 3))
    assert [(v.person_id, v.subject[1], [e.ref for e in v.evidence]) for v in found] == [
        (7, 1, [1, 3]),
        (8, 2, [2]),
        (7, 5, [5]),
    ]
    assert {v.decision for v in found} == {"remind"}
    assert any("staff" in reason.msgid for reason in found[1].reasons)
    assert disturbances(said, (), ZONE) == []


def test_the_words_name_the_hours_and_the_group_for_chatter() -> None:
    text = "\n".join(reason_text(part) for part in words.quiet(["小王"], "22:30–7:30", "闲聊群"))
    assert all(piece in text for piece in ("@小王", "22:30–7:30", "闲聊群"))


TALK: tuple[Line, ...] = (("12:00", "小李", "在吗"), ("23:10", "小王", "睡不着"), ("23:12", "安姐", "早点休息"))


@pytest.mark.django_db
def test_a_night_is_one_gentle_task_and_no_breach() -> None:
    workspace = make_workspace()
    take(workspace, mail(TALK))
    group = Group.objects.get(workspace=workspace)
    with clock.fixed(clock.timestamp() - 3 * clock.DAY):
        charters.set_terms(group, CharterTerms(mute_hours=NIGHT, side_group="闲聊群"))
    for _again in range(2):
        announce_heard(group, 0)
        drain()
    rows = StoredVerdict.objects.filter(group_id=group.pk, kind="moderation.quiet", state="standing")
    assert rows.count() == 2
    task = Task.objects.get(kind="moderation.remind", state__in=worklist.LIVE)
    text = "\n".join(reason_text(part) for part in task.words)
    assert all(piece in text for piece in ("@小王", "@安姐", "22:30–7:30", "闲聊群"))
    assert not Task.objects.filter(kind="moderation.warn").exists()
    assert not MemberDay.objects.filter(group_id=group.pk, measure="breaches").exists()
    for row in rows:
        verdicts.overturn(row, 1, "值班，没关系")
    assert not Task.objects.filter(kind="moderation.remind", state__in=worklist.LIVE).exists()
