"""The Q&A at work (E1): adopted, offered where and while it holds, counted, erased, gone with the workspace."""

import datetime as dt

import pytest

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.base.tenancy.services import remove_workspace
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.models import Group, Person
from qunce.community.services.erase import start_erasing
from qunce.gateway.intake import services as intake
from qunce.gateway.intake.tests.helpers import Line, mail, take
from qunce.kernel import clock
from qunce.practice.desk.qa import finder, services
from qunce.practice.desk.qa.models import Entry, PageLink
from qunce.practice.desk.qa.queries import LEAST
from qunce.practice.desk.qa.services import Draft
from qunce.practice.desk.tests.test_repeating import TALK
from tests.cast import Cast, make_workspace

pytestmark = pytest.mark.django_db

ASKED: tuple[Line, ...] = (("10:02", "小王", "请问停车收费吗"),)


@pytest.fixture(autouse=True)
def fresh_shelves() -> None:
    finder.forget()


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def found(workspace: Workspace, text: str, group_id: int | None = None) -> list[int]:
    likely = finder.find(workspace.pk, workspace.zone, text, group_id)
    return [one.key for one in likely if one.probability >= LEAST]


def test_added_on_the_worklist_is_an_entry_with_the_best_answer(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    task = Task.objects.get(kind="desk.add_to_qa", state="open")
    worklist.finish(task, 7)
    entry = Entry.objects.get()
    assert entry.question == "会员卡怎么充值"
    assert entry.answer == "点首页右上角的充值", "without the @ of whom it was for"
    assert [one["text"] for one in entry.variants] == ["请问会员卡如何充值？"]
    assert [group.name for group in entry.groups.all()] == ["老客户群"]
    assert (entry.state, entry.owner_id) == ("live", 7)
    assert found(workspace, "怎么给会员卡充值", entry.groups.get().pk) == [entry.pk]
    worklist.reopen(task)
    entry.refresh_from_db()
    assert entry.state == "retired"
    assert found(workspace, "怎么给会员卡充值", entry.groups.get().pk) == []
    worklist.finish(Task.objects.get(pk=task.pk), 7)
    assert Entry.objects.get().state == "live"


def test_without_an_answer_it_waits_for_one(workspace: Workspace) -> None:
    alone = tuple((at, name, text) for at, name, text in TALK if name != "安姐" and "谢谢" not in text)
    take(workspace, mail(alone))
    worklist.finish(Task.objects.get(kind="desk.add_to_qa"), 7)
    entry = Entry.objects.get()
    assert (entry.state, entry.answer) == ("draft", "")
    assert found(workspace, "会员卡怎么充值", entry.groups.get().pk) == []


def test_it_is_offered_where_and_while_it_holds(cast: Cast) -> None:
    workspace, today = cast.workspace, clock.local_day(clock.timestamp(), cast.workspace.zone)
    day = dt.timedelta(days=1)
    everywhere = services.write(workspace.pk, Draft("停车收费吗", "不收"), 0)
    services.write(workspace.pk, Draft("停车收费吗", "下周起收", starts_on=today + day), 0)
    services.write(workspace.pk, Draft("停车收费吗", "上周收", ends_on=today - day), 0)
    lunch = services.write(workspace.pk, Draft("停车收费吗", "这群不收", group_ids=[cast.lunch.pk], ends_on=today), 0)
    assert found(workspace, "停车要钱吗", cast.tea.pk) == [everywhere.pk]
    assert sorted(found(workspace, "停车要钱吗", cast.lunch.pk)) == [everywhere.pk, lunch.pk]
    services.write(workspace.pk, Draft("能带狗吗", "可以"), 0, everywhere)
    assert found(workspace, "停车要钱吗", cast.tea.pk) == []
    assert found(cast.foreign.workspace, "停车要钱吗") == []


def test_a_hit_counts_once_for_each_task(workspace: Workspace) -> None:
    entry = services.write(workspace.pk, Draft("停车收费吗", "不收"), 0)
    take(workspace, mail(ASKED))
    task = Task.objects.get(kind="desk.reply")
    assert services.use(entry, task, 1)
    assert not services.use(entry, task, 2)
    entry.refresh_from_db()
    assert entry.hits == 1


def test_who_is_erased_takes_their_words_along(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    worklist.finish(Task.objects.get(kind="desk.add_to_qa"), 7)
    start_erasing(Person.objects.get(name="李四"))
    drain()
    entry = Entry.objects.get()
    assert entry.variants == []
    assert entry.answer
    start_erasing(Person.objects.get(name="安姐"))
    drain()
    entry.refresh_from_db()
    assert (entry.answer, entry.state) == ("", "draft")
    assert "充值" not in entry.search.replace(entry.question, "")


def test_a_rewritten_answer_is_the_staffs_own(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    task = Task.objects.get(kind="desk.add_to_qa")
    services.adopt(task, 7, Draft("会员卡怎么充值", "首页右上角，最低充 50 元"))
    entry = Entry.objects.get()
    assert (entry.answer_message, entry.question_message is None) == (None, False)
    start_erasing(Person.objects.get(name="安姐"))
    drain()
    entry.refresh_from_db()
    assert entry.answer == "首页右上角，最低充 50 元"


def test_an_import_taken_back_leaves_what_a_person_adopted(workspace: Workspace) -> None:
    row = take(workspace, mail(TALK))
    worklist.finish(Task.objects.get(kind="desk.add_to_qa"), 7)
    intake.start_undo(row)
    drain()
    assert Entry.objects.get().state == "live"
    assert not Task.objects.filter(kind="desk.add_to_qa", state="open").exists()


def test_a_removed_workspace_takes_its_qa_along(cast: Cast) -> None:
    services.write(cast.workspace.pk, Draft("停车收费吗", "不收", group_ids=[cast.lunch.pk]), 0)
    services.share(cast.lunch, 0, "week")
    remove_workspace(cast.workspace)
    assert not Entry.objects.exists()
    assert not PageLink.objects.exists()


def test_a_group_that_is_gone_does_not_make_its_entry_hold_everywhere(cast: Cast) -> None:
    services.write(cast.workspace.pk, Draft("停车收费吗", "不收", group_ids=[cast.lunch.pk]), 0)
    Group.objects.filter(pk=cast.lunch.pk).update(archived_at=1)
    finder.forget()
    assert found(cast.workspace, "停车收费吗", cast.tea.pk) == []
