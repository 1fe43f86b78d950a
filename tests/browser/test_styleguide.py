"""Every component, looked at and used."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from qunce.base.ui import navigation
from tests.browser.look import Look, axe_problems, geometry_problems, keep, settle
from tests.cast import Cast, make_cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.browser.ui_urls"),
    pytest.mark.django_db(transaction=True),
]
HERE = "/ui/styleguide"
ENTRIES = [
    ("today", "今日", "sun"),
    ("groups", "群", "messages"),
    ("people", "人", "users"),
    ("order", "秩序", "gavel"),
    ("desk", "服务", "headset"),
    ("calendar", "日程", "calendar-week"),
    ("campaigns", "活动", "confetti"),
    ("channels", "渠道", "broadcast"),
    ("insight", "洞察", "chart-bar"),
    ("settings", "设置", "settings"),
]


@pytest.fixture(autouse=True)
def ten_entries() -> Iterator[None]:
    """The whole navigation of the product, as it will be once every room is there."""
    with ExitStack() as stack:
        for order, (key, label, icon) in enumerate(ENTRIES):
            prefix = "/ui/" if key == "groups" else f"/{key}"
            entry = navigation.Entry(key, label, icon, "ui:styleguide", order * 10, prefix=prefix, go=key[0])
            stack.enter_context(navigation.entries.temporarily(key, entry))
        yield


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def test_looks_right_in_every_view(look: Look, cast: Cast) -> None:
    look.at(HERE, as_staff=cast.owner, name="styleguide")


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("opened", ["palette", "drawer", "dialog", "keys", "menu"])
def test_what_opens_looks_right(look: Look, cast: Cast, opened: str, width: int) -> None:
    with look.page(HERE, as_staff=cast.owner, width=width, theme="dark") as page:
        openers = {
            "palette": lambda: page.locator("[data-palette]").click(),
            "drawer": lambda: page.locator("[data-dialog='#specimen-drawer']").first.click(),
            "dialog": lambda: page.locator("[data-dialog='#specimen-dialog']").first.click(),
            "keys": lambda: page.keyboard.press("?"),
            "menu": lambda: page.locator(".q-user summary").click(),
        }
        openers[opened]()
        settle(page)
        within = {"menu": ".q-user", "palette": "#q-palette", "keys": "#q-keys"}.get(opened, f"#specimen-{opened}")
        keep(page, f"styleguide-{opened}-{width}")
        assert axe_problems(page, within) == []
        assert geometry_problems(page) == []


def test_device_theme_counts_until_somebody_chooses(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner, theme="") as page:
        page.emulate_media(color_scheme="dark")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        page.emulate_media(color_scheme="light")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_palette_opens_by_key_finds_and_goes(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner) as page:
        page.keyboard.press("Control+k")
        page.keyboard.insert_text("李")
        expect(page.locator("#q-palette .q-hit")).to_have_count(1)
        expect(page.locator("#q-palette .q-hit")).to_contain_text("李雷")
        page.keyboard.press("Escape")
        expect(page.locator("#q-palette")).to_be_hidden()
        page.keyboard.press("/")
        expect(page.locator("#q-palette")).to_be_visible()
        page.locator("#q-palette input").fill("")
        expect(page.locator("#q-palette .q-hit")).to_have_count(3)
        page.keyboard.press("ArrowDown")
        expect(page.locator("#q-palette .q-hit").nth(1)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(page.locator("#q-palette")).to_be_hidden()


def compose(page: Page, selector: str, key: str) -> None:
    """What an input method sends while it composes."""
    page.evaluate(
        """([selector, key]) => document.querySelector(selector).dispatchEvent(
            new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true, cancelable: true}))""",
        [selector, key],
    )


def test_keys_are_left_alone_while_an_input_method_composes(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner) as page:
        compose(page, "body", "j")
        compose(page, "body", "?")
        compose(page, "body", "/")
        assert page.locator("[data-row].is-at").count() == 0
        assert page.locator("dialog[open]").count() == 0
        page.keyboard.press("/")
        settle(page)
        compose(page, "#q-palette input", "Enter")
        expect(page.locator("#q-palette")).to_be_visible()


def test_list_keys_move_select_and_act(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner) as page:
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator("[data-list] [data-row]").nth(1)).to_have_class("is-at")
        page.keyboard.press("k")
        expect(page.locator("[data-list] [data-row]").first).to_have_class("is-at")
        page.keyboard.press("e")
        toast = page.locator("#q-toasts .q-toast")
        expect(toast).to_contain_text("已标记完成")
        page.keyboard.press("z")
        expect(toast).to_have_count(1)  # the undo answered with its own toast
        page.locator("textarea").first.focus()
        page.keyboard.press("?")
        assert page.locator("#q-keys").is_hidden(), "a letter typed into a field is a letter"


def test_toast_stays_while_pointed_at(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner) as page:
        page.clock.install()
        page.locator("[data-list] [data-key=e]").first.click()
        toast = page.locator("#q-toasts .q-toast")
        expect(toast).to_be_visible()
        page.clock.run_for(15_000)
        toast.hover()
        page.clock.run_for(60_000)
        expect(toast).to_be_visible()
        page.mouse.move(5, 5)
        page.clock.run_for(15_500)
        expect(toast).to_have_count(0)


def test_selection_survives_paging_and_all_matching_is_offered(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner) as page:
        page.locator("#specimen-list [data-bulk-item]").nth(0).check()
        page.locator("#specimen-list [data-bulk-item]").nth(1).check()
        bar = page.locator("[data-bulk-bar]")
        expect(bar).to_contain_text("已选 2 项")
        with page.expect_response("**page=2**"):
            page.locator(".q-pager a", has_text="2").first.click()
        expect(page.locator(".q-pager [aria-current]")).to_have_text("2")
        expect(bar).to_contain_text("已选 2 项")
        bar.locator("[data-bulk-all]").click()
        expect(bar).to_contain_text("已选 12,430 项")
        assert page.locator("[name=all_matching]").input_value() == "1"
        bar.locator("[data-bulk-none]").click()
        expect(bar).to_be_hidden()


def test_copy_works_with_and_without_the_clipboard(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("#words-2 ~ .q-actions [data-copy-from]").click()
        expect(page.locator("#words-2 ~ .q-actions [data-copy-from]")).to_contain_text("已复制")
        assert "四个人同样享受拼团价" in page.evaluate("navigator.clipboard.readText()")
        page.evaluate("navigator.clipboard.writeText('')")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
        page.locator("#words-3 ~ .q-actions [data-copy-from]").click()
        expect(page.locator("#words-3 ~ .q-actions [data-copy-from]")).to_contain_text("已复制")
        page.evaluate("delete navigator.clipboard")
        assert page.evaluate("navigator.clipboard.readText()").startswith("@李雷")


def test_many_files_are_listed_and_removable(look: Look, cast: Cast) -> None:
    files = [{"name": f"群聊 {n}.txt", "mimeType": "text/plain", "buffer": b"x" * n * 900} for n in (1, 2000)]
    with look.page(HERE, as_staff=cast.owner) as page:
        page.locator("[data-drop] input").set_input_files(files)
        listed = page.locator(".q-drop-files li")
        expect(listed).to_have_count(2)
        expect(listed.nth(1)).to_contain_text("1.7 MB")
        listed.first.locator("button").click()
        expect(listed).to_have_count(1)
        assert page.evaluate("document.querySelector('[data-drop] input').files.length") == 1
        page.locator("[data-drop] input").set_input_files(files[:1])
        expect(listed).to_have_count(2)


def test_long_image_is_made(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner) as page:
        page.locator(".q-head .q-menu summary").click()
        page.locator("button[data-image]").click()
        picture = page.locator("#q-image img")
        expect(picture).to_be_visible()
        page.wait_for_function("() => document.querySelector('#q-image img').naturalWidth > 400")
        keep(page, "styleguide-long-image")


def test_prints_without_furniture(look: Look, cast: Cast) -> None:
    with look.page(HERE, as_staff=cast.owner, theme="dark") as page:
        page.emulate_media(media="print")
        expect(page.locator(".q-side")).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        keep(page, "styleguide-print")
