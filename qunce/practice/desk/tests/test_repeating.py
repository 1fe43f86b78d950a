"""Repeated questions at work (E1): found after imports, kept, handed on, overturned, taken back."""

from datetime import timedelta
from typing import Any

import pytest

from qunce.base.jobs.models import Job
from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.base.ui.reasons import reason_text
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.models import Group, Message, Person
from qunce.community.services.erase import start_erasing
from qunce.gateway.intake import services as intake
from qunce.gateway.intake.tests.helpers import GROUP, Line, bring, mail, take
from qunce.kernel import clock
from qunce.practice.desk.services import ADD, ask_everywhere, judge_family
from tests.cast import make_workspace

pytestmark = pytest.mark.django_db

TALK: tuple[Line, ...] = (
    ("10:02", "小王", "会员卡怎么充值"),
    ("10:05", "安姐", "@小王 点首页右上角的充值"),
    ("10:06", "小王", "好的谢谢"),
    ("11:20", "李四", "请问会员卡如何充值？"),
    ("11:40", "安姐", "@李四 首页右上角"),
    ("12:10", "阿花", "会员卡怎么充值"),
    ("12:30", "安姐", "@阿花 在首页右上角哦"),
    ("14:00", "阿花", "停车收费吗"),
)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def repeated(workspace: Workspace) -> StoredVerdict:
    return StoredVerdict.objects.get(workspace=workspace, kind="desk.repeated", state="standing")


def open_now() -> list[Task]:
    return list(Task.objects.filter(kind=ADD, state__in=worklist.LIVE))


def said(text: str) -> int:
    return Message.objects.filter(text=text).order_by("sent_at").values_list("pk", flat=True)[0]


def test_an_import_finds_what_is_asked_again_and_again(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    verdict = repeated(workspace)
    data = verdict.data
    assert (data["times"], data["askers"], len(data["variants"])) == (3, 3, 2)
    assert data["best"] == said("@小王 点首页右上角的充值"), "the one that its asker thanked for"
    cited = {e["ref"] for e in verdict.evidence if e["kind"] == "message"}
    assert cited == {said("请问会员卡如何充值？"), data["variants"][0][-1], data["best"]}
    assert "被提问者接受" in " ".join(reason_text(reason) for reason in verdict.reasons)


def test_it_becomes_a_task_with_the_entry_ready(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    (task,) = open_now()
    assert reason_text(task.title) == "问了 3 次：会员卡怎么充值"
    assert [reason_text(part) for part in task.words] == ["问：会员卡怎么充值", "答：@小王 点首页右上角的充值"]
    assert task.verdict_id == repeated(workspace).pk


def test_without_an_answer_the_task_says_so(workspace: Workspace) -> None:
    take(workspace, mail([line for line in TALK if line[1] != "安姐" and "谢" not in line[2]]))
    (task,) = open_now()
    assert "还没有人回答过" in reason_text(task.words[1])


def test_ten_imports_make_one_run(workspace: Workspace) -> None:
    for number in range(10):
        bring(workspace, mail(TALK, group=f"{number}群"), group=f"{number}群")
    drain()
    runs = Job.objects.filter(workspace=workspace, task="desk.find_repeats")
    assert [job.state for job in runs] == [Job.State.DONE]
    assert len(runs[0].args["groups"]) == 10
    assert StoredVerdict.objects.filter(kind="desk.repeated", state="standing").count() == 10


def test_once_a_day_every_workspace_is_looked_through(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    make_workspace("没有人说话")
    assert ask_everywhere() == 1
    (job,) = Job.objects.filter(task="desk.find_repeats", state=Job.State.QUEUED)
    assert (job.workspace_id, job.args) == (workspace.pk, {"groups": None})


def test_old_talk_is_known_but_makes_no_task(workspace: Workspace) -> None:
    take(workspace, mail(TALK, days_ago=9))
    assert repeated(workspace).data["times"] == 3
    assert open_now() == []


def test_a_task_done_or_set_aside_is_not_opened_by_asking_again(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    (task,) = open_now()
    worklist.finish(task, 1)
    take(workspace, mail([("16:00", "老周", "会员卡怎么充值呀")]))
    assert repeated(workspace).data["times"] == 4, "the figures go on"
    assert open_now() == []
    worklist.reopen(task)
    assert [one.pk for one in open_now()] == [task.pk]


def test_overturned_it_stays_so_and_its_task_goes_until_it_stands_again(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    verdict = repeated(workspace)
    verdicts.overturn(verdict, 1, "不是同一个问题")
    assert open_now() == []
    take(workspace, mail([("16:00", "老周", "会员卡怎么充值呀")]))
    verdict.refresh_from_db()
    assert (verdict.state, open_now()) == ("overturned", [])
    verdicts.restore(verdict)
    assert len(open_now()) == 1


def test_an_overturned_question_counts_no_more(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    asked = StoredVerdict.objects.get(kind="desk.unanswered", subject_ref=str(said("请问会员卡如何充值？")))
    verdicts.overturn(asked, 1, "这是玩笑话")
    drain()
    assert not StoredVerdict.objects.filter(kind="desk.repeated", state="standing").exists()
    assert open_now() == []


def test_undoing_the_import_takes_it_back(workspace: Workspace) -> None:
    take(workspace, mail(TALK[:3]))
    row = take(workspace, mail(TALK[3:]))
    assert repeated(workspace).data["times"] == 3
    intake.start_undo(row)
    drain()
    gone = StoredVerdict.objects.get(kind="desk.repeated")
    assert (gone.state, bool(gone.withdrawn_reason)) == ("withdrawn", True)
    assert open_now() == []


def test_words_of_somebody_erased_are_in_no_task(workspace: Workspace) -> None:
    take(workspace, mail([*TALK, ("15:00", "老周", "会员卡怎么充值呢")]))
    start_erasing(Person.objects.get(name="小王"))
    assert not StoredVerdict.objects.filter(kind="desk.repeated", state="standing").exists()
    assert [(task.state, task.title, task.words) for task in Task.objects.filter(kind=ADD)] == [("withdrawn", {}, [])]
    drain()
    assert repeated(workspace).data["times"] == 3, "of those who are left"


def test_taking_a_cited_message_away_changes_what_is_stored(workspace: Workspace) -> None:
    take(workspace, mail([*TALK, ("15:00", "老周", "会员卡怎么充值呢")]))
    group = Group.objects.get(workspace=workspace)
    before: tuple[Any, float] = (repeated(workspace).reasons, repeated(workspace).confidence)
    for item in repeated(workspace).evidence:
        if item["kind"] != "message":
            continue
        text = Message.objects.get(pk=item["ref"]).text
        Message.objects.filter(pk=item["ref"]).update(text="")
        judge_family(workspace.pk, [group.pk])
        assert (repeated(workspace).reasons, repeated(workspace).confidence) != before, item
        Message.objects.filter(pk=item["ref"]).update(text=text)
        judge_family(workspace.pk, [group.pk])
        assert (repeated(workspace).reasons, repeated(workspace).confidence) == before


def test_groups_under_one_template_are_looked_at_together_and_see_only_themselves(workspace: Workspace) -> None:
    take(workspace, mail(TALK[:3], group="东店"), group="东店")
    take(workspace, mail([TALK[3], TALK[5], ("13:00", "老周", "会员卡怎么充值呀")], group="西店"), group="西店")
    east, west = Group.objects.get(name="东店"), Group.objects.get(name="西店")
    assert StoredVerdict.objects.filter(kind="desk.repeated", state="standing", group_id=east.pk).count() == 0
    template = charters.save_template(workspace, "门店", CharterTerms(purpose="service"))
    charters.apply_template(workspace, [east.pk, west.pk], template)
    ask_everywhere()
    drain()
    found = {v.group_id: v for v in StoredVerdict.objects.filter(kind="desk.repeated", state="standing")}
    assert found.keys() == {east.pk, west.pk}
    for group_id, verdict in found.items():
        refs = [e["ref"] for e in verdict.evidence if e["kind"] == "message"]
        assert set(Message.objects.filter(pk__in=refs).values_list("group_id", flat=True)) == {group_id}
        assert "2 个群里一共问过 4 次" in " ".join(reason_text(reason) for reason in verdict.reasons)
    assert [task.group_id for task in open_now()] == [east.pk], "one task, where the answer stands"


def test_the_group_page_shows_it(cast: Any) -> None:
    take(cast.workspace, mail(TALK, group=cast.lunch.name), group=cast.lunch.name)
    page = cast.client(cast.owner).get(f"/groups/{cast.lunch.pk}").content.decode()
    assert "反复被问的问题" in page
    assert "3 人问过" in page
    assert "目前最好的回答：@小王 点首页右上角的充值" in page
    assert f"/verdicts/{repeated(cast.workspace).pk}" in page
    assert "请问会员卡如何充值？" in page


def test_what_left_the_window_is_taken_back(workspace: Workspace) -> None:
    take(workspace, mail(TALK, days_ago=40))
    assert repeated(workspace).data["times"] == 3
    take(workspace, mail([("10:00", "阿花", "收到")]))
    assert not StoredVerdict.objects.filter(kind="desk.repeated", state="standing").exists()


def test_tasks_go_when_nobody_asked_for_a_week(workspace: Workspace) -> None:
    take(workspace, mail(TALK))
    with clock.fixed(clock.now() + timedelta(days=9)):
        judge_family(workspace.pk, [Group.objects.get(name=GROUP).pk])
    assert open_now() == []
    assert Task.objects.get(kind=ADD).state == "withdrawn"
