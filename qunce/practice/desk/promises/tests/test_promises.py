"""Promises at work (E6): found after imports, kept or broken, handed on, settled, overturned, taken back, erased."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.base.ui.reasons import reason_text
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.charter.types import ALL_WEEK_9_TO_21
from qunce.community.models import Group, Message, Person
from qunce.community.services.erase import start_erasing
from qunce.gateway.intake import services as intake
from qunce.gateway.intake.tests.helpers import GROUP, Line, mail, take
from qunce.kernel import clock
from qunce.practice.desk.policy.lines import Line as Said
from qunce.practice.desk.promises import services
from qunce.practice.desk.promises.models import Promise
from qunce.practice.desk.promises.policy.keeping import KIND, PromiseJudge, Told
from tests.cast import make_workspace

ASKED: tuple[Line, ...] = (
    ("10:02", "小王", "请问会员卡怎么退"),
    ("10:05", "安姐", "@小王 您好，我问一下财务，一小时内给您答复"),
)
KEPT: tuple[Line, ...] = (*ASKED, ("10:50", "安姐", "@小王 在首页点退卡就可以"), ("10:52", "小王", "好的谢谢"))
LATE: tuple[Line, ...] = (*ASKED, ("12:10", "安姐", "@小王 在首页点退卡就可以"))
SILENT: tuple[Line, ...] = (*ASKED, ("15:00", "李四", "今天天气真好"))
WAIT: tuple[Line, ...] = (("10:02", "小王", "请问会员卡怎么退"), ("10:05", "安姐", "@小王 稍等，我问一下"))


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def promise(workspace: Workspace) -> Promise:
    return Promise.objects.get(workspace=workspace)


def verdict(workspace: Workspace) -> StoredVerdict:
    return StoredVerdict.objects.get(workspace=workspace, kind=KIND)


def live() -> list[Task]:
    return list(Task.objects.filter(kind=services.TASK, state__in=worklist.LIVE))


@pytest.mark.parametrize(
    ("talk", "state", "how"), [(KEPT, "kept", "mention"), (LATE, "broken", "mention"), (SILENT, "broken", "")]
)
def test_what_became_of_it(workspace: Workspace, talk: tuple[Line, ...], state: str, how: str) -> None:
    take(workspace, mail(talk))
    row = promise(workspace)
    assert (row.state, row.how) == (state, how)
    assert row.to is not None
    assert row.by is not None
    assert (row.by.name, row.to.name) == ("安姐", "小王")
    assert row.due_at == row.made_at + 3600
    judged = verdict(workspace)
    assert judged.decision == state
    said = Message.objects.get(pk=row.message_id)
    assert said.text[row.span_start : row.span_end].startswith("一小时内")
    assert {e["ref"] for e in judged.evidence} >= {said.pk, row.question_id}
    assert Message.objects.get(pk=row.question_id).text == "请问会员卡怎么退"


def test_a_broken_one_is_a_task_with_an_apology_and_a_kept_one_is_none(workspace: Workspace) -> None:
    take(workspace, mail(SILENT))
    (task,) = live()
    said = reason_text(task.words[0])
    assert said.startswith("@小王")
    assert "抱歉" in said
    assert task.due_at == promise(workspace).due_at
    take(workspace, mail([("18:00", "安姐", "@小王 抱歉久等了，在首页点退卡")]))
    assert live() == []
    assert promise(workspace).state == "broken", "too late stays too late"


def test_before_its_time_it_is_a_reminder_and_after_it_an_apology(workspace: Workspace) -> None:
    take(workspace, mail([ASKED[0], ("10:05", "安姐", "@小王 明天下午3点前给您答复")]))
    day = clock.day_start(clock.local_day(promise(workspace).made_at))
    group = Group.objects.get(name=GROUP)
    with clock.fixed(day + 20 * 3600):
        services.judge_group(group, 0)
        (task,) = live()
        assert (task.data["late"], promise(workspace).state) == (False, "open")
        assert task.due_at == day + clock.DAY + 15 * 3600
    with clock.fixed(day + clock.DAY + 16 * 3600):
        assert services.remind_late() == 1
        assert services.remind_late() == 0
        (task,) = live()
        assert task.data["late"]
        assert "抱歉" in reason_text(task.words[0])
        assert promise(workspace).state == "open", "nothing was heard since: not called broken"


def test_the_same_talk_twice_changes_nothing(workspace: Workspace) -> None:
    take(workspace, mail(SILENT))
    before = Promise.objects.values().get(), verdict(workspace).pk, [task.pk for task in live()]
    take(workspace, mail(SILENT))
    services.judge_group(Group.objects.get(name=GROUP), 0)
    assert (Promise.objects.values().get(), verdict(workspace).pk, [task.pk for task in live()]) == before


def test_undoing_the_import_takes_it_back(workspace: Workspace) -> None:
    row = take(workspace, mail(SILENT))
    intake.start_undo(row)
    drain()
    assert not Promise.objects.exists()
    assert live() == []
    assert verdict(workspace).state == "withdrawn"


def test_old_talk_is_history_and_no_work(workspace: Workspace) -> None:
    take(workspace, mail(SILENT, days_ago=30))
    assert promise(workspace).state == "broken"
    assert live() == []


def test_overturned_it_is_no_promise_and_stays_so(workspace: Workspace) -> None:
    take(workspace, mail(SILENT))
    verdicts.overturn(verdict(workspace), 1, "不是承诺")
    assert live() == []
    take(workspace, mail([("18:00", "安姐", "@小王 在首页点退卡")]))
    assert promise(workspace).state == "cancelled"
    assert verdict(workspace).state == "overturned"
    verdicts.restore(verdict(workspace))
    drain()
    assert promise(workspace).state == "broken"


def test_ticked_off_on_the_worklist_and_taken_back(workspace: Workspace) -> None:
    take(workspace, mail(SILENT))
    (task,) = live()
    worklist.finish(task, 7)
    row = promise(workspace)
    assert (row.state, row.how, row.decided_by) == ("broken", "click", 7)
    task.refresh_from_db()
    worklist.reopen(task)
    drain()
    assert promise(workspace).how == ""
    assert len(live()) == 1


def test_a_click_on_an_open_question_promises(workspace: Workspace) -> None:
    take(workspace, mail([ASKED[0]]))
    question = StoredVerdict.objects.get(kind="desk.unanswered")
    due = clock.timestamp() + 3600
    services.make(question, due, 3)
    services.make(question, due + 60, 3)
    row = promise(workspace)
    assert (row.due_at, row.state, row.opened_by) == (due + 60, "open", 3)
    assert len(live()) == 1
    services.settle(row, 3)
    assert promise(workspace).state == "kept"
    assert live() == []


def test_what_was_clicked_is_kept_by_a_later_answer(workspace: Workspace) -> None:
    take(workspace, mail([ASKED[0]]))
    with clock.fixed(Message.objects.get().sent_at + 60):
        services.make(StoredVerdict.objects.get(kind="desk.unanswered"), clock.timestamp() + 3600, 3)
    take(workspace, mail([("10:30", "安姐", "@小王 在首页点退卡就可以")]))
    assert (promise(workspace).state, promise(workspace).how) == ("kept", "mention")


def test_asked_to_wait_is_a_nudge_and_no_task(workspace: Workspace) -> None:
    take(workspace, mail(WAIT))
    row = promise(workspace)
    assert (row.state, row.due_at) == ("untimed", None)
    assert live() == []
    take(workspace, mail([("10:20", "安姐", "@小王 问过了，半小时内给您办好"), ("10:40", "安姐", "@小王 办好了")]))
    assert promise(workspace).state == "kept", "the time that followed took its place"


def test_erasing_takes_the_promise_of_who_made_it(workspace: Workspace) -> None:
    take(workspace, mail(SILENT))
    start_erasing(Person.objects.get(name="安姐"))
    drain()
    assert not Promise.objects.exists()
    assert not [task for task in Task.objects.filter(kind=services.TASK) if task.words or task.title]


def test_erasing_the_member_leaves_no_name(workspace: Workspace) -> None:
    take(workspace, mail(SILENT))
    start_erasing(Person.objects.get(name="小王"))
    drain()
    assert not [task for task in Task.objects.filter(kind=services.TASK) if "小王" in f"{task.words}{task.title}"]


# --- the policy alone


def line(pk: int, at: int, person: int, text: str, staff: bool = False) -> Said:
    return Said(pk, at, person, staff, "text", text, name={1: "小王", 2: "李四", 9: "安姐"}[person])


def judged(*lines: Said, as_of: int | None = None) -> list[Told]:
    end = as_of if as_of is not None else lines[-1].at
    judge = PromiseJudge(ALL_WEEK_9_TO_21, end)
    for one in lines:
        judge.hear(one)
    return judge.close()


TEN = 1_794_967_200  # 2026-11-18 10:00 in Shanghai


def test_a_new_time_before_the_old_one_moves_it_and_after_it_breaks_it() -> None:
    ask, first = line(1, TEN, 1, "请问怎么退卡"), line(2, TEN + 60, 9, "@小王 半小时内给您答复", True)
    again = "@小王 抱歉，今天下午5点前给您答复"
    assert [one.state for one in judged(ask, first, line(3, TEN + 600, 9, again, True))] == ["moved", "open"]
    assert [one.state for one in judged(ask, first, line(3, TEN + 7200, 9, again, True))] == ["broken", "open"]


def test_without_a_name_it_is_made_to_who_asked_and_kept_by_the_next_line_after_theirs() -> None:
    talk = [
        line(1, TEN, 1, "请问怎么退卡"),
        line(2, TEN + 60, 9, "我核实一下，半小时内给您答复", True),
        line(3, TEN + 120, 2, "今天真冷"),
        line(4, TEN + 300, 1, "好的"),
        line(5, TEN + 900, 9, "在首页点退卡就可以", True),
    ]
    (told,) = judged(*talk)
    assert (told.to_id, told.question_id, told.state, told.how, told.settled_id) == (1, 1, "kept", "near", 5)


def test_an_answer_to_somebody_else_keeps_nothing() -> None:
    talk = [
        line(1, TEN, 1, "请问怎么退卡"),
        line(2, TEN + 60, 9, "@小王 半小时内给您答复", True),
        line(3, TEN + 120, 2, "几点关门？"),
        line(4, TEN + 180, 9, "@李四 九点", True),
        line(5, TEN + 7200, 2, "好"),
    ]
    assert [one.state for one in judged(*talk)] == ["broken"]


def test_a_member_promises_nothing() -> None:
    assert judged(line(1, TEN, 1, "我一小时内给您答复")) == []


_SAID = [
    *("请问怎么退卡", "@小王 半小时内给您答复", "@李四 稍等", "明天10点前回复您"),
    *("@小王 好了", "谢谢", "收到", "@李四 九点"),
]
_talk = st.lists(
    st.tuples(
        st.integers(0, 3 * 3600),
        st.sampled_from([1, 2, 9]),
        st.sampled_from(_SAID),
    ),
    max_size=14,
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(_talk, st.integers(0, 2 * clock.DAY))
def test_whatever_was_said_each_promise_has_one_state(talk: list[tuple[int, int, str]], later: int) -> None:
    lines = [line(n + 1, TEN + at, who, text, who == 9) for n, (at, who, text) in enumerate(sorted(talk))]
    as_of = (lines[-1].at if lines else TEN) + later
    told = judged(*lines, as_of=as_of) if lines else []
    assert len({one.message_id for one in told}) == len(told)
    for one in told:
        if one.state == "kept":
            assert one.settled_at is not None
            assert one.due_at is not None
            assert one.at < one.settled_at <= one.due_at
        elif one.state == "broken":
            assert one.due_at is not None
            assert as_of > one.due_at
        elif one.state == "open":
            assert one.due_at is not None
            assert one.due_at >= as_of
    assert told == (judged(*lines, as_of=as_of) if lines else [])


def test_the_day_of_these_tests_is_a_wednesday() -> None:
    assert clock.local(TEN) - timedelta(hours=10) == clock.local(TEN).replace(hour=0)
    assert clock.local(TEN).weekday() == 2
