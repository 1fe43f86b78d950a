"""Looking at a page as eyes would: at two widths, in two themes, in two languages.

    def test_looks(look: Look, cast: Cast) -> None:
        look.at("/groups/", as_staff=cast.owner, name="groups")

Fails on: anything wider than the window, interactive things on top of each other, text that leaves its
button, a doubled id, a touch target under 44 px on a phone, serious or critical findings of axe (contrast in both
themes), an error in the console (so a breach of the CSP too), a request to any other host.

Nobody compares pixels, and painting whole pages takes time: a screenshot of a view stays in
``artifacts/look/`` where something was found in it, of every view with QUNCE_KEEP_LOOKS=1.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Request

from qunce.base.accounts import services
from qunce.base.accounts.models import Staff
from qunce.base.tenancy.models import Workspace
from tests.cast import session_cookie

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts" / "look"
KEEP_ALL = os.environ.get("QUNCE_KEEP_LOOKS") == "1"
WIDTHS = {1280: 900, 375: 780}
THEMES = ("light", "dark")
LANGUAGES = ("zh-hans", "en")
# Names as people have them.
LONG = "一个名字特别特别长的店长她把整句介绍都写进了称呼里一共有四十个字符这么长还没有写完"[:40]
EMOJI = "🌵🍜🎉🧋"
# Axe costs a second or two a time: each theme, width and language is there once.
AXE_VIEWS = {(1280, "light", "zh-hans"), (375, "dark", "en")}
KEPT_VIEWS = {*AXE_VIEWS, (1280, "dark", "zh-hans"), (375, "light", "zh-hans"), (375, "dark", "zh-hans")}

# As a constructed sheet: the Content-Security-Policy lets no style stand in a page, a test's neither.
STILL = """() => {
    const sheet = new CSSStyleSheet();
    const stop = "animation: none !important; transition: none !important; caret-color: transparent !important;";
    sheet.replaceSync(`*, ::before, ::after { ${stop} }`);
    document.adoptedStyleSheets = [sheet];
}"""
GEOMETRY = (Path(__file__).parent / "geometry.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Finding:
    view: str
    text: str

    def __str__(self) -> str:
        return f"[{self.view}] {self.text}"


class Look:
    """Opens pages of the live server for a member of staff and checks how they look.

    workspace  in which the staff are at work, where they have several
    """

    def __init__(self, browser: Browser, base_url: str, workspace: Workspace | None = None) -> None:
        self.browser = browser
        self.base_url = base_url
        self.host = urlsplit(base_url).netloc
        self.workspace = workspace
        self._standing: dict[int, tuple[BrowserContext, Page, list[str]]] = {}

    def close(self) -> None:
        for context, _page, _wrong in self._standing.values():
            context.close()
        self._standing.clear()

    @contextmanager
    def page(
        self,
        path: str,
        *,
        as_staff: Staff | None = None,
        width: int = 1280,
        theme: str = "light",
        language: str = "zh-hans",
    ) -> Iterator[Page]:
        """A page opened in one view; leaving fails on errors in its console and on requests elsewhere."""
        context = self._context(as_staff, width, theme, language)
        page = context.new_page()
        wrong = self._listen(page)
        try:
            page.goto(self.base_url + path)
            settle(page)
            yield page
            assert not wrong, f"{path}: {wrong}"
        finally:
            context.close()

    def _context(self, staff: Staff | None, width: int, theme: str, language: str) -> BrowserContext:
        phone = width < 500
        context = self.browser.new_context(
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN" if language == "zh-hans" else "en-US",
            timezone_id="Asia/Shanghai",
        )
        self._dress(context, staff, theme, language)
        return context

    def _dress(self, context: BrowserContext, staff: Staff | None, theme: str, language: str) -> None:
        cookies = {"qunce_theme": theme, settings.LANGUAGE_COOKIE_NAME: language}
        if staff is not None:
            services.set_language(staff.pk, language)
            services.set_theme(staff.pk, theme)
            cookies[settings.SESSION_COOKIE_NAME] = session_cookie(staff, self.workspace)
        context.clear_cookies()
        context.add_cookies([{"name": n, "value": v, "url": self.base_url} for n, v in cookies.items()])

    def _standing_page(self, width: int) -> tuple[BrowserContext, Page, list[str]]:
        """A browser of this width that stays open from page to page: opening one anew takes most of a look's time."""
        if width not in self._standing:
            context = self._context(None, width, "light", "zh-hans")
            page = context.new_page()
            self._standing[width] = (context, page, self._listen(page))
        return self._standing[width]

    def _listen(self, page: Page) -> list[str]:
        wrong: list[str] = []

        def asked(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
                wrong.append(f"request to {request.url}")

        page.on("request", asked)
        page.on("pageerror", lambda error: wrong.append(f"error {error}"))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        return wrong

    @contextmanager
    def instead(self, path: str, html: str) -> Iterator[None]:
        """``at`` sees this page at this address, whatever the server would say."""
        pages = [self._standing_page(width)[1] for width in WIDTHS]
        for page in pages:
            page.route(
                self.base_url + path, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
            )
        yield
        for page in pages:
            page.unroute(self.base_url + path)

    def at(
        self,
        path: str,
        *,
        as_staff: Staff | None = None,
        name: str = "",
        axe: bool = True,
        languages: tuple[str, ...] = LANGUAGES,
        status: int = 200,
    ) -> None:
        """Look at a page in all eight views; fails with everything found in all of them.

        status  what the page answers with; where it is no 200 the browser's own remark on it is none of ours
        """
        found: list[Finding] = []
        for language, width in product(languages, WIDTHS):
            context, page, wrong = self._standing_page(width)
            wrong.clear()
            self._dress(context, as_staff, "light", language)
            answer = page.goto(self.base_url + path)
            assert answer is not None, path
            assert answer.status == status, f"{path} answers {answer.status}"
            settle(page)
            found += self._eight(page, (language, width), name or path.strip("/").replace("/", "-") or "home", axe)
            said = [text for text in wrong if status == 200 or f"status of {status}" not in text]
            found += [Finding(f"{width} {language}", text) for text in said]
        assert not found, f"{path}\n" + "\n".join(str(one) for one in found)

    def _eight(self, page: Page, seen: tuple[str, int], name: str, axe: bool) -> list[Finding]:
        language, width = seen
        found: list[Finding] = []
        for theme in THEMES:
            set_theme(page, theme)
            view = f"{width} {theme} {language}"
            here = geometry_problems(page)
            if axe and (width, theme, language) in AXE_VIEWS:
                here += axe_problems(page)
            if here or (KEEP_ALL and (width, theme, language) in KEPT_VIEWS):
                picture(page, f"{name}-{width}-{theme}-{language}")
            found += [Finding(view, text) for text in here]
        return found


def settle(page: Page) -> None:
    """Until the script has started, charts are drawn and nothing is loading."""
    page.wait_for_function("() => document.documentElement.dataset.ready && !document.querySelector('.htmx-request')")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-chart] .q-chart-plot')].every(plot => plot.querySelector('svg'))"
    )
    page.evaluate(STILL)


def set_theme(page: Page, theme: str) -> None:
    """What the theme switch does, without opening the menu."""
    page.evaluate(
        """theme => {
            Object.assign(document.documentElement.dataset, {theme, bsTheme: theme});
            dispatchEvent(new Event("qunce:theme"));
        }""",
        theme,
    )
    page.wait_for_timeout(30)


def geometry_problems(page: Page) -> list[str]:
    """Overflow, overlap, doubled ids, small touch targets: see geometry.js."""
    return list(page.evaluate(GEOMETRY))


def axe_problems(page: Page, within: str | None = None) -> list[str]:
    """Serious and critical findings of axe-core, in the whole page or within a selector (quicker)."""
    results = Axe().run(page, context=within, options={"resultTypes": ["violations"]})
    return [
        f"axe {v['id']} ({v['impact']}): {v['help']}: " + "; ".join(node["html"][:160] for node in v["nodes"][:3])
        for v in results.response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


def keep(page: Page, name: str) -> None:
    """Keep a screenshot of the whole page as an artefact, where all are asked for."""
    if KEEP_ALL:
        picture(page, name)


def picture(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.jpg", type="jpeg", quality=80, full_page=True)
