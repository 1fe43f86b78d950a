"""A member reads the rules on the phone and taps; nobody learns from it who is in the group."""

import pytest
from django.test import Client
from django.urls import reverse

from qunce.base.journal.models import Fact
from qunce.community.charter import services
from qunce.community.charter.h5 import PURPOSE
from qunce.community.charter.models import Acknowledgement
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.services import acknowledging
from qunce.community.charter.types import Rule
from qunce.community.models import Group
from qunce.community.visitors import services as visitors
from tests.cast import Cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(cast: Cast) -> Group:
    services.set_terms(cast.lunch, CharterTerms(rules=(Rule("advert", "群里不发广告", "发一次提醒"),)))
    return cast.lunch


def entered(group: Group) -> tuple[Client, str]:
    row = visitors.give(group.workspace_id, PURPOSE, group.pk)
    client, path = Client(REMOTE_ADDR="203.0.113.9"), visitors.path_of(row)
    client.post(path, {"code": visitors.code_of(row)})
    return client, path


def test_a_tap_is_kept_under_the_name_in_the_group(group: Group) -> None:
    person = make_person("小满妈妈", group)
    client, path = entered(group)
    assert "群里不发广告" in client.get(path).content.decode()
    answer = client.post(path, {"name": " 小滿妈妈 "})
    assert answer.status_code == 302
    assert "谢谢你读完群规" in client.get(answer["location"]).content.decode()
    row = Acknowledgement.objects.get()
    assert (row.person_id, row.how, row.by) == (person.pk, "tap", f"person:{person.pk}")
    client.post(path, {"name": "小满妈妈"})
    assert Acknowledgement.objects.count() == 1
    assert Fact.objects.filter(type="charter.acknowledged").count() == 1


@pytest.mark.parametrize("name", ["没有这个人", "小雨", "'; drop table", "群主·安"])
def test_a_stranger_a_namesake_and_a_colleague_leave_nothing_and_see_the_same(group: Group, name: str) -> None:
    make_person("小雨", group)
    make_person("小雨", group)
    make_person("群主·安", group, is_staff=True)
    client, path = entered(group)
    answer = client.post(path, {"name": name})
    assert "谢谢你读完群规" in client.get(answer["location"]).content.decode()
    assert not Acknowledgement.objects.exists()


def test_no_name_is_said_so_and_too_many_are_stopped(group: Group) -> None:
    client, path = entered(group)
    assert client.post(path, {"name": " "}).status_code == 422
    assert [client.post(path, {"name": "x"}).status_code for _ in range(6)] == [302] * 5 + [429]


def test_a_group_without_a_version_has_no_page(cast: Cast) -> None:
    client, path = entered(cast.tea)
    assert client.get(path).status_code == 404


def test_an_operator_gives_out_the_link(cast: Cast, group: Group, settings) -> None:
    settings.PUBLIC_URL = "https://qunce.example.com"
    client = cast.client(cast.operator)
    where = reverse("community:charter-versions", args=[group.pk])
    assert "https://qunce.example.com/h/" not in client.get(where).content.decode()
    client.post(reverse("community:charter-link", args=[group.pk]))
    first = client.get(where).content.decode()
    assert "https://qunce.example.com/h/" in first
    client.post(reverse("community:charter-link", args=[group.pk]))
    assert client.get(where).content.decode() != first


def test_a_colleague_takes_a_tap_back_and_the_journal_says_so(cast: Cast, group: Group) -> None:
    member = make_person("小满妈妈", group)
    assert acknowledging.tap(group, 1, member.name)
    body = {"number": 1, "person": member.pk, "do": "take_back"}
    address = f"/groups/{group.pk}/charter/acknowledged"
    assert cast.client(cast.viewer).post(address, body).status_code == 403
    cast.client(cast.operator).post(address, body)
    assert not Acknowledgement.objects.exists()
    fact = Fact.objects.get(type="charter.acknowledgement_taken_back")
    assert (fact.person_id, fact.actor) == (member.pk, f"staff:{cast.operator.pk}")
    assert acknowledging.tap(group, 1, member.name)  # they may say it again
