"""A day at the desk walked by clicks: a private request until done, work handed over, the figures, the month's gift."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from qunce.base.journal.models import Fact
from qunce.base.worklist.models import Task
from qunce.community.models import Group
from qunce.gateway.intake.tests.helpers import mail_of, take
from qunce.kernel import clock
from qunce.practice.desk.service.models import Turn
from tests.browser.look import Look, settle
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ZONE = "Asia/Shanghai"
THANKED = (
    ("10:00", "小李", "请问会员卡怎么充值"),
    ("10:03", "阿芳", "@小李 小程序首页右上角点充值就行"),
    ("10:05", "小李", "@阿芳 谢谢，充好了"),
)
NEW_MONTH = (("00:05", "阿芳", "新的一个月啦"),)
YESTERDAY = (
    ("10:30", "老周", "请问周三的分享有回放吗"),
    ("10:36", "安姐", "@老周 您好，有的，在群公告第二条"),
    ("11:00", "小王", "请问发票在哪里开"),
    ("14:00", "阿花", "今天天气真好"),
)


def talk() -> str:
    """A day of last month, the first of this one, and yesterday."""
    today = clock.local(clock.timestamp(), ZONE).date()
    first = today.replace(day=1)
    days = {first - timedelta(days=5): THANKED, first: NEW_MONTH, today - timedelta(days=1): YESTERDAY}
    if len(days) == 2:  # on the second of a month, yesterday was the first
        days[first] = (*NEW_MONTH, *YESTERDAY)
    return mail_of(days)


@pytest.fixture
def heard(transactional_db: None) -> Cast:
    cast = make_cast()
    take(cast.workspace, talk())
    return cast


def test_a_day_at_the_desk(look: Look, heard: Cast) -> None:
    a_private_request_is_noted_and_forecast(look, heard)
    it_is_handed_over_and_done(look, heard)
    the_figures_say_who_answered(look, heard)
    the_month_is_read_and_a_gift_is_asked_for(look, heard)


def a_private_request_is_noted_and_forecast(look: Look, cast: Cast) -> None:
    soon = clock.local(clock.timestamp() + 40 * 60, cast.workspace.zone)
    with look.page("/service", as_staff=cast.operator) as page:
        expect(page.get_by_text("没有要超时的")).to_be_visible()
        page.get_by_role("link", name="记一条私聊").click()
        page.get_by_label("谁来问的").fill("小王")
        page.get_by_label("问了什么").fill("抬头开错了，能重开发票吗")
        page.get_by_label("最晚答复时间").fill(f"{soon:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="记下").click()
        expect(page.locator("#q-toasts")).to_contain_text("已放到今日")
        expect(page.locator("[data-row]")).to_contain_text("抬头开错了")
        page.goto(f"{look.base_url}/service")
        expect(page.locator("[data-row]").filter(has_text="抬头开错了")).to_contain_text("分钟")
    assert Fact.objects.get(type="service.noted").data["what"] == "抬头开错了，能重开发票吗"


def it_is_handed_over_and_done(look: Look, cast: Cast) -> None:
    task = Task.objects.get(kind="desk.private")
    with look.page("/service", as_staff=cast.operator) as page:
        page.locator("[data-row] a[data-open]").click()
        row = page.locator(f"#task-{task.pk}")
        expect(row).to_be_visible()
        settle(page)
        for key in ("j", "h"):
            page.keyboard.press(key)
        dialog = page.locator("#task-hand")
        expect(dialog).to_be_visible()
        dialog.get_by_label("由谁来做").select_option("客服·晨")
        dialog.get_by_label("捎句话").fill("财务今天在，直接找她")
        dialog.get_by_role("button", name="转交").click()
        expect(page.locator("#q-toasts")).to_contain_text("客服·晨")
        expect(row).to_contain_text("财务今天在")
        page.locator("#q-toasts").get_by_role("button", name="撤销").click()
        expect(row).not_to_contain_text("财务今天在")
        row.locator("summary").click()
        row.get_by_role("button", name="转交").click()
        dialog.get_by_label("由谁来做").select_option("客服·晨")
        dialog.get_by_label("捎句话").fill("财务今天在，直接找她")
        dialog.get_by_role("button", name="转交").click()
        expect(row).to_contain_text("财务今天在")
    with look.page("/?whose=mine", as_staff=cast.service) as page:
        row = page.locator("[data-row]")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("财务今天在")
        page.keyboard.press("j")
        page.keyboard.press("e")
        expect(row).to_have_count(0)
        page.goto(f"{look.base_url}/service")
        expect(page.locator("[data-row]").filter(has_text="抬头开错了")).to_have_count(0)
    task.refresh_from_db()
    assert (task.state, task.closed_by) == ("done", cast.service.pk)
    assert Fact.objects.filter(type="worklist.task_assigned").count() == 3


def the_figures_say_who_answered(look: Look, cast: Cast) -> None:
    with look.page("/?kind=desk.reply", as_staff=cast.service) as page:
        row = page.locator("[data-row]").filter(has_text="小王")
        row.locator("[data-key=e]").click()
        expect(row).to_have_count(0)
    assert Turn.objects.filter(account_id=cast.service.pk).exists()
    with look.page("/service", as_staff=cast.service) as page:
        ours = page.locator("[data-row]")
        expect(ours.filter(has_text="安姐")).to_have_count(1)
        expect(ours.filter(has_text="客服·晨")).to_contain_text("按勾选")
        expect(ours.filter(has_text="老客户群")).to_have_count(1)
        page.get_by_role("link", name="解决").click()
        expect(page.get_by_role("columnheader", name="已结束")).not_to_have_count(0)
        page.get_by_role("link", name="28").click()
        expect(page).to_have_url(f"{look.base_url}/service?kind=resolution&days=28")
        page.get_by_text("怎么算的？").click()


def the_month_is_read_and_a_gift_is_asked_for(look: Look, cast: Cast) -> None:
    group = Group.objects.get(name="老客户群")
    with look.page(f"/groups/{group.pk}", as_staff=cast.operator) as page:
        page.get_by_role("link", name="积极分子").first.click()
        last_month = clock.local(clock.timestamp(), ZONE).date().replace(day=1) - timedelta(days=1)
        page.get_by_label("月份").select_option(f"{last_month:%Y-%m}")
        page.get_by_role("button", name="查看").click()
        first = page.locator("[data-row]").first
        expect(first).to_contain_text("阿芳")
        expect(first).to_contain_text("本月礼物")
        first.get_by_text("依据").click()
        expect(first.get_by_role("link", name="充值").first).to_be_visible()
        page.get_by_role("button", name="把送礼放进今日").click()
        expect(page.locator("#q-toasts")).to_contain_text("1")
        task = Task.objects.get(kind="lifecycle.gift")
        page.goto(f"{look.base_url}/?kind=lifecycle.gift")
        settle(page)
        page.keyboard.press("j")
        page.keyboard.press("e")
        expect(page.locator(f"#task-{task.pk}")).to_have_count(0)
        page.goto(f"{look.base_url}/groups/{group.pk}/active?month={last_month:%Y-%m}")
        expect(page.locator("[data-row]").first).to_contain_text("已问过心愿")
    task.refresh_from_db()
    assert (task.state, task.closed_by) == ("done", cast.operator.pk)
