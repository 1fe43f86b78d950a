"""A known question answered with a script: found by pinyin, looked at, put right, copied, done (E1, E2, E5)."""

import re

import pytest
from playwright.sync_api import Page, expect

from qunce.base.worklist.models import Task
from qunce.practice.desk.drafting import services as drafting
from qunce.practice.desk.drafting.tone import Tone
from qunce.practice.desk.scripts import services as scripts
from qunce.practice.desk.scripts.models import Script
from qunce.practice.desk.scripts.services import Draft
from tests.browser.look import Look, geometry_problems, keep, settle
from tests.browser.test_journeys import cast as cast
from tests.browser.test_journeys import worked as worked
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPOSING = """field => {
    field.setRangeText("/t", 0, field.value.length, "end");
    field.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
    field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true}));
}"""

WRITING_ON = """field => {
    field.setRangeText("。", 0, 0, "end");
    field.dispatchEvent(new InputEvent("input", {bubbles: true}));
    return field.closest("[data-draft]").querySelectorAll("[data-mend]:enabled").length;
}"""


@pytest.fixture
def scripted(worked: Cast) -> Cast:
    for title, words in (
        ("停车", "@{昵称} 您好，地下一层可以停车。"),
        ("预约套餐", "@{昵称} 您好，{群名}里接龙就能预约。"),
    ):
        scripts.write(worked.workspace.pk, Draft(title, [words]), worked.owner.pk)
    drafting.save(worked.workspace.pk, Tone(address="您"), {}, worked.owner.pk)
    return worked


def asked_by(name: str) -> Task:
    return next(task for task in Task.objects.filter(kind="desk.reply") if task.title["params"]["name"] == name)


def opened(page: Page, task: Task) -> None:
    page.keyboard.press("j")
    while page.locator("[data-row].is-at").get_attribute("id") != f"task-{task.pk}":
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(f"#words-{task.pk}").wait_for()
    page.locator("html[data-drafts]").wait_for(state="attached")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_question_is_answered_with_a_script(look: Look, scripted: Cast, width: int) -> None:
    task = asked_by("李四")
    with look.page("/?kind=desk.reply", as_staff=scripted.service, width=width) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        opened(page, task)
        field, picks = page.locator(f"#words-{task.pk}"), page.locator(f"#task-{task.pk} .q-picks")
        checks = page.locator(f"#task-{task.pk} .q-checks")
        expect(field).to_have_value(re.compile("^@李四 您好"))
        field.evaluate(COMPOSING)
        page.wait_for_timeout(300)
        expect(picks).to_be_hidden()
        field.fill("")
        if width == 375:
            page.locator(f"#task-{task.pk} [data-pick]").click()
            expect(page.locator(".q-pick")).to_have_count(2)
            page.keyboard.type("yyt")
        else:
            field.press_sequentially("/yytc")
        expect(page.locator(".q-pick")).to_have_count(1)
        expect(page.locator(".q-pick")).to_contain_text("@李四 您好，老客户群里接龙就能预约。")
        settle(page)
        keep(page, f"scripts-picked-{width}")
        assert geometry_problems(page) == []
        if width == 375:
            page.locator(".q-pick").click()
        else:
            page.keyboard.press("Enter")
        expect(picks).to_be_hidden()
        expect(field).to_have_value("@李四 您好，老客户群里接龙就能预约。")
        expect(checks).to_contain_text("没有需要再看的")
        field.fill("@李四 你在群里接龙就能预约。")
        expect(checks.locator("[data-mend]")).to_have_count(2)
        assert field.evaluate(WRITING_ON) == 0  # what was found held for other words
        field.fill("@李四 你在群里接龙就能预约。")
        expect(checks.locator("[data-mend]:enabled")).to_have_count(2)
        keep(page, f"scripts-checked-{width}")
        checks.locator("[data-mend]", has_text="加上 您好，").click()
        expect(checks.locator("[data-mend]")).to_have_count(1)
        checks.locator("[data-mend]", has_text="换成 您").click()
        expect(checks.locator("[data-mend]")).to_have_count(0)
        expect(field).to_have_value("@李四 您好，您在群里接龙就能预约。")
        copy = page.locator(f"#task-{task.pk} .q-task-acts [data-key=c]")
        if width == 1280:
            field.fill("@李四 您好，{截止}前答复您")
            copy.click()
            expect(page.locator("#q-toasts")).to_contain_text("请先补上： {截止}")
            page.keyboard.type("今天 18:00 ")
            expect(field).to_have_value("@李四 您好，今天 18:00 前答复您")
            field.fill("@李四 您好，您在群里接龙就能预约。")
        copy.click()
        assert page.evaluate("() => navigator.clipboard.readText()") == "@李四 您好，您在群里接龙就能预约。"
        page.locator(f"#task-{task.pk} .q-task-done").click()
        expect(page.locator(f"#task-{task.pk}")).to_have_count(0)
    task.refresh_from_db()
    assert task.state == "done"
    assert list(Script.objects.order_by("pk").values_list("uses", flat=True)) == [0, 1]


def test_what_nobody_knew_is_marked_and_not_copied(look: Look, scripted: Cast) -> None:
    scripts.write(scripted.workspace.pk, Draft("欢迎", ["您好，我是{我}，{昵称}请看公告"]), scripted.owner.pk)
    with look.page("/actions/new", as_staff=scripted.operator) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("html[data-drafts]").wait_for(state="attached")
        field = page.locator("textarea[name=words]")
        field.press_sequentially("http://x/")
        page.wait_for_timeout(300)
        expect(page.locator(".q-pick")).to_have_count(0)
        field.fill("")
        field.press_sequentially("/hy")
        expect(page.locator(".q-pick")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(".q-picks")).to_be_hidden()
        page.keyboard.press("Backspace")
        page.keyboard.type("y")
        expect(page.locator(".q-picks")).to_be_hidden()
        field.fill("")
        field.press_sequentially("/hy")
        page.locator(".q-pick").click()
        expect(page.locator(".q-checks")).to_contain_text("发送前请补上")
        page.keyboard.type("大家")
        expect(field).to_have_value(f"您好，我是{scripted.operator.name}，大家请看公告")
