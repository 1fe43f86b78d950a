"""The clock's book after imports, ticks, undo, overturning and erasing (E3, E4)."""

from typing import Any

import pytest

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.models import Group, Person
from qunce.community.services.erase import start_erasing
from qunce.gateway.intake import services as intake
from qunce.gateway.intake.tests.helpers import GROUP, Line, mail, take
from qunce.practice.desk.service.models import Turn
from qunce.practice.desk.services import judge_group
from tests.cast import make_workspace

TALK: tuple[Line, ...] = (
    ("10:02", "小王", "请问会员卡怎么退"),
    ("10:12", "安姐", "@小王 在首页点退卡就可以"),
    ("10:15", "小王", "好的谢谢"),
    ("11:00", "李四", "请问周末营业吗"),
)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def book() -> list[dict[str, Any]]:
    return list(Turn.objects.order_by("at", "kind").values())


def turn(kind: str, name: str) -> Turn:
    (found,) = [
        t for t in Turn.objects.filter(kind=kind)
        if StoredVerdict.objects.filter(kind="desk.unanswered", subject_ref=str(t.question_id), person_id__in=(
            Person.objects.filter(name=name).values("pk"))).exists()
    ]  # fmt: skip
    return found


def test_an_import_fills_the_book(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    first = turn("first", "小王")
    assert (first.seconds, first.how, first.by_staff, first.in_time) == (600, "mention", True, True)
    assert first.by is not None
    assert first.by.name == "安姐"
    assert turn("resolution", "小王").how == "thanks"
    assert turn("first", "李四").end_at is None


def test_overlapping_imports_and_judging_again_count_nothing_twice(workspace: Workspace) -> None:
    take(workspace, mail(TALK[:3]))
    take(workspace, mail(TALK))
    before = book()
    assert len(before) == 4
    take(workspace, mail(TALK))
    judge_group(Group.objects.get(name=GROUP), 0)
    assert book() == before


def test_later_talk_changes_only_what_it_touches(workspace: Workspace) -> None:
    take(workspace, mail(TALK, days_ago=3))
    asked = turn("first", "小王").pk
    take(workspace, mail([("10:30", "李四", "请问可以停车吗")], days_ago=1))
    assert turn("first", "小王").pk == asked
    assert Turn.objects.filter(kind="first").count() == 3


def test_undoing_an_import_takes_its_rows_along(workspace: Workspace) -> None:
    take(workspace, mail(TALK[:1]))
    row = take(workspace, mail(TALK))
    assert turn("first", "小王").end_at is not None
    intake.start_undo(row)
    drain()
    assert [t["kind"] for t in book()] == ["first", "resolution"]
    assert turn("first", "小王").end_at is None


def test_a_tick_stands_until_the_reply_is_heard(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    task = Task.objects.get(kind="desk.reply")
    worklist.finish(task, 7)
    ticked = turn("first", "李四")
    assert (ticked.how, ticked.approximate, ticked.account_id, ticked.by_staff) == ("tick", True, 7, True)
    assert turn("resolution", "李四").how == "tick"
    judge_group(Group.objects.get(name=GROUP), 0)
    assert turn("first", "李四").how == "tick", "judging again leaves what a person said"
    take(workspace, mail([*TALK, ("11:05", "安姐", "@李四 营业的，10点到22点")]))
    heard = turn("first", "李四")
    assert (heard.how, heard.seconds, heard.account_id) == ("mention", 300, None)
    assert turn("resolution", "李四").how == "tick"


def test_a_tick_is_taken_back(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    before = book()
    task = Task.objects.get(kind="desk.reply")
    worklist.finish(task, 7)
    worklist.reopen(task)
    assert book() == before
    worklist.dismiss(task, 7, "无需处理")
    assert turn("first", "李四").set_aside
    worklist.reopen(task)
    assert book() == before


def test_what_a_person_found_wrong_counts_nowhere(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    verdict = StoredVerdict.objects.get(kind="desk.unanswered", decision="waiting")
    verdicts.overturn(verdict, 1, "不是提问")
    assert turn("first", "李四").struck
    judge_group(Group.objects.get(name=GROUP), 0)
    assert turn("first", "李四").struck
    verdicts.restore(verdict)
    assert not turn("first", "李四").struck


def test_erasing_who_replied_keeps_the_figure_and_no_name(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    start_erasing(Person.objects.get(name="安姐"))
    drain()
    assert not Turn.objects.filter(by__isnull=False).exists()
