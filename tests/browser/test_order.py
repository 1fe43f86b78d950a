"""What people do with an offence, by keys and by hand."""

import pytest
from playwright.sync_api import expect

from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.gateway.intake.tests.helpers import mail, take
from qunce.gateway.outbox.models import Action
from qunce.practice.moderation.incidents import queries
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from tests.browser.look import Look
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def advert(cast: Cast) -> Cast:
    """A group, imported as a user would, in which somebody advertises."""
    said = (
        ("10:02", "小王", "早上好呀"),
        ("10:05", "安姐", "大家早"),
        ("10:06", "阿强", "兼职刷单日结300，加微信 abc88888 领红包"),
        ("10:09", "小王", "今天天气不错"),
    )
    take(cast.workspace, mail(said), size=61)
    assert Incident.objects.count() == 1
    return cast


def test_an_advert_is_answered_with_three_keys(look: Look, advert: Cast) -> None:
    with look.page("/", as_staff=advert.service) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        expect(page.locator("[data-row]")).to_have_count(1)
        for key in ("j", "c", "e"):
            page.keyboard.press(key)
        expect(page.locator("[data-row]")).to_have_count(0)
        words = page.evaluate("navigator.clipboard.readText()")
        assert words == Action.objects.get().words
        assert "阿强" in words
        assert "群规" in words
    assert TakenStep.objects.get().state == "proven"


@pytest.mark.parametrize("decision", ["overturn", "uphold"])
def test_a_member_appeals_on_the_phone_and_is_answered(look: Look, advert: Cast, decision: str) -> None:
    incident = Incident.objects.get()
    worklist.finish(Task.objects.get(kind="moderation.ask"), advert.service.pk)
    invited = queries.invitation_of(incident)
    assert invited is not None
    with look.page(invited.path, width=375) as page:
        page.get_by_label("口令").fill(invited.code)
        page.get_by_role("button").click()
        expect(page.get_by_text("abc88888")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.get_by_label("您为什么有不同看法").fill("我是在转发给家人看的截图，发错群了")
        page.get_by_role("button", name="提交申诉").click()
        expect(page.get_by_text("已收到")).to_be_visible()
    with look.page("/", as_staff=advert.owner) as page:
        page.get_by_role("link", name="去处理").click()
        page.get_by_label("我们的决定").select_option(decision)
        page.get_by_label("理由").fill("核对过了")
        page.get_by_role("button", name="提交决定").click()
        expect(page.get_by_text("核对过了").first).to_be_visible()
    incident.refresh_from_db()
    assert incident.state == ("overturned" if decision == "overturn" else "standing")
    with look.page("/", as_staff=advert.owner) as page:
        expect(page.get_by_text("致歉" if decision == "overturn" else "答复").first).to_be_visible()
