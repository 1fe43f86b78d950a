"""What people do with an offence, by keys and by hand."""

from datetime import timedelta

import msgspec
import pytest
from playwright.sync_api import expect

from qunce.base.jobs.worker import drain
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.outbox.models import Action
from qunce.kernel import clock
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
    day = (clock.local(clock.timestamp(), "Asia/Shanghai") - timedelta(days=1)).date().isoformat()
    talk = (
        f"老客户群 微信群上的聊天记录如下，请查收。\n\n—————  {day}  —————\n\n"
        "小王  10:02\n早上好呀\n\n安姐  10:05\n大家早\n\n阿强  10:06\n兼职刷单日结300，加微信 abc88888 领红包\n\n"
        "小王  10:09\n今天天气不错\n"
    )
    row = services.receive_text(cast.workspace, cast.owner.pk, "b", talk, None)
    drain()
    row = Import.objects.get(pk=row.pk)
    plan = msgspec.structs.replace(Plan.load(row.plan), own_names=("安姐",), group_name="老客户群", group_size=61)
    services.confirm(row, plan)
    services.start(row)
    drain()
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
        assert "规则" in words
    assert TakenStep.objects.get().state == "proven"
