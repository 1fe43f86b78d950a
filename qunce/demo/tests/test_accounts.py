"""The demo's accounts: described at once, linked and seated when there is somebody to link and to seat."""

import pytest

from qunce.base.accounts.models import Role
from qunce.base.jobs.models import Job
from qunce.base.tenancy import services as tenancy
from qunce.community.personas import queries
from qunce.community.personas.models import Duty, Persona
from qunce.community.services import groups
from qunce.demo import accounts
from qunce.kernel import clock
from tests.cast import make_person, make_staff

pytestmark = pytest.mark.django_db


def test_accounts_wait_for_rosters_and_for_somebody_at_the_desk() -> None:
    workspace = tenancy.create_workspace("演示", is_demo=True)
    group = groups.find_or_create(workspace, "稳禾财富·会员1群", "w1")
    accounts.describe(workspace, {"稳禾-林珊": [group.pk], "稳禾-IT阿凯": [group.pk], "群里的别人": [group.pk]})
    assert set(Persona.objects.values_list("name", "person")) == {("稳禾-林珊", None), ("稳禾-IT阿凯", None)}
    assert not accounts.link(workspace, clock.timestamp())

    person = make_person("稳禾-IT阿凯", group)
    owner = make_staff("an", workspace, Role.OWNER, name="安姐")
    accounts.link(workspace, clock.timestamp())
    assert Persona.objects.get(name="稳禾-IT阿凯").person_id == person.pk
    assert set(map(tuple, Duty.objects.values_list("holders", flat=True))) == {(owner.pk,)}
    duty = queries.duty_for(group, "人脸识别一直失败")
    assert duty is not None
    assert (duty.persona, duty.staff_id) == ("稳禾-IT阿凯", owner.pk)


def test_it_is_looked_again_only_while_that_may_help() -> None:
    workspace = tenancy.create_workspace("演示", is_demo=True)
    waiting = Job.objects.filter(task=accounts.JOB)
    accounts.link(workspace, clock.timestamp() - accounts.AT_MOST)
    assert not waiting.exists()
    accounts.link(workspace, clock.timestamp())
    assert waiting.count() == 1
