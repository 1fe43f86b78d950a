"""From talk to rank: who is thanked rises, who only talks does not, staff never (C1, C6, C7)."""

import pytest

from qunce.base.jobs.worker import drain
from qunce.base.verdicts.models import StoredVerdict
from qunce.community.models import Group, Message, Person
from qunce.community.services import people
from qunce.community.services.groups import announce_heard
from qunce.community.tests.talk import START, hear, person, said
from qunce.kernel.records import MessageRecord
from qunce.practice.desk import services as desk
from qunce.practice.desk.thanks import is_thanks, thanks_in
from qunce.practice.lifecycle import services as lifecycle
from qunce.practice.lifecycle.replies import replies
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SPAN = (START - 86_400, START + 40 * 86_400)


def judged(group: Group, talk: list[MessageRecord]) -> dict[str, StoredVerdict]:
    hear(group, talk)
    group.refresh_from_db()
    desk.judge_group(group, 0)
    lifecycle.judge_group(group)
    names = dict(Person.objects.filter(workspace=group.workspace).values_list("id", "name"))
    rows = StoredVerdict.objects.filter(kind="lifecycle.key_member", group_id=group.pk, state="standing")
    return {names[row.person_id or 0]: row for row in rows}


def thanked(row: StoredVerdict) -> list[str]:
    return [str(reason["msgid"]) for reason in row.reasons if str(reason["msgid"]).startswith("Thanked")]


BASE = [
    said(0, "小李", "会员卡怎么充值"),
    said(2, "阿芳", "@小李 首页右上角点充值"),
    said(3, "小李", "@阿芳 谢谢，可以了"),
    said(30, "大刘", "楼下新开的面馆很好吃，周末人也不多"),
]


def test_one_answer_that_the_asker_accepts_raises_a_rank_and_500_idle_messages_do_not(cast: Cast) -> None:
    before = judged(cast.lunch, BASE)
    assert before["阿芳"].rank == 1
    assert "大刘" not in before
    idle = [said(60 + n, "大刘", f"今天第{n}次路过，继续聊聊天气") for n in range(500)]
    after = judged(cast.lunch, idle)
    assert "大刘" not in after
    assert after["阿芳"].rank == 1
    helped = [
        said(700, "小周", "请问发票怎么开"),
        said(702, "大刘", "@小周 在订单页点开发票"),
        said(703, "小周", "@大刘 谢谢，开好了"),
    ]
    assert judged(cast.lunch, helped)["大刘"].rank is not None


def test_a_thank_you_out_of_any_question_counts_by_quote_and_by_name(cast: Cast) -> None:
    talk = [
        said(0, "阿芳", "我把上周的优惠券整理成表了，大家自取"),
        said(20, "小周", "谢谢整理", quote=("阿芳", "我把上周的优惠券整理成表了，大家自取")),
        said(40, "小李", "@阿芳 谢谢，帮大忙了"),
    ]
    row = judged(cast.lunch, talk)["阿芳"]
    assert thanked(row)
    found = list(thanks_in(cast.lunch.pk, *SPAN))
    fang = person(cast.lunch, "阿芳").pk
    assert [(t.to, t.by) for t in found] == [(fang, person(cast.lunch, n).pk) for n in ("小周", "小李")]
    assert Message.objects.get(pk=found[0].thanks_id).text == "谢谢整理"
    assert not [r for r in row.reasons if str(r["msgid"]).startswith("Quoted")]  # the same deed counts once


def test_the_askers_thanks_for_an_answer_are_not_counted_twice(cast: Cast) -> None:
    row = judged(cast.lunch, BASE)["阿芳"]
    assert not thanked(row)
    assert list(thanks_in(cast.lunch.pk, *SPAN)) == []


def test_staff_neither_get_nor_give(cast: Cast) -> None:
    talk = [
        said(0, "客服小美", "今天的新菜单已经发到公告里了"),
        said(1, "小李", "@客服小美 谢谢"),
        said(2, "阿芳", "这个汤我昨天喝过，真不错"),
        said(3, "客服小美", "@阿芳 谢谢"),
    ]
    hear(cast.lunch, talk)
    people.change_colleagues(cast.workspace.pk, [person(cast.lunch, "客服小美")], True)
    assert judged(cast.lunch, []) == {}


def test_two_of_one_name_get_nothing_and_nobody_thanks_themselves(cast: Cast) -> None:
    talk = [
        said(0, "小雨", "我先来", wxid="a1"),
        said(1, "小雨", "我也来", wxid="a2"),
        said(2, "小李", "@小雨 谢谢"),
        said(3, "小李", "@小李 谢谢自己"),
    ]
    hear(cast.lunch, talk)
    assert list(thanks_in(cast.lunch.pk, *SPAN)) == []


@pytest.mark.parametrize(
    "text",
    [
        "谢谢群主的红包", "感谢支持", "好的", "谢谢" + "很长的故事" * 20, "@阿强 看到了麻烦您撤回一下，谢谢",
        "请问几点开门？谢谢", "拜托帮我看一下快递到了没，多谢各位",
    ],
)  # fmt: skip
def test_what_is_no_thank_you_for_help(text: str) -> None:
    assert not is_thanks(text)


@pytest.mark.parametrize("text", ["麻烦您了，谢谢", "谢谢，麻烦您跑一趟", "谢谢老师请客", "问到了？太好了，谢谢"])
def test_what_sounds_like_a_request_and_thanks_for_help(text: str) -> None:
    assert is_thanks(text)


def test_the_jobs_find_it_too(cast: Cast) -> None:
    hear(cast.lunch, BASE)
    announce_heard(Group.objects.get(pk=cast.lunch.pk), 0)
    drain()
    assert StoredVerdict.objects.filter(kind="lifecycle.key_member", group_id=cast.lunch.pk, rank=1).exists()


def test_who_is_quoted_and_who_starts_what_three_others_join(cast: Cast) -> None:
    opening = "周五晚上谁去爬香山，看夜景"
    quote = ("阿芳", opening)
    talk = [
        said(0, "阿芳", opening),
        *(said(5 + n, name, f"算我一个{n}", quote=quote) for n, name in enumerate(("小李", "小周", "大刘"))),
        said(20, "小王", "好啊", quote=("阿芳", "别的话")),  # nobody said that: no link
    ]
    reasons = [str(r["msgid"]) for r in judged(cast.lunch, talk)["阿芳"].reasons]
    assert any(r.startswith("Started topics") for r in reasons)
    assert any(r.startswith("Quoted") for r in reasons)
    found = list(replies(cast.lunch, *SPAN))
    assert [r.to_message for r in found] == [Message.objects.get(text=opening).pk] * 3
