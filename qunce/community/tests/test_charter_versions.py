"""The pages of a charter's versions: what changed, the words, who acknowledged."""

import pytest
from django.urls import reverse

from qunce.base.journal.models import Fact
from qunce.community.charter import queries, services
from qunce.community.charter.models import CharterVersion
from qunce.community.charter.purposes import ADVERT, LINK, CharterTerms
from qunce.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def page(cast: Cast, query: str = "") -> str:
    address = reverse("community:charter-versions", args=[cast.lunch.pk])
    return cast.client(cast.operator).get(address + query).content.decode()


def test_before_the_first_version_the_page_says_what_to_do(cast: Cast) -> None:
    assert "还没有版本" in page(cast)
    assert (
        "还没有版本"
        in cast.client(cast.viewer).get(reverse("community:charter", args=[cast.lunch.pk])).content.decode()
    )


def test_the_words_name_what_changed_since_members_were_told_last(cast: Cast) -> None:
    services.set_terms(cast.lunch, CharterTerms(rules=(ADVERT,)))
    assert "大家好，这是我们群的约定" in page(cast)
    client = cast.client(cast.operator)
    client.post(reverse("community:charter-announced", args=[cast.lunch.pk]), {"number": "1", "at": "2026-06-01T09:30"})
    told = CharterVersion.objects.get().announced_at
    assert told is not None
    assert clock.local(told, cast.workspace.zone).strftime("%m-%d %H:%M") == "06-01 09:30"
    services.set_terms(cast.lunch, CharterTerms(rules=(ADVERT, LINK)))
    services.set_terms(cast.lunch, CharterTerms(rules=(ADVERT, LINK), side_group="闲聊群"))
    seen = page(cast)
    assert "【群规 第 3 版" in seen
    assert "新增群规：“发链接" in seen or "新增群规：“" in seen
    assert "闲聊请到：闲聊群（原来：—）" in seen
    assert "This changes" not in seen
    assert "Hello everybody, this changes in our group:" in seen  # the English words beside them


def test_two_versions_are_set_against_each_other(cast: Cast) -> None:
    for cap in (90, 91, 92):
        services.set_terms(cast.lunch, CharterTerms(size_cap=cap))
    assert "最多 <bdi>" not in page(cast, "?from=1&to=9")
    assert "最多 92 人（原来：90）" in page(cast, "?from=1&to=3")


def test_a_note_counts_and_is_taken_back(cast: Cast) -> None:
    services.set_terms(cast.lunch, CharterTerms(rules=(ADVERT,)))
    address = reverse("community:charter-acknowledged", args=[cast.lunch.pk])
    said = {"number": "1", "person": str(cast.yu.pk)}
    client = cast.client(cast.operator)
    client.post(address, {**said, "do": "note"})
    assert queries.acknowledgements(cast.lunch, 1)[cast.yu.pk].how == "note"
    assert "同事备注" in page(cast)
    assert Fact.objects.get(type="charter.acknowledged").person_id == cast.yu.pk
    client.post(address, {**said, "do": "take_back"})
    assert queries.acknowledgements(cast.lunch, 1) == {}
    assert client.post(address, {**said, "person": str(cast.hidden.pk), "do": "note"}).status_code == 404
