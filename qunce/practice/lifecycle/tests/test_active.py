"""Good turns become thanks, and the month's page shows who carried the group and why (D7, I9)."""

import io
import zipfile
from datetime import date

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.models import Group, Message
from qunce.community.services import people
from qunce.community.tests.talk import START, hear, person, said
from qunce.kernel import clock
from qunce.kernel.records import MessageRecord
from qunce.practice.desk import services as desk
from qunce.practice.lifecycle import services as lifecycle
from qunce.practice.lifecycle.active import Month, first_shown
from qunce.practice.lifecycle.console import month_of
from qunce.practice.moderation import services as moderation
from qunce.practice.moderation.incidents import services as incidents
from qunce.practice.moderation.incidents.models import Incident
from qunce.practice.moderation.incidents.tests.test_steps import CONTACT
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SELLS = "兼职日结三百，加微信 abc12345 详聊"
TALK = [
    said(0, "小卖家", SELLS),
    said(2, "老周", "@小卖家 亲，群里不能发广告哦，麻烦撤回一下"),
    said(3, "大刘", "@小卖家 滚出去，发广告的废物"),
    said(5, "小李", "会员卡怎么充值"),
    said(6, "阿芳", "@小李 首页右上角点充值"),
    said(7, "小李", "@阿芳 谢谢，可以了"),
    *(said(10 + n, "大刘", f"今天第{n}次路过，聊聊天气") for n in range(60)),
]
NOW = START + 3 * 3600
MONTH = "2026-05"


@pytest.fixture
def group(cast: Cast) -> Group:
    charters.set_terms(cast.lunch, CharterTerms(rules=(CONTACT,)))
    return cast.lunch


def judged(group: Group, talk: list[MessageRecord]) -> None:
    hear(group, talk)
    group.refresh_from_db()
    desk.judge_group(group, 0)
    moderation.judge_group(group, 0)
    lifecycle.judge_group(group)


def thanks(group: Group) -> dict[str, Task]:
    return {task.title["params"]["name"]: task for task in Task.objects.filter(kind="lifecycle.thank", state="open")}


def shown(client: Client, group: Group, month: str = MONTH) -> str:
    return client.get(f"/groups/{group.pk}/active?month={month}").content.decode()


def test_who_reminds_reports_and_answers_is_thanked_once_and_never_staff(cast: Cast, group: Group) -> None:
    with clock.fixed(NOW):
        judged(group, TALK)
        assert set(thanks(group)) == {"老周", "阿芳"}  # not 大刘: 60 messages, and rude
        assert "kindly" in thanks(group)["老周"].words[0]["msgid"]
        told = incidents.report(group, "contact", "小卖家", "加我了", "小李")
        incidents.take(told, person(group, "小卖家"), "contact", cast.owner.pk, person(group, "小李"))
        lifecycle.judge_group(group)
        lifecycle.judge_group(group)
        assert set(thanks(group)) == {"老周", "阿芳", "小李"}
        assert "Nobody else learns" in thanks(group)["小李"].words[0]["msgid"]
        people.change_colleagues(group.workspace_id, [person(group, "老周")], True)
        lifecycle.judge_group(group)
        assert set(thanks(group)) == {"阿芳", "小李"}


def test_what_was_overturned_earns_nothing(cast: Cast, group: Group) -> None:
    with clock.fixed(NOW):
        judged(group, TALK)
        for row in Incident.objects.all():
            incidents.end(row, Incident.State.OVERTURNED, "x")
        lifecycle.judge_group(group)
        assert set(thanks(group)) == {"阿芳"}


def test_the_page_ranks_by_quality_with_evidence_a_click_away(cast: Cast, group: Group) -> None:
    with clock.fixed(NOW):
        judged(group, TALK)
        client = cast.client(cast.owner)
        text = shown(client, group)
        first, second = (f'/people/{person(group, name).pk}"' for name in ("阿芳", "老周"))
        assert 0 < text.index(first) < text.index(second)
        assert f'/people/{person(group, "大刘").pk}"' not in text
        answer = Message.objects.get(text="@小李 首页右上角点充值")
        assert f"/messages/{answer.pk}" in text
        assert client.get("/active").status_code == 303
        assert f"/groups/{group.pk}/active" in client.get(f"/groups/{group.pk}").content.decode()
        assert client.get(f"/groups/{group.pk}/active?month=1999-13&page=999999999999").status_code == 200
        assert cast.client(cast.viewer).get(f"/groups/{group.pk}/active/export").status_code == 403


def test_the_gifts_wait_for_the_months_end_and_come_once(cast: Cast, group: Group) -> None:
    with clock.fixed(NOW):
        judged(group, TALK)
        client = cast.client(cast.owner)
        assert client.post(f"/groups/{group.pk}/active/gifts?month={MONTH}").status_code == 303
        assert not Task.objects.filter(kind="lifecycle.gift").exists()
    with clock.fixed(NOW + 40 * clock.DAY):
        judged(group, [said(38 * 1440, "小李", "早")])
        client = cast.client(cast.owner)
        for _ in range(2):
            client.post(f"/groups/{group.pk}/active/gifts?month={MONTH}")
        gifts = Task.objects.filter(kind="lifecycle.gift")
        assert {task.title["params"]["name"] for task in gifts} == {"阿芳", "老周"}  # 小卖家 and idle 大刘 are not
        assert gifts.count() == 2
        assert month_of(gifts[0]) == f"/groups/{group.pk}/active?month={MONTH}"


def test_a_new_month_begins_with_the_one_before() -> None:
    june = Month(date(2026, 6, 1), 1_000 * clock.DAY, 1_030 * clock.DAY, over=False)
    may = Month(date(2026, 5, 1), 969 * clock.DAY, june.since, over=True)
    assert first_shown([june, may], june.since + 6 * clock.DAY) == may
    assert first_shown([june, may], june.since + 8 * clock.DAY) == june
    assert first_shown([june], june.since) == june
    assert first_shown([], june.since) is None


def test_hostile_names_stay_text_on_the_page_and_in_the_workbook(cast: Cast, group: Group) -> None:
    name = '=HYPERLINK("x")<script>'
    talk = [said(0, "小李", "会员卡怎么充值"), said(1, name, "首页点充值", quote=("小李", "会员卡怎么充值"))]
    with clock.fixed(NOW):
        judged(group, [*talk, said(2, "小李", "谢谢", quote=(name, "首页点充值"))])
        client = cast.client(cast.owner)
        assert "<script>" not in shown(client, group).split("<main")[1].split("</main")[0]
        body = b"".join(client.get(f"/groups/{group.pk}/active/export?month={MONTH}").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert name in rows[1]
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        assert b"<f>" not in b"".join(book.read(part) for part in book.namelist() if "sheet" in part)
