"""Requests for a private word: heard in a group or noted by hand, each with one owner (C2, C3, E9)."""

import random

import pytest

from qunce.base.jobs.worker import drain
from qunce.base.journal.models import Fact
from qunce.base.ui.reasons import reason_text
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.models import Group, Person
from qunce.community.personas import services as personas
from qunce.community.personas.services import DutyTerms, PersonaTerms
from qunce.gateway.intake import services as intake
from qunce.gateway.intake.tests.helpers import GROUP, mail, take
from qunce.kernel import clock
from qunce.practice.desk.service import asking
from qunce.practice.desk.service.private import wish_in, wishes
from qunce.practice.desk.service.tests.gold import OTHERS, WISHES
from qunce.practice.desk.tests.talk import STAFF, STAFF_NAMES, say
from tests.cast import Cast

WISH = ("10:02", "小王", "客服能加我一下吗，我的订单有问题")


@pytest.mark.parametrize("text", WISHES)
def test_wishes_are_seen(text: str) -> None:
    found = wish_in(text)
    assert found is not None
    start, end = found.span
    assert text[start:end].strip()


@pytest.mark.parametrize("text", OTHERS)
def test_adverts_rules_and_stories_are_none(text: str) -> None:
    assert wish_in(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", "私" * 5000, "加" * 30, "@" * 50, "😀私我😀" * 20, "\x00私信\u202e我", "微信" * 30]
)
def test_hostile_lines_neither_crash_nor_hang(text: str) -> None:
    wish_in(text)


def test_any_cut_of_any_line_is_judged() -> None:
    dice = random.Random(7)
    for _ in range(500):
        text = dice.choice(WISHES + OTHERS) + dice.choice(WISHES + OTHERS)
        wish_in(text[dice.randrange(len(text)) :][: dice.randrange(1, 70)])


def test_taken_up_by_a_colleague_who_names_them_and_not_by_talk() -> None:
    asked = say(1, 0, "小王", "可以私聊吗")
    chat, other = say(2, 2, "客服小美", "大家早上好"), say(3, 3, "小李", "@小王 可以的")
    assert wishes([asked, chat, other], 0, STAFF, STAFF_NAMES)[0].taken is None
    named = say(4, 5, "客服小美", "@小王 已私信您")
    assert wishes([asked, chat, other, named], 0, STAFF, STAFF_NAMES)[0].taken is named


def test_said_to_another_member_it_is_theirs() -> None:
    lines = [say(1, 0, "小李", "谁有上次的课件"), say(2, 1, "小王", "私我"), say(3, 9, "阿芳", "@小李 可以私聊吗")]
    assert wishes(lines, 0, STAFF, STAFF_NAMES) == []
    assert len(wishes([say(1, 0, "小李", "谁有课件"), say(2, 1, "小王", "客服私信我")], 0, STAFF, STAFF_NAMES)) == 1


def test_asked_twice_is_one_wish() -> None:
    lines = [say(1, 0, "小王", "可以私聊吗"), say(2, 30, "小王", "客服私信我一下")]
    (one,) = wishes(lines, 0, STAFF, STAFF_NAMES)
    assert one.again == [2]


def live() -> list[Task]:
    return list(Task.objects.filter(kind=asking.TASK, state__in=worklist.LIVE).order_by("pk"))


def duty(cast: Cast, name: str, holder: int, **more: object) -> None:
    row = personas.save(cast.workspace.pk, PersonaTerms(name))
    personas.save_duty(row, DutyTerms("service", holders=[holder], **more))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_heard_it_becomes_an_item_with_one_owner_and_goes_when_taken_up(cast: Cast) -> None:
    duty(cast, "刘姐", cast.service.pk)
    duty(cast, "赵工", cast.operator.pk, topics=("订单",))
    row = take(cast.workspace, mail([WISH]))
    (task,) = live()
    assert task.assignee_id == cast.operator.pk, "by topic"
    assert reason_text(task.words[0]).startswith("@小王 ")
    again = [Task.objects.values().get(pk=task.pk), StoredVerdict.objects.filter(kind="desk.private").values().get()]
    second = take(cast.workspace, mail([WISH]))
    asking.judge_group(Group.objects.get(name=GROUP), 0)
    assert [
        Task.objects.values().get(pk=task.pk),
        StoredVerdict.objects.filter(kind="desk.private").values().get(),
    ] == again
    later = take(cast.workspace, mail([WISH, ("10:30", "安姐", "@小王 已私信您")]))
    assert live() == []
    intake.start_undo(later)
    drain()
    assert len(live()) == 1
    for one in (row, second):
        intake.start_undo(one)
        drain()
    assert live() == []


@pytest.mark.django_db
def test_overturned_it_is_none(cast: Cast) -> None:
    take(cast.workspace, mail([WISH]))
    verdict = StoredVerdict.objects.get(kind="desk.private")
    verdicts.overturn(verdict, 1, "不是")
    assert live() == []
    verdicts.restore(verdict)
    assert len(live()) == 1


@pytest.mark.django_db
def test_noted_by_hand_from_the_person_and_from_anywhere(cast: Cast) -> None:
    duty(cast, "刘姐", cast.service.pk)
    client = cast.client(cast.service)
    assert f"/service/note/of/{cast.yu.pk}" in client.get(f"/people/{cast.yu.pk}").content.decode()
    assert "记一条私聊" in client.get("/service/note").content.decode()
    there = f"/service/note/of/{cast.yu.pk}"
    assert client.post(there, {"what": "问退款 <script>"}).status_code == 303
    (task,) = live()
    assert (task.assignee_id, task.person_id) == (cast.service.pk, cast.yu.pk)
    assert task.group_id in (cast.lunch.pk, cast.tea.pk)
    page = client.get(f"/?kind=desk.private&group={task.group_id}").content.decode()
    assert "&lt;script&gt;" in page
    assert Fact.objects.filter(type="service.noted").count() == 1
    asking.judge_group(Group.objects.get(pk=task.group_id), 0)
    assert len(live()) == 1, "judging the talk leaves what was noted"
    assert client.post(f"/service/note/{task.pk}/back").status_code == 303
    assert live() == []
    ahead = clock.local(clock.timestamp() + 2 * clock.DAY).replace(second=0, microsecond=0)
    said = {"who": cast.yu.name, "what": "发票", "by": f"{ahead:%Y-%m-%dT%H:%M}"}
    assert client.post("/service/note", said).status_code == 303
    assert live()[0].due_at == int(ahead.timestamp())
    refused = [
        {**said, "who": "没有这个人"},
        {**said, "by": "2001-01-01T10:00"},
        {**said, "what": " "},
        {**said, "by": "x"},
    ]
    assert [client.post("/service/note", body).status_code for body in refused] == [422] * 4
    hidden = {**said, "who": cast.hidden.name}
    assert cast.client(cast.scoped).post("/service/note", hidden).status_code == 422, "not one of theirs"
    assert cast.client(cast.viewer).post(there, said).status_code == 403


@pytest.mark.django_db
def test_outside_its_set_times_it_waits_and_says_so(cast: Cast) -> None:
    """IT answers on one weekday only, three days from now at two in the afternoon."""
    there = clock.local_day(clock.timestamp()).weekday()
    shifts = tuple(((840, 1080),) if day == (there + 3) % 7 else () for day in range(7))
    duty(cast, "赵工", cast.operator.pk, topics=("登录",), shifts=shifts)
    task = asking.note(cast.workspace, Person.objects.get(pk=cast.yu.pk), "登录一直转圈", cast.lunch)
    assert task.data["from_at"] > clock.timestamp() + 2 * clock.DAY
    assert task.due_at > task.data["from_at"]
    page = cast.client(cast.operator).get("/?whose=mine").content.decode()
    assert "才值班" in page
    take(cast.workspace, mail([("10:02", "小王", "请问登录一直转圈怎么办")]))
    asked = Task.objects.get(kind="desk.reply")
    assert asked.due_at > asked.data["from_at"] == task.data["from_at"]
