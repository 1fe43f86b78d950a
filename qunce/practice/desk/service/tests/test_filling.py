"""Talk that an earlier version judged: its runs are measured later as if they had been measured then (E3, E4)."""

from itertools import pairwise
from typing import Any

import pytest

from qunce.base.jobs.models import Job
from qunce.base.jobs.services import enqueue
from qunce.base.jobs.worker import drain
from qunce.base.journal.models import Fact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.models import Group
from qunce.gateway.intake.tests.helpers import GROUP, Line, mail, take
from qunce.practice.desk import services as desk
from qunce.practice.desk.service import filling
from qunce.practice.desk.service.models import Turn
from tests.cast import Cast, make_workspace

DAY_OF_TALK: tuple[Line, ...] = (
    ("10:02", "小王", "请问会员卡怎么退"),
    ("10:12", "安姐", "@小王 在首页点退卡就可以"),
    ("10:15", "小王", "好的谢谢"),
    ("10:20", "小王", "请问多久到账"),
    ("10:50", "安姐", "@小王 三个工作日内"),
    ("20:50", "李四", "请问周末营业吗"),
    ("21:40", "赵六", "请问停车收费吗"),
)
DAYS = (50, 15, 8, 7, 1)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def talk(workspace: Workspace) -> None:
    for ago in DAYS:
        take(workspace, mail(DAY_OF_TALK, days_ago=ago))
    desk.judge_group(Group.objects.get(name=GROUP), 0)  # as of the last word, not of each import's


def book() -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k != "id"} for row in Turn.objects.order_by("at", "kind").values()]


def judged_without_a_book(first_days: int = 0) -> None:
    """As an earlier version left it; ``first_days``: of the last days it was already measured."""
    rows = Turn.objects.all()
    if first_days:
        edge = sorted(set(rows.values_list("day", flat=True)))[-first_days]
        rows = rows.filter(day__lt=edge)
    rows.delete()


def missing(workspace: Workspace) -> list[str]:
    return list(filling.gaps(Group.objects.filter(workspace=workspace)).values_list("name", flat=True))


@pytest.mark.parametrize("kept", [0, 2])
def test_measured_later_is_measured_as_if_then(workspace: Workspace, kept: int) -> None:
    talk(workspace)
    live = book()
    assert len(live) > 5 * len(DAYS)
    assert missing(workspace) == []
    judged_without_a_book(kept)
    assert len(book()) < len(live)
    assert missing(workspace) == [GROUP]
    verdicts_before = list(StoredVerdict.objects.order_by("pk").values("pk", "decision", "state"))
    tasks_before = list(Task.objects.order_by("pk").values())
    assert filling.ask(workspace)
    assert not filling.ask(workspace), "once is enough while it waits"
    drain()
    assert book() == live
    assert missing(workspace) == []
    assert not filling.ask(workspace)
    assert list(StoredVerdict.objects.order_by("pk").values("pk", "decision", "state")) == verdicts_before
    assert list(Task.objects.order_by("pk").values()) == tasks_before
    assert Fact.objects.filter(type="service.fill_asked").count() == 1


def test_what_people_said_meanwhile_is_in_the_book(workspace: Workspace) -> None:
    talk(workspace)
    done, dismissed = Task.objects.filter(kind="desk.reply", state="open").order_by("pk")[:2]
    worklist.finish(done, 7)
    worklist.dismiss(dismissed, 7, "无需处理")
    wrong = StoredVerdict.objects.filter(kind="desk.unanswered", decision__startswith="answered")[0]
    verdicts.overturn(wrong, 1, "不是提问")
    live = book()
    assert {row["how"] for row in live} >= {"tick", "mention"}
    assert any(row["struck"] for row in live)
    assert any(row["set_aside"] for row in live)
    judged_without_a_book()
    filling.ask(workspace)
    drain()
    assert book() == live


class StoppedError(Exception):
    """Stands for a worker that is killed."""


def test_killed_between_two_spans_it_goes_on_where_it_was(workspace: Workspace) -> None:
    talk(workspace)
    live = book()
    judged_without_a_book()
    job = enqueue(workspace, filling.JOB)
    written: list[tuple[int, int]] = []
    running = _Running(job)

    def write(group: Group, start: int, end: int) -> None:
        if len(written) == 3:
            raise StoppedError
        written.append((start, end))
        desk.fill_book(group, start, end)

    with pytest.raises(StoppedError):
        filling.fill(running, workspace, write)  # type: ignore[arg-type] # a handle without a lease
    assert 0 < len(book()) < len(live)
    again: list[tuple[int, int]] = []

    def go_on(group: Group, start: int, end: int) -> None:
        again.append((start, end))
        desk.fill_book(group, start, end)

    filling.fill(running, workspace, go_on)  # type: ignore[arg-type]
    assert book() == live
    assert not set(again) & set(written)


class _Running:
    """What ``fill`` asks of its job, kept in memory."""

    def __init__(self, job: Job) -> None:
        self.cursor: dict[str, Any] = job.cursor

    def check(self) -> None:
        pass

    def advance(self, done: int, total: int, cursor: dict[str, Any]) -> None:
        self.cursor = cursor


def test_spans_are_short_whole_days_and_cover_the_window(workspace: Workspace) -> None:
    talk(workspace)
    group = Group.objects.select_related("workspace").get(name=GROUP)
    spans = filling._spans(group, None)
    assert all(start < end <= start + filling.SPAN + 90_000 for start, end in spans)
    assert all(earlier[1] == later[0] for later, earlier in pairwise(spans))
    heard = group.heard_until or 0
    assert spans[0][1] > heard
    assert spans[-1][0] == heard - filling.WINDOW


@pytest.mark.django_db
def test_the_page_offers_it_to_operators(cast: Cast) -> None:
    take(cast.workspace, mail(DAY_OF_TALK, days_ago=1))
    assert "旧版本" not in _page(cast, cast.owner)
    judged_without_a_book()
    page = _page(cast, cast.owner)
    assert "旧版本" in page
    assert "/service/fill" in page
    assert "还没有听到提问" not in page
    assert "/service/fill" not in _page(cast, cast.service)
    client = cast.client(cast.operator)
    assert client.post("/service/fill").status_code == 303
    assert "正在补算" in _page(cast, cast.owner)
    drain()
    assert "旧版本" not in _page(cast, cast.owner)
    assert cast.client(cast.service).post("/service/fill").status_code == 403


def _page(cast: Cast, who: Any) -> str:
    return cast.client(who).get("/service").content.decode()
