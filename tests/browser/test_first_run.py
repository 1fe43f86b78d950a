"""The first minutes: from the set-up link to a worked and undone item of one's own group, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from qunce.base.accounts import services
from qunce.base.worklist.models import Task
from tests.browser.look import Look, settle
from tests.browser.test_journeys import import_talk
from tests.cast import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 375])
def test_from_the_setup_link_to_a_worked_item_and_back(look: Look, transactional_db: None, width: int) -> None:
    with look.page(services.issue_setup_link() or "", width=width) as page:
        page.get_by_label("工作区名称").fill("安记小厨")
        page.get_by_label("你的称呼").fill("安")
        page.get_by_label("登录名").fill("an")
        page.get_by_label("口令").fill(PASSPHRASE)
        page.get_by_role("button", name="开始使用").click()
        settle(page)
        doors = page.locator("main .q-card h2")
        expect(doors).to_have_text(["导入一个群", "企业微信", "先看演示"])
        page.get_by_role("main").get_by_role("link", name="导入").click()
        page.wait_for_url("**/import/new")
        import_talk(page, look)
        rows = page.locator("[data-row]")
        expect(rows).to_have_count(3)
        page.get_by_role("button", name="已回复").first.click()
        expect(rows).to_have_count(2)
        assert Task.objects.filter(state="done").count() == 1
        page.locator("#q-toasts").get_by_role("button", name="撤销").click()
        expect(rows).to_have_count(3)
        assert not Task.objects.filter(state="done").exists()


def test_a_new_workspace_and_the_door_of_wecom_look_right(look: Look, transactional_db: None) -> None:
    link = services.issue_setup_link() or ""
    owner = services.set_up(
        link.removeprefix("/setup/"), "安记小厨", services.Newcomer(username="an", name="安", password=PASSPHRASE)
    )
    look.at("/", as_staff=owner, name="welcome")
    look.at("/import/wecom", as_staff=owner, name="import-wecom")
