"""From a paste to the worklist and back again."""

import pytest

from qunce.base.jobs.worker import drain
from qunce.base.journal.models import Fact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.activity.models import GroupDay, MemberDay
from qunce.community.models import Group, Identity, Membership, Message, Person
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.tests.helpers import GROUP, TALK, mail, take
from tests.cast import make_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def sums(group: Group) -> tuple[object, ...]:
    """Everything an import adds up, for comparing two ways to the same end."""
    return (
        sorted(GroupDay.objects.filter(group=group).values_list("day", "measure", "value")),
        sorted(MemberDay.objects.filter(group=group).values_list("person__name", "day", "measure", "value")),
        sorted(Membership.objects.filter(group=group).values_list("person__name", "message_count", "last_spoke_at")),
        sorted(Message.objects.filter(group=group).values_list("sent_at", "identity__shown", "text")),
        (group.message_count, group.heard_from, group.heard_until, group.people_seen),
    )


def state(workspace: Workspace) -> tuple[object, ...]:
    return sums(Group.objects.get(workspace=workspace))


def test_paste_becomes_one_task_per_asker(workspace: Workspace):
    row = take(workspace, mail(TALK))
    assert row.counts["messages"] == len(TALK)
    task = Task.objects.get(kind="desk.reply")
    assert task.title["params"] == {"name": "李四"}
    assert "@%(name)s" in task.words[0]["msgid"]
    assert len(task.source_ids) == 1


def test_colleague_is_known_and_never_a_member_to_be_judged(workspace: Workspace):
    take(workspace, mail(TALK))
    assert Person.objects.get(workspace=workspace, name="安姐").is_staff
    assert not StoredVerdict.objects.filter(person_id=Person.objects.get(name="安姐").pk).exists()


def test_done_task_comes_back_by_undo_and_not_by_judging_again(workspace: Workspace):
    take(workspace, mail(TALK))
    task = Task.objects.get(kind="desk.reply")
    worklist.finish(task, 1)
    take(workspace, mail(TALK))
    assert not Task.objects.filter(kind="desk.reply", state="open").exists()
    worklist.reopen(task)
    assert Task.objects.get(kind="desk.reply").state == "open"


def test_same_file_twice_adds_nothing(workspace: Workspace):
    take(workspace, mail(TALK))
    before = state(workspace)
    again = take(workspace, mail(TALK))
    assert again.counts == again.counts | {"messages": 0, "duplicates": len(TALK)}
    assert state(workspace) == before


@pytest.mark.parametrize("cut", range(1, len(TALK)))
def test_overlapping_exports_end_as_one_whole_export(workspace: Workspace, cut: int):
    whole = make_workspace("另一家")
    take(whole, mail(TALK))
    take(workspace, mail(TALK[: cut + 1]))
    take(workspace, mail(TALK[max(0, cut - 2) :]))
    assert state(workspace)[:4] == state(whole)[:4]


def test_same_words_in_one_minute_are_kept_as_often_as_they_were_said(workspace: Workspace):
    take(workspace, mail(TALK))
    said = Message.objects.filter(text="收到").values_list("identity__shown", flat=True)
    assert sorted(said) == ["小王", "阿花", "阿花"]


def test_undo_of_a_whole_import_leaves_nothing(workspace: Workspace):
    row = take(workspace, mail(TALK))
    services.start_undo(row)
    drain()
    row.refresh_from_db()
    assert row.state == Import.State.UNDONE
    group = Group.objects.get(workspace=workspace)
    assert sums(group)[:4] == ([], [], [], [])
    assert (group.message_count, group.heard_until) == (0, None)
    assert not Person.objects.filter(workspace=workspace, is_staff=False).exists()
    assert not Task.objects.filter(state__in=worklist.LIVE).exists()
    assert not StoredVerdict.objects.filter(state="standing").exists()


def test_message_goes_with_the_last_import_that_brought_it(workspace: Workspace):
    first = take(workspace, mail(TALK))
    take(workspace, mail(TALK[3:]))
    services.start_undo(first)
    drain()
    left = Message.objects.filter(group__workspace=workspace).order_by("id").values_list("text", flat=True)
    assert list(left) == [text for _at, _name, text in TALK[3:]]
    other = make_workspace("另一家")
    take(other, mail(TALK[3:]))
    assert state(workspace)[:2] == state(other)[:2]


def test_undone_import_can_be_imported_again(workspace: Workspace):
    first = take(workspace, mail(TALK))
    before = state(workspace)
    services.start_undo(first)
    drain()
    take(workspace, mail(TALK))
    assert state(workspace) == before
    assert Task.objects.filter(kind="desk.reply", state="open").count() == 1


def test_old_talk_is_history_not_work(workspace: Workspace):
    take(workspace, mail(TALK, days_ago=9))
    assert StoredVerdict.objects.filter(kind="desk.unanswered", decision="unanswered").exists()
    assert not Task.objects.filter(kind="desk.reply").exists()


def test_later_answer_closes_the_task(workspace: Workspace):
    take(workspace, mail(TALK))
    take(workspace, mail([("11:40", "安姐", "@李四 您好，直接在群里接龙就可以预约")]))
    task = Task.objects.get(kind="desk.reply")
    assert (task.state, bool(task.reason)) == ("withdrawn", True)


def test_overturned_question_stays_overturned_when_judged_again(workspace: Workspace):
    from qunce.base.verdicts import services as verdicts

    take(workspace, mail(TALK))
    verdict = StoredVerdict.objects.get(kind="desk.unanswered", decision="unanswered")
    verdicts.overturn(verdict, 1, "这是玩笑话")
    assert not Task.objects.filter(kind="desk.reply", state__in=worklist.LIVE).exists()
    take(workspace, mail([("13:00", "阿花", "大家午安")]))
    verdict.refresh_from_db()
    assert verdict.state == "overturned"
    assert not Task.objects.filter(kind="desk.reply", state__in=worklist.LIVE).exists()
    verdicts.restore(verdict)
    assert Task.objects.filter(kind="desk.reply", state="open").count() == 1


def test_two_groups_of_the_same_nickname_are_two_people(workspace: Workspace):
    take(workspace, mail(TALK))
    take(workspace, mail(TALK, group="新客户群"), group="新客户群")
    assert Identity.objects.filter(value="李四").values("person").distinct().count() == 2


def test_import_and_undo_are_on_the_audit_page(workspace: Workspace):
    row = take(workspace, mail(TALK))
    services.start_undo(row)
    drain()
    assert list(Fact.objects.filter(subject=f"import:{row.pk}").order_by("id").values_list("type", flat=True)) == [
        "intake.imported",
        "intake.undone",
    ]


def test_upload_is_gone_once_it_is_read(workspace: Workspace, django_capture_on_commit_callbacks):
    from pathlib import Path

    with django_capture_on_commit_callbacks(execute=True):
        row = take(workspace, mail(TALK))
    assert not Path(row.path).exists()
    assert "names" not in row.preview
    assert Group.objects.get(workspace=workspace).name == GROUP


def test_a_slow_machine_still_sees_the_beginning(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("qunce.gateway.intake.services.planning.LOOK_SECONDS", -1)
    assert take(workspace, mail(TALK)).counts["messages"] == len(TALK)
