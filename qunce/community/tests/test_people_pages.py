"""The list of people, the page of one and the proposals to join: what is found, what is done, what is undone."""

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from qunce.base.journal.models import Fact
from qunce.community import people_list
from qunce.community.duplicates import candidates
from qunce.community.models import Person, PersonTag, SavedView
from qunce.community.search import needle, search_text
from qunce.community.services import merging, tags
from qunce.community.tests.talk import START, hear, person, said
from qunce.kernel import clock
from tests.cast import Cast, make_person

pytestmark = pytest.mark.django_db
LIST = "community:person-list"


def named(cast: Cast, **asked: str) -> set[str]:
    return set(people_list.narrowed(cast.actor(cast.owner), asked).values_list("name", flat=True))


@pytest.fixture
def zhang(cast: Cast) -> Person:
    return make_person("张三丰", cast.lunch, search=search_text("张三丰"), spent_fen=12_000, message_count=5)


@pytest.mark.parametrize("asked", ["张三丰", "三丰", "張三豐", "zhangsanfeng", "ZSF", "zs", "sanfeng", "ｚｓｆ"])
def test_a_name_is_found_however_it_is_typed(cast: Cast, zhang: Person, asked: str) -> None:
    assert named(cast, q=asked) == {"张三丰"}


@pytest.mark.parametrize("asked", ["sf", "李", "%", "_", "zhangsanfengg"])
def test_what_is_not_the_name_does_not_find_it(cast: Cast, zhang: Person, asked: str) -> None:
    assert "张三丰" not in named(cast, q=asked)


def test_the_column_holds_what_fits() -> None:
    assert len(search_text("重庆朝天门" * 30, "乙")) <= 400
    assert needle(" Z S ") == " zs"
    assert search_text("") == " "


def test_filters_narrow(cast: Cast, zhang: Person) -> None:
    tags.tag(cast.workspace.pk, "老客", [zhang.pk])
    now = clock.timestamp()
    Person.objects.filter(pk=cast.yu.pk).update(last_spoke_at=now - 3 * clock.DAY, spent_fen=0, is_staff=True)
    Person.objects.filter(pk=zhang.pk).update(last_spoke_at=now - 50 * clock.DAY)
    assert named(cast, tag="老客") == {"张三丰"}
    assert named(cast, group=str(cast.lunch.pk)) == {"张三丰", "小雨"}
    assert named(cast, group=str(cast.foreign.pk)) == set()
    assert named(cast, who="staff") == {"小雨"}
    assert named(cast, spoke="7") == {"小雨"}
    assert named(cast, spoke="silent30") == {"张三丰", "楼上的阿辉"}
    assert named(cast, spoke="never") == {"楼上的阿辉"}
    assert named(cast, bought="yes") == {"张三丰"}
    assert named(cast, bought="no") == {"小雨"}
    assert named(cast, places="many") == {"小雨"}
    assert named(cast, tag="没有", who="nonsense") == set()


def test_merged_and_erased_people_are_not_listed(cast: Cast, zhang: Person) -> None:
    merging.merge(cast.yu, zhang)
    Person.objects.filter(pk=cast.hidden.pk).update(erased_at=1)
    assert named(cast) == {"小雨"}
    assert named(cast, q="zsf") == {"小雨"}  # found by the name that came along


def test_a_scoped_reader_sees_their_groups_only(cast: Cast, zhang: Person) -> None:
    page = cast.client(cast.scoped).get(reverse(LIST)).content.decode()
    assert "张三丰" in page
    assert "楼上的阿辉" not in page


def bulk(cast: Cast, **body: Any) -> None:
    assert cast.client(cast.operator).post(reverse("community:person-bulk"), body).status_code in (302, 303)


def undo_last(cast: Cast, kind: str) -> None:
    fact = Fact.objects.filter(type=kind, undoes=None).latest("id")
    cast.client(cast.operator).post(reverse("community:people-undo", args=[fact.pk]))


def test_tagging_in_bulk_and_back(cast: Cast, zhang: Person) -> None:
    bulk(cast, ids=[zhang.pk, cast.yu.pk], do="tag", tag="老客")
    assert PersonTag.objects.count() == 2
    bulk(cast, all_matching="1", query="tag=老客", do="untag", tag="老客")
    assert not PersonTag.objects.exists()
    undo_last(cast, "community.untagged")
    assert PersonTag.objects.count() == 2
    undo_last(cast, "community.tagged")
    assert not PersonTag.objects.exists()


def test_colleagues_in_bulk_and_back(cast: Cast, zhang: Person) -> None:
    bulk(cast, ids=[zhang.pk], do="staff")
    assert Person.objects.get(pk=zhang.pk).is_staff
    undo_last(cast, "community.colleagues_marked")
    assert not Person.objects.get(pk=zhang.pk).is_staff


def test_a_filter_is_kept_as_a_segment(cast: Cast) -> None:
    body = {"name": "沉默的老客", "query": "tag=老客&spoke=silent30&page=2"}
    cast.client(cast.operator).post(reverse("community:view-save", args=["people"]), body)
    view = SavedView.objects.get(subject="people")
    assert view.params == {"tag": "老客", "spoke": "silent30"}
    assert "沉默的老客" in cast.client(cast.operator).get(reverse(LIST)).content.decode()


def test_the_export_holds_no_formula(cast: Cast) -> None:
    make_person("=1+1", cast.lunch, message_count=99)
    response = cast.client(cast.operator).get(reverse("community:person-export"))
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1" in sheet
    assert "<f>" not in sheet


def test_the_list_takes_the_same_queries_for_few_and_many(
    cast: Cast, django_assert_max_num_queries: Any, zhang: Person
) -> None:
    for number in range(40):
        make_person(f"成员{number}", cast.lunch)
    client = cast.client(cast.operator)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(14):
        client.get(reverse(LIST), {"q": "chengyuan", "sort": "-spoke"})


def test_the_page_of_a_person(cast: Cast, django_assert_max_num_queries: Any) -> None:
    hear(cast.lunch, [said(1, "小明", "今天几点开门？"), said(2, "小明", "好的")])
    them = person(cast.lunch, "小明")
    client = cast.client(cast.operator)
    address = reverse("community:person", args=[them.pk])
    client.get(address)
    with django_assert_max_num_queries(24):
        page = client.get(address).content.decode()
    assert "今天几点开门？" in page
    assert cast.lunch.name in page


def test_a_merged_entry_leads_to_the_person(cast: Cast, zhang: Person) -> None:
    merging.merge(cast.yu, zhang)
    # The entry has no place of its own any more: a scoped reader does not find it, the others are led on.
    response = cast.client(cast.operator).get(reverse("community:person", args=[zhang.pk]))
    assert response.headers["Location"] == reverse("community:person", args=[cast.yu.pk])


def test_merging_on_the_page_and_back(cast: Cast, zhang: Person) -> None:
    client = cast.client(cast.operator)
    there = reverse("community:person-merge", args=[cast.yu.pk])
    assert "张三丰" in client.get(there, {"q": "zsf"}).content.decode()
    assert "120" in client.get(there, {"other": zhang.pk}).content.decode()
    client.post(there, {"other": zhang.pk})
    assert Person.objects.get(pk=zhang.pk).merged_into == cast.yu
    fact = Fact.objects.get(type=merging.MERGED)
    client.post(reverse("community:merge-undo", args=[fact.pk]))
    assert Person.objects.get(pk=zhang.pk).merged_into is None


def test_erasing_takes_the_word_and_the_owner(cast: Cast, zhang: Person) -> None:
    there = reverse("community:person-erase", args=[zhang.pk])
    assert cast.client(cast.operator).post(there, {"word": "抹除"}).status_code == 403
    assert cast.client(cast.owner).post(there, {"word": "好"}).status_code == 422
    assert Person.objects.get(pk=zhang.pk).erased_at is None
    cast.client(cast.owner).post(there, {"word": "抹除"})
    assert Person.objects.get(pk=zhang.pk).name == ""
    assert cast.client(cast.owner).get(reverse("community:person", args=[zhang.pk])).status_code == 200


def proposals(cast: Cast) -> list[str]:
    return [namesakes.name for namesakes in candidates(cast.actor(cast.owner))]


def test_the_same_rare_name_in_two_groups_is_proposed(cast: Cast) -> None:
    hear(cast.lunch, [said(1, "四叶草小姐", "一"), said(2, "小明", "二"), said(3, "王", "三")])
    hear(cast.tea, [said(1, "四叶草小姐", "一"), said(2, "小明", "二"), said(3, "王", "三")])
    hear(cast.office, [said(1, "大明", "一")])
    assert sorted(proposals(cast)) == ["四叶草小姐", "小明"]
    client = cast.client(cast.operator)
    client.post(reverse("community:duplicates-skip"), {"value": "小明"})
    assert proposals(cast) == ["四叶草小姐"]
    client.post(reverse("community:duplicates-unskip") + "?value=小明")
    assert len(proposals(cast)) == 2
    ids = [p.pk for p in candidates(cast.actor(cast.owner))[0].people]
    client.post(reverse("community:duplicates-merge"), {"ids": ids})
    assert len(proposals(cast)) == 1


def test_two_in_one_group_or_two_ids_are_two_people(cast: Cast) -> None:
    hear(cast.lunch, [said(1, "四叶草", "一", wxid="wxid_a")])
    hear(cast.tea, [said(1, "四叶草", "一", wxid="wxid_b")])
    assert proposals(cast) == []
    hear(cast.lunch, [said(1, "五月花", "一", wxid="wxid_c")])
    hear(cast.tea, [said(2, "别名", "我", wxid="wxid_c"), said(3, "五月花", "也在这里")])
    assert "五月花" not in proposals(cast)
    assert START
