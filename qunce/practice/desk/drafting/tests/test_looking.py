"""What a draft is told (E5, E6): a table of findings and of what only looks like one; laws that hold of any draft."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.base.worklist.models import Task
from qunce.community.charter.types import ALL_WEEK_9_TO_21
from qunce.gateway.intake.tests.helpers import mail, take
from qunce.practice.desk.drafting.policy import Draft, look
from tests.cast import Cast

NOW = 1_795_000_000
FINE = "@小王 您好！营业到 22 点，谢谢"
FOUND = (
    ("您好，营业到 22 点", "at", ""),
    ("@小王 营业到 22 点", "greeting", ""),
    ("@小王 您好，自己看公告去", "rude", "自己看公告"),
    ("@小王 您好，你有病吧", "rude", "有病吧"),
    ("@小王 您好，急什么急", "rude", "急什么急"),
    ("@小王 您好，爱买不买", "rude", "爱买不买"),
    ("@小王 您好，我们是全国第一", "absolute", "全国第一"),
    ("@小王 您好，这是最好的一款", "absolute", "最好"),
    ("@小王 您好，国家级品质", "absolute", "国家级"),
    ("@小王 您好，全网最低价", "absolute", "全网最低价"),
    ("@小王 您好，100%有效", "absolute", "100%"),
    ("@小王 您好，稍等我问一下", "promise", None),
    ("@小王 您好，马上给您处理", "promise", None),
    ("@小王 您好，李四的电话是 138 0013 8000", "phone", "138 0013 8000"),
    ("@小王 您好，他的身份证 110101199003078515", "identity", "110101199003078515"),
)
FALSE_ALARMS = (
    "您最近点的是哪份", "第一次来请找前台", "最多可以带 3 位", "最晚 21 点到店", "第一个路口左转", "最好提前一天预约", "我们不是最便宜的",
    "最后一批明天到", "唯一编号在小票上", "滚筒洗衣机在二楼", "我们会尽最大努力", "客服电话 13800138000", "一小时内给您答复", "绝对值怎么算老师会讲",
    "最新的菜单在群文件", "第一期课程在回放里", "请自己带好水杯", "冠军赛周六开始", "首先打开小程序", "订单号 20261122138001380001",
)  # fmt: skip


def kinds(text: str, name: str = "小王") -> dict[str, str]:
    found = look(Draft(text, name, NOW, ALL_WEEK_9_TO_21))
    return {one.kind: text[slice(*one.span)] if one.span else "" for one in found}


def test_a_polite_answer_has_nothing_to_look_at() -> None:
    assert kinds(FINE) == {}
    assert kinds("") == kinds("  \n") == {}
    assert kinds("大家好，营业到 22 点", name="") == {}


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_found_with_its_words(text: str, kind: str, words: str | None) -> None:
    found = kinds(text)
    assert list(found) == [kind]
    assert words is None or found[kind].startswith(words)


@pytest.mark.parametrize("said", FALSE_ALARMS)
def test_what_only_looks_like_it(said: str) -> None:
    assert kinds(f"@小王 您好，{said}") == {}


@given(st.text(max_size=60), st.sampled_from([text for text, *_ in FOUND]), st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_spans_lie_in_the_draft(before: str, told: str, after: str) -> None:
    text = before + told + after
    for one in look(Draft(text, "小王", NOW, ALL_WEEK_9_TO_21)):
        assert one.span is None or 0 <= one.span[0] < one.span[1] <= len(text)


def test_a_hostile_draft_is_looked_at_quickly() -> None:
    for text in ("最" * 200_000, "1" * 200_000, "@" * 100_000, "您" * 100_000, "(" * 50_000, "13800138000 " * 20_000):
        assert isinstance(look(Draft(text, "(小王", NOW, ALL_WEEK_9_TO_21)), list)


@pytest.mark.django_db
def test_shown_beside_the_box_of_a_reply_task(cast: Cast) -> None:
    take(cast.workspace, mail((("10:02", "小王", "请问停车收费吗"),)))
    task = Task.objects.get(kind="desk.reply")
    client = cast.client(cast.service)
    there = f"/drafting/look?task={task.pk}&field=text-{task.pk}"
    assert escape(there) in client.get(f"/today/{task.pk}/why").content.decode()
    page = client.post(there, {f"text-{task.pk}": "自己看公告<b>"}).content.decode()
    assert "全群都看得到" in page
    assert "没有 @" in page
    assert "<b>" not in page.split("q-reasons")[1].split("</ul>")[0]
    assert 'data-put="@小王 "' in page
    assert cast.client(cast.viewer).post(there).status_code == 403
    assert cast.client(cast.outsider).post(there).status_code == 404
    assert client.post(f"/drafting/look?group={cast.foreign.pk}").status_code == 404
    assert "没有 @" not in client.post(f"/drafting/look?group={task.group_id}", {"text": "您好"}).content.decode()
