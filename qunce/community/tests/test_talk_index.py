"""The message index: found as typed, in step with the messages, rebuilt when lost."""

import shutil
from threading import Thread

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.jobs.models import Job
from qunce.community.models import Group, Message
from qunce.community.services import erase
from qunce.community.services.groups import announce_heard
from qunce.community.talk_index import engine, services
from qunce.community.tests.talk import START, hear, person, said
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def texts(cast: Cast, asked: str, **how: object) -> list[str]:
    found = engine.search(cast.workspace.pk, asked, **how)  # type: ignore[arg-type]
    by_id = dict(Message.objects.values_list("pk", "text"))
    assert found.total == len(found.ids)
    return [by_id[pk] for pk in found.ids]


def heard(group: Group, *lines: str, start: int = 1) -> None:
    hear(group, [said(start + n, "老王", line) for n, line in enumerate(lines)])
    group.refresh_from_db()
    services.index_group(group)


def test_words_are_found_in_any_spelling_newest_first(cast: Cast) -> None:
    heard(cast.lunch, "今天几点开门？", "門口等你", "Open at 9", "几 点")
    assert texts(cast, "几点") == ["今天几点开门？"]
    assert texts(cast, "門") == []
    assert texts(cast, "门口") == ["門口等你"]
    assert texts(cast, "OPEN") == ["Open at 9"]
    assert texts(cast, "几点 开门") == ["今天几点开门？"]
    assert texts(cast, "点几") == []
    assert texts(cast, "今天开门") == []


def test_filters_and_workspaces(cast: Cast) -> None:
    heard(cast.lunch, "今天的鱼香肉丝")
    heard(cast.tea, "鱼香肉丝配奶茶", start=3000)
    heard(cast.foreign, "别家的鱼香肉丝")
    assert len(texts(cast, "鱼香肉丝")) == 2
    assert texts(cast, "鱼香肉丝", group_ids=[cast.tea.pk]) == ["鱼香肉丝配奶茶"]
    assert texts(cast, "鱼香肉丝", group_ids=[]) == []
    assert texts(cast, "鱼香肉丝", until=START + 3600) == ["今天的鱼香肉丝"]
    assert texts(cast, "鱼香肉丝", since=START + 3600) == ["鱼香肉丝配奶茶"]
    speaker = person(cast.tea, "老王").identities.values_list("pk", flat=True)
    assert texts(cast, "鱼香肉丝", identity_ids=list(speaker)) == ["鱼香肉丝配奶茶"]


def test_only_what_changed_is_indexed_again(cast: Cast) -> None:
    heard(cast.lunch, "第一条消息")
    hear(cast.lunch, [said(500, "老王", "第二条消息")])
    cast.lunch.refresh_from_db()
    assert services.index_group(cast.lunch, START + 500 * 60) == 1
    assert services.index_group(cast.lunch, START + 500 * 60) == 1
    assert len(texts(cast, "条消息")) == 2


def test_what_was_erased_is_not_found(cast: Cast) -> None:
    heard(cast.lunch, "只有我会说的话")
    erase.start_erasing(person(cast.lunch, "老王"))
    services.index_group(cast.lunch)
    assert engine.search(cast.workspace.pk, "会说的话").total == 0


def test_a_lost_index_is_made_again(cast: Cast) -> None:
    heard(cast.lunch, "会被找到的")
    assert services.catch_up() == 0
    shutil.rmtree(engine.folder())
    assert engine.cursors() == {}
    assert engine.search(cast.workspace.pk, "会被找到").total == 0
    assert services.catch_up() == 1
    assert services.catch_up() == 1  # still one job
    assert Job.objects.filter(task=services.TASK, state="queued").count() == 1


def test_a_group_that_is_gone_is_forgotten(cast: Cast) -> None:
    heard(cast.lunch, "不再存在的群")
    Group.objects.filter(pk=cast.lunch.pk).delete()
    services.catch_up()
    assert engine.search(cast.workspace.pk, "不再存在").total == 0
    assert engine.cursors() == {}


def test_an_import_has_it_indexed(cast: Cast) -> None:
    announce_heard(cast.lunch, START)
    assert Job.objects.filter(task=services.TASK, args__group_id=cast.lunch.pk).exists()


def test_the_page_marks_what_was_asked_for_and_keeps_to_the_scope(cast: Cast) -> None:
    heard(cast.lunch, "今天几点開門？")
    heard(cast.office, "楼上几点开门")
    page = cast.client(cast.scoped).get(reverse("today:search"), {"q": "开门"}).content.decode()
    assert "開門</mark>" in page
    assert "楼上" not in page
    announce_heard(cast.lunch, 0)
    assert "正在" in cast.client(cast.scoped).get(reverse("today:search"), {"q": "开门"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_progress_is_written_while_others_write(cast: Cast) -> None:
    """A read left open between pages would be older than what the others wrote, and SQLite would refuse."""
    hear(cast.lunch, [said(n, "老王", f"第{n}条") for n in range(5_000)])
    cast.lunch.refresh_from_db()
    ticks = []

    def tick(count: int) -> None:
        other = Thread(target=write_elsewhere)
        other.start()
        other.join()
        with transaction.atomic():
            Group.objects.filter(pk=cast.lunch.pk).update(size=count)
        ticks.append(count)

    def write_elsewhere() -> None:
        Group.objects.filter(pk=cast.office.pk).update(size=1)
        connection.close()

    assert services.index_group(cast.lunch, 0, tick) == 5_000
    assert ticks


def test_a_failed_writing_leaves_the_lock_free(cast: Cast) -> None:
    heard(cast.lunch, "先有的")

    def fail(count: int) -> None:
        raise KeyError(count)

    hear(cast.lunch, [said(n, "老王", f"第{n}条") for n in range(100, 4_600)])
    cast.lunch.refresh_from_db()
    with pytest.raises(KeyError) as kept:
        services.index_group(cast.lunch, 0, fail)
    assert services.index_group(cast.lunch) == 4_501  # although the error, and the writer with it, is still held
    assert kept.value


@given(st.text(min_size=2, max_size=30), st.text(min_size=2, max_size=8))
def test_the_marked_place_is_in_the_text(text: str, asked: str) -> None:
    span = engine.span_of(text, asked)
    if span:
        assert 0 <= span[0] < span[1] <= len(text)


def test_of_very_many_the_page_shows_what_holds_the_words_and_counts_none(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(cast.lunch, "三人套餐多少钱", "套餐 人套 三人", "还有三人套餐吗", "早")
    exact = engine.search(cast.workspace.pk, "三人套餐")
    assert (len(exact.ids), exact.total, exact.more) == (2, 2, False)
    monkeypatch.setattr(engine, "MANY", 1)
    loose = engine.search(cast.workspace.pk, "三人套餐", size=2)
    assert (len(loose.ids), loose.total, loose.more) == (2, None, True)
    page = cast.client(cast.owner).get(reverse("today:search"), {"q": "三人套餐"}).content.decode()
    assert "多少钱" in page
    assert "还有" in page
    assert "套餐 人套" not in page
