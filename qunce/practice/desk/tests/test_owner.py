"""Each question has one owner by the accounts' duties, and a person's hand-over stays (C2, C3)."""

import pytest

from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.models import Group, Person
from qunce.community.personas import services as personas
from qunce.community.personas.services import DutyTerms, PersonaTerms
from qunce.gateway.intake.tests.helpers import GROUP, mail, take
from qunce.practice.desk.services import judging
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def account(cast: Cast, name: str, holder: int, *topics: str) -> None:
    row = personas.save(cast.workspace.pk, PersonaTerms(name))
    personas.save_duty(row, DutyTerms("service", topics=topics, holders=[holder]))


def owner(person: str) -> int | None:
    return Task.objects.get(kind=judging.REPLY, person_id=Person.objects.get(name=person).pk).assignee_id


def test_by_topic_else_by_the_service_account_and_a_hand_over_stays(cast: Cast) -> None:
    account(cast, "刘姐", cast.service.pk)
    account(cast, "赵工", cast.operator.pk, "登录")
    talk = mail([("10:02", "小王", "请问登录一直转圈怎么办"), ("10:03", "李四", "会员卡怎么充值")], days_ago=1)
    take(cast.workspace, talk)
    assert (owner("小王"), owner("李四")) == (cast.operator.pk, cast.service.pk)
    task = Task.objects.get(kind=judging.REPLY, person_id=Person.objects.get(name="李四").pk)
    worklist.assign(task, cast.owner.pk)
    judging.judge_group(Group.objects.get(name=GROUP), 0)
    assert owner("李四") == cast.owner.pk
    page = cast.client(cast.service).get("/?whose=mine").content.decode()
    assert f"task-{task.pk}" not in page
    assert f"task-{task.pk}" in cast.client(cast.owner).get("/?whose=mine").content.decode()
    assert f"task-{task.pk}" in cast.client(cast.service).get("/?whose=all").content.decode()


def test_without_duties_it_is_whoever_comes_first(cast: Cast) -> None:
    take(cast.workspace, mail([("10:02", "小王", "请问登录一直转圈怎么办"), ("10:03", "李四", "哦")]))
    assert owner("小王") is None
