"""The service stories walked by clicks: a complaint that others copy, a promise broken and mended (E6-E8)."""

import pytest
from playwright.sync_api import expect

from qunce.gateway.intake.tests.helpers import mail, take
from qunce.practice.desk.complaints.models import Complaint
from qunce.practice.desk.promises.models import Promise
from tests.browser.look import Look
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TALK = (
    ("10:02", "小王", "更新以后人脸识别一直失败，提现提不出来，你们测试都不测的吗"),
    ("10:05", "李四", "我也是！刷了八次脸"),
    ("10:09", "阿花", "一样，一直提示光线不足"),
    ("10:30", "老周", "请问周三的分享有回放吗"),
    ("10:36", "安姐", "@老周 您好，我问一下，一小时内给您答复"),
    ("14:00", "阿花", "今天天气真好"),
)


@pytest.fixture
def heard(transactional_db: None) -> Cast:
    cast = make_cast()
    take(cast.workspace, mail(TALK))
    return cast


def test_a_complaint_that_others_copy_is_handled_to_the_end(look: Look, heard: Cast) -> None:
    with look.page("/complaints", as_staff=heard.owner) as page:
        expect(page.locator("[data-row]")).to_have_count(1)
        expect(page.locator("[data-row]")).to_contain_text("3 位群成员")
        page.locator("[data-row] a.q-line-said").click()
        for _ in ("apology", "private"):
            page.get_by_role("button", name="已发送").click()
            page.goto(f"{look.base_url}/complaints/{Complaint.objects.get().pk}")
        page.get_by_role("button", name="确有问题").click()
        page.locator("#step-note").fill("换了新的识别组件，今天到账，另补一张券。")
        page.get_by_role("button", name="给出方案").click()
        expect(page.locator("#step-words")).to_contain_text("另补一张券")
        page.get_by_role("button", name="已发送").click()
        page.goto(f"{look.base_url}/complaints/{Complaint.objects.get().pk}")
        page.get_by_role("button", name="已接受", exact=True).click()
        page.get_by_role("button", name="告知时限").click()
        for _ in ("time", "close"):
            page.get_by_role("button", name="已发送").click()
            page.goto(f"{look.base_url}/complaints/{Complaint.objects.get().pk}")
        assert Complaint.objects.get().state == "closed"
        assert Promise.objects.filter(question_id=Complaint.objects.get().head_id).count() == 1
        page.locator("#put-title").fill("新版人脸识别失败")
        page.get_by_role("button", name="放上看板").click()
        page.get_by_role("link", name="新版人脸识别失败").click()
        page.locator("select[name=state]").select_option("fixed")
        page.get_by_role("button", name="保存").click()
        page.get_by_role("button", name="告诉 3 位群成员").click()
        expect(page.locator("#q-toasts")).to_contain_text("3 条话术")


def test_a_promise_broken_is_mended(look: Look, heard: Cast) -> None:
    with look.page("/promises?part=broken", as_staff=heard.owner) as page:
        expect(page.locator("[data-row]")).to_have_count(1)
        page.goto(f"{look.base_url}/?kind=desk.promise")
        expect(page.locator("[data-row]")).to_contain_text("老周")
        page.keyboard.press("j")
        page.keyboard.press("e")
        expect(page.locator("[data-row]").filter(has_text="老周")).to_have_count(0)
        row = Promise.objects.get(message_id__isnull=False)
        assert (row.state, row.how) == ("broken", "click")
        assert row.settled_at is not None
        page.goto(f"{look.base_url}/promises?part=broken")
        expect(page.locator("[data-row]")).to_contain_text("迟到兑现")
