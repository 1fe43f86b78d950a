"""What people do with an import and a worklist: a file with a mapping, keys, overturning.

The way from the set-up link to a worked item and back is in ``test_first_run``.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qunce.base.jobs.worker import drain
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.tests.helpers import mail, take
from qunce.kernel import clock
from qunce.practice.desk.qa import services as qa
from tests.browser.look import EMOJI, LONG, Look, settle
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPOSING = """() => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", {key: "e", isComposing: true, bubbles: true}))"""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def talk() -> str:
    """Three questions that nobody answered, and one that 安姐 did."""
    return mail((
        ("10:02", "小王", "请问周末营业吗"),
        ("10:05", "安姐", "@小王 营业的，10点到22点"),
        ("10:06", "小王", "好的谢谢"),
        ("11:20", "李四", "三人套餐怎么预约"),
        ("12:01", LONG, "请问有没有停车的地方？"),
        ("13:20", EMOJI, "今天几点关门呀？"),
        ("15:30", "小王", "[图片: a.jpg(请在附件中查看)]"),
    ))  # fmt: skip


def import_talk(page: Page, look: Look) -> None:
    page.goto(f"{look.base_url}/import/new")
    page.locator("textarea[name=text]").fill(talk())
    page.locator("form[action='/import/paste'] button[type=submit]").click()
    page.wait_for_url("**/import/*")
    drain()
    page.locator("button[value=start]").wait_for()
    page.locator("input[name=own_names][value=安姐]").check()
    page.locator("input[name=group_name]").fill("老客户群")
    page.locator("input[name=group_size]").fill("61")
    page.locator("button[value=start]").click()
    page.wait_for_load_state()
    drain()
    page.get_by_role("link", name="去看今日待办").click()
    settle(page)


@pytest.fixture
def worked(cast: Cast) -> Cast:
    """A workspace whose worklist has three questions, imported without a browser."""
    take(cast.workspace, talk(), size=61)
    assert Task.objects.filter(state="open", kind="desk.reply").count() == 3
    return cast


def test_a_row_unfolds_to_its_words_and_reasons(look: Look, worked: Cast) -> None:
    with look.page("/", as_staff=worked.owner) as page:
        page.locator("[data-row] summary").first.click()
        expect(page.locator("[data-row] textarea").first).to_be_visible()
        expect(page.locator(".q-task-why .q-reasons li").first).to_be_visible()
        expect(page.locator(".q-task-why .q-quote").first).to_be_visible()


def test_keys_walk_the_worklist_and_leave_an_ime_alone(look: Look, worked: Cast) -> None:
    with look.page("/", as_staff=worked.owner) as page:
        rows = page.locator("[data-row]")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(rows.nth(1)).to_be_focused()
        page.keyboard.press("k")
        expect(rows.nth(0)).to_be_focused()
        page.evaluate(COMPOSING)
        page.wait_for_timeout(300)
        expect(rows).to_have_count(3)
        page.keyboard.press("s")
        expect(page.locator("#task-later")).to_be_visible()
        page.locator("#task-later").get_by_role("button", name="稍后处理").click()
        expect(rows).to_have_count(2)
        expect(page.locator("#task-later")).to_be_hidden()
        page.keyboard.press("z")
        expect(rows).to_have_count(3)
        page.keyboard.press("j")
        page.keyboard.press("n")
        page.locator("#task-aside").get_by_label("或者自己写").fill("不是提问 e s n")
        expect(rows).to_have_count(3)
        page.locator("#task-aside").get_by_role("button", name="已标为不用处理").click()
        expect(rows).to_have_count(2)
        assert Task.objects.get(state="not_needed").reason == "不是提问 e s n"
        page.keyboard.press("?")
        expect(page.locator("#q-keys")).to_be_visible()


def test_many_are_done_at_once_and_taken_back_at_once(look: Look, worked: Cast) -> None:
    with look.page("/", as_staff=worked.owner) as page:
        page.locator("[data-bulk-part]").first.check()
        expect(page.locator("[data-bulk-count]")).to_have_text("3")
        page.keyboard.press("e")
        expect(page.locator("[data-row]")).to_have_count(0)
        assert Task.objects.filter(state="done").count() == 3
        page.locator("#q-toasts").get_by_role("button", name="撤销").click()
        expect(page.locator("[data-row]")).to_have_count(3)


def test_a_verdict_is_overturned_with_a_reason_and_stands_again(look: Look, worked: Cast) -> None:
    row = StoredVerdict.objects.filter(kind="desk.unanswered", decision="unanswered").order_by("pk").first()
    assert row is not None
    with look.page(f"/verdicts/{row.pk}", as_staff=worked.owner) as page:
        page.get_by_label("原因").fill("电话里已经答了")
        page.get_by_role("button", name="改判").click()
        expect(page.get_by_text("电话里已经答了")).to_be_visible()
        assert Task.objects.filter(state="open", kind="desk.reply").count() == 2
        page.get_by_role("button", name="恢复判断").click()
        settle(page)
        row.refresh_from_db()
        assert row.state == "standing"


def test_a_table_is_mapped_and_imported(look: Look, cast: Cast, tmp_path: Path) -> None:
    day = (clock.local(clock.timestamp(), "Asia/Shanghai") - timedelta(days=1)).date().isoformat()
    names = [f"成员{i}" for i in range(14)]
    lines = ["time,kind,nick,text", *(f"{day} 10:{i:02d}:00,speech,{n},大家好{i}" for i, n in enumerate(names))]
    lines += [f"{day} 11:00:00,quit,成员1,bye"]
    file = tmp_path / "talk.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    with look.page("/import/new", as_staff=cast.owner, width=375) as page:
        page.locator("input[type=file]").set_input_files(file)
        page.locator("form[action='/import/upload'] button[type=submit]").click()
        page.wait_for_url("**/import/*")
        drain()
        page.locator("select[name=column_0]").wait_for()
        for i, field in enumerate(("time", "kind", "sender", "text")):
            page.locator(f"select[name=column_{i}]").select_option(field)
        page.locator("button[value=look]").first.click()
        page.wait_for_load_state()
        drain()
        page.locator("select[name^=kind_]").first.wait_for()
        for select in page.locator("select[name^=kind_]").all():
            meaning = "ignore" if "quit" in (select.evaluate("s => s.labels[0].textContent") or "") else "text"
            select.select_option(meaning)
        page.locator("button[value=look]").first.click()
        page.wait_for_load_state()
        drain()
        page.locator("[data-narrow]").fill("成员13")
        expect(page.locator("#own-names label:visible")).to_have_count(1)
        page.locator("button[value=start]").click()
        page.wait_for_load_state()
        drain()
        page.get_by_role("link", name="查看群").wait_for()
    assert Import.objects.get().counts["messages"] == 14


def test_a_known_question_takes_two_keys(worked: Cast, look: Look) -> None:
    """Choose the answer, say that it was sent (done when 3 of issue 3)."""
    parking = qa.write(worked.workspace.pk, qa.Draft("有停车的地方吗", "地下二层，凭小票免两小时"), worked.owner.pk)
    qa.write(worked.workspace.pk, qa.Draft("店里能开发票吗", "可以，找前台"), worked.owner.pk)
    with look.page("/", as_staff=worked.owner) as page:
        settle(page)
        row = page.locator(".q-task", has_text="停车的地方")
        expect(row.locator(".q-answers li").first).to_contain_text("地下二层")
        row.focus()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.keyboard.press("1")
        expect(row).to_have_class(re.compile("was-copied"))
        assert "地下二层，凭小票免两小时" in page.evaluate("navigator.clipboard.readText()")
        page.keyboard.press("e")
        expect(page.locator(".q-task", has_text="停车的地方")).to_have_count(0)
    assert Task.objects.filter(kind="desk.reply", state="done").count() == 1
    parking.refresh_from_db()
    assert parking.hits == 1
