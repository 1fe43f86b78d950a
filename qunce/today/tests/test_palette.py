"""The palette and what stands around the pages."""

from typing import Any

import pytest
from django.urls import reverse

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.community.search import search_text
from tests.cast import Cast, client_for, make_group, make_person, make_staff, make_workspace

pytestmark = pytest.mark.django_db


def answer(cast: Cast, staff: Any, asked: str) -> str:
    return cast.client(staff).get(reverse("today:palette"), {"q": asked}).content.decode()


@pytest.mark.parametrize("asked", ["张三丰", "張三豐", "zhangsanfeng", "zsf", "三丰"])
def test_people_are_found_however_they_are_typed(cast: Cast, asked: str) -> None:
    person = make_person("张三丰", cast.lunch, search=search_text("张三丰"), message_count=1200)
    assert reverse("community:person", args=[person.pk]) in answer(cast, cast.viewer, asked)


def test_groups_actions_and_messages_are_offered(cast: Cast) -> None:
    make_group(cast.workspace, "下午茶二群", search=search_text("下午茶二群"))
    page = answer(cast, cast.operator, "xwc")
    assert "下午茶二群" in page
    assert reverse("today:search") in page
    assert reverse("community:duplicates") in answer(cast, cast.operator, "chongfu")
    assert reverse("community:duplicates") not in answer(cast, cast.viewer, "chongfu")
    assert reverse("community:group-list") in answer(cast, cast.viewer, "")


def test_it_keeps_to_the_scope_and_to_who_is_there(cast: Cast) -> None:
    make_person("楼上的阿明", cast.office, search=search_text("楼上的阿明"))
    make_person("已合并的阿明", cast.lunch, search=search_text("已合并的阿明"), merged_into=cast.yu)
    assert "楼上的阿明" in answer(cast, cast.operator, "阿明")
    assert "楼上的阿明" not in answer(cast, cast.scoped, "阿明")
    assert "已合并的阿明" not in answer(cast, cast.operator, "阿明")


def test_three_queries_answer_it(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = cast.client(cast.operator)
    client.get(reverse("today:palette"))
    with django_assert_max_num_queries(7):  # of them four for the session and the actor
        client.get(reverse("today:palette"), {"q": "xy"})


def test_the_owner_of_a_demo_clears_it_and_goes_home(cast: Cast) -> None:
    demo = make_workspace("演示", is_demo=True)
    owner = make_staff("demo", demo, role=cast.owner.memberships.get().role)
    home = make_workspace("自己的店")
    make_staff("other", home)
    client = client_for(owner, demo)
    page = client.get(reverse("today:index")).content.decode()
    assert reverse("today:demo-clear") in page
    client.post(reverse("today:demo-clear"))
    assert Workspace.objects.filter(pk=demo.pk).exists()  # no place to go: nothing happens

    from qunce.base.accounts import services
    from qunce.base.accounts.models import Role

    services.place(owner, home, Role.OWNER)
    client.post(reverse("today:demo-clear"))
    assert "自己的店" in client.get(reverse("today:index")).content.decode()
    drain()
    assert not Workspace.objects.filter(pk=demo.pk).exists()
