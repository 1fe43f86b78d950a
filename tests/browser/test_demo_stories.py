"""The demo tells its stories; each is walked by clicks on the demo itself, as a newcomer would."""

import pytest
from playwright.sync_api import expect

from qunce.base.jobs.worker import drain
from qunce.base.worklist.models import Task
from qunce.demo import services
from qunce.gateway.connectors import runner
from qunce.practice.desk.complaints.models import Complaint
from qunce.practice.desk.promises.models import Promise
from qunce.practice.moderation.incidents.models import Appeal, Removal, Report, TakenStep
from tests.browser.look import Look
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def look(look: Look, cast: Cast) -> Look:
    """At work in the demo, which the owner of the cast's workspace has a place in."""
    with runner.shared():
        look.workspace = services.load()
        drain()
    return look


def test_the_demo_shows_what_it_promises(look: Look, cast: Cast) -> None:
    the_advertiser_is_removed_and_an_appeal_is_won(look, cast)
    a_complaint_is_copied(look, cast)
    a_promise_is_broken_and_mended(look, cast)
    a_removal_without_a_reason_gets_it(look, cast)
    a_report_is_declined_with_words(look, cast)


def the_advertiser_is_removed_and_an_appeal_is_won(look: Look, cast: Cast) -> None:
    removed, won = TakenStep.objects.get(step="remove"), Appeal.objects.get(state="overturned")
    with look.page("/order/", as_staff=cast.owner) as page:
        page.get_by_text("移出本群").first.click()
        page.locator(f"a[href*='/order/cases/{removed.incident_id}']").first.click()
        expect(page.get_by_text("aqiang6688").first).to_be_visible()
        for words in ("SHA-256", "决定人", "计入的违规"):
            expect(page.get_by_text(words).first).to_be_visible()
        page.goto(f"{look.base_url}/order/cases/{won.incident_id}")
        expect(page.get_by_text("是我们判断错了").first).to_be_visible()
        page.goto(f"{look.base_url}/?kind=moderation.apologise")
        expect(page.locator("[data-row]")).to_contain_text("苏苏")
    with look.page(f"/order/cases/{removed.incident_id}", as_staff=cast.owner, width=375) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 375


def a_complaint_is_copied(look: Look, cast: Cast) -> None:
    copied = next(c for c in Complaint.objects.filter(state="open") if c.voices.values("person").distinct().count() > 2)
    voices = copied.voices.values("person").distinct().count()
    with look.page("/complaints", as_staff=cast.owner) as page:
        row = page.locator("[data-row]").filter(has_text=f"{voices} 位群成员").first
        expect(row).to_be_visible()
        row.locator("a.q-line-said").click()
        page.get_by_role("button", name="确有问题").click()
        page.locator("#step-note").fill("换了新的识别组件，今天能提现，另补一张券。")
        page.get_by_role("button", name="给出方案").click()
        expect(page.locator("#step-words")).to_contain_text("另补一张券")
    # The talk itself shows the apology and the private word; the colleague does the rest.
    assert set(copied.steps.values_list("step", flat=True)) > {"apology", "private"}


def a_promise_is_broken_and_mended(look: Look, cast: Cast) -> None:
    broken = Promise.objects.filter(state="broken", settled_at=None)
    before = broken.count()
    with look.page("/?kind=desk.promise", as_staff=cast.owner) as page:
        rows = page.locator("[data-row]")
        shown = rows.count()
        page.keyboard.press("j")
        page.keyboard.press("e")
        expect(rows).to_have_count(shown - 1)
    assert broken.count() == before - 1
    with look.page("/promises?part=broken", as_staff=cast.owner) as page:
        expect(page.get_by_text("迟到兑现").first).to_be_visible()


def a_removal_without_a_reason_gets_it(look: Look, cast: Cast) -> None:
    removal = Removal.objects.get(incident=None)
    with look.page("/order/removals?part=open", as_staff=cast.owner) as page:
        page.locator("[data-row] a.q-line-said").click()
        expect(page.locator("blockquote").filter(has_text="帮我移一下")).to_be_visible()
        page.get_by_label("为什么移出").select_option("asked")
        page.get_by_role("button", name="保存原因").click()
        expect(page.get_by_text("本人想退群").first).to_be_visible()
        page.goto(f"{look.base_url}/order/removals")
        expect(page.locator("[data-row]").filter(has_text="阿强")).to_contain_text("处罚阶梯内")
    removal.refresh_from_db()
    assert removal.why == "asked"
    assert not Task.objects.filter(kind="moderation.removal", state="open").exists()


def a_report_is_declined_with_words(look: Look, cast: Cast) -> None:
    with look.page("/?kind=moderation.report", as_staff=cast.owner) as page:
        page.locator("[data-row]").get_by_role("link", name="去处理").click()
        page.get_by_label("或者不受理").fill("只是邻居团购，没有拉群")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_text("只是邻居团购").first).to_be_visible()
    assert set(Report.objects.values_list("state", flat=True)) == {"taken", "declined"}
