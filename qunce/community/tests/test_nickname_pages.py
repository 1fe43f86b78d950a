"""Nicknames in the console: who does not follow the format, asked politely, seen to have changed."""

import pytest
from django.urls import reverse

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.community.charter import queries, services
from qunce.community.charter.purposes import CharterTerms
from qunce.community.models import Membership
from qunce.kernel import clock
from tests.cast import Cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(cast: Cast) -> Cast:
    services.set_terms(cast.lunch, CharterTerms(nickname_format="城市-昵称"))
    make_person("上海－小安", cast.lunch)
    make_person("群主大人", cast.lunch, is_staff=True)
    return cast


def rename(cast: Cast, after: str, at: int | None = None) -> None:
    data = {"before": "小雨", "after": after}
    fact = NewFact("community.member_renamed", at=at, person_id=cast.yu.pk, group_id=cast.lunch.pk, data=data)
    journal.record(cast.workspace, fact)


def test_who_does_not_follow_is_listed_with_words_and_colleagues_are_not(named: Cast) -> None:
    client = named.client(named.operator)
    members = client.get(reverse("community:group-members", args=[named.lunch.pk])).content.decode()
    assert "1 个群昵称不符合“城市-昵称”" in members
    page = client.get(reverse("community:nicknames", args=[named.lunch.pk])).content.decode()
    assert f"@{named.yu.name} 您好" in page
    assert "例如“上海-小雨”" in page
    assert "上海－小安" not in page
    assert "群主大人" not in page


def test_who_changed_after_being_asked_has_a_fact(named: Cast) -> None:
    rename(named, "上海-小雨")  # before anybody asked
    assert not Fact.objects.filter(type="charter.renamed_as_asked").exists()
    address = reverse("community:nickname-asked", args=[named.lunch.pk])
    named.client(named.operator).post(address, {"person": named.yu.pk})
    rename(named, "还是我")
    rename(named, "上海-小雨", clock.timestamp() - clock.DAY)  # told late, of a time before
    assert not Fact.objects.filter(type="charter.renamed_as_asked").exists()
    rename(named, "上海 小雨")
    rename(named, "北京-小雨")
    fact = Fact.objects.get(type="charter.renamed_as_asked")
    assert (fact.person_id, fact.group_id) == (named.yu.pk, named.lunch.pk)
    timeline = reverse("community:person-timeline", args=[named.yu.pk])
    assert "按请求改了群昵称" in named.client(named.operator).get(timeline).content.decode()


def test_those_asked_stand_last(named: Cast) -> None:
    make_person("一号", named.lunch)
    wanted = queries.nickname_format(named.lunch)
    assert wanted is not None
    first = queries.misnamed(named.lunch, wanted)[0].place.person_id
    named.client(named.operator).post(reverse("community:nickname-asked", args=[named.lunch.pk]), {"person": first})
    found = queries.misnamed(named.lunch, wanted)
    assert found[-1].place.person_id == first
    assert found[-1].asked_at is not None


def test_the_nickname_of_the_group_counts_before_the_name(named: Cast) -> None:
    Membership.objects.filter(person=named.yu, group=named.lunch).update(nickname="上海_小雨")
    wanted = queries.nickname_format(named.lunch)
    assert wanted is not None
    assert queries.misnamed(named.lunch, wanted) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"nickname_format": "城市-昵称"}, "例如：上海-小雨"),
        ({"nickname_format": "城市-昵称", "nickname_tried": "上海 小雨"}, "符合"),
        ({"nickname_format": "城市-昵称", "nickname_tried": "小雨"}, "不符合"),
        ({"nickname_inherited": "公司-姓名"}, "例如：云图科技-李雷"),
        ({"nickname_format": "城市-[昵称"}, "括号没有合上"),
    ],
)
def test_a_format_is_tried_while_it_is_written(cast: Cast, asked: dict[str, str], said: str) -> None:
    assert said in cast.client(cast.viewer).get(reverse("community:nickname-try"), asked).content.decode()
