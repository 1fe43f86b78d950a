"""The pictures of the README, from the demo: ``make screenshots``. Needs Chromium; writes docs/images/*.png."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
PORT = int(os.environ.get("SCREENSHOT_PORT") or 8765)
WIDE, PHONE = (1280, 860), (375, 812)


def serve(env: dict[str, str]) -> "subprocess.Popen[bytes]":
    argv = [sys.executable, "-m", "qunce", "runserver", f"127.0.0.1:{PORT}", "--noreload"]
    server = subprocess.Popen(argv, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urlopen(f"http://127.0.0.1:{PORT}/login", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return server
    raise SystemExit("the server did not start")


def prepare() -> tuple[str, str, dict[str, str]]:
    """Load the demo; gives the session cookie's name and value, and the addresses to picture."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from qunce.base.tenancy.models import Workspace
    from qunce.base.verdicts.models import StoredVerdict
    from qunce.community.models import Group
    from tests.cast import make_staff, session_cookie

    call_command("migrate", verbosity=0)
    call_command("demo", "load", verbosity=0)
    demo = Workspace.objects.get(is_demo=True)
    staff = make_staff("an", demo, "owner")
    group = Group.objects.filter(workspace=demo).order_by("-message_count").first()
    key = StoredVerdict.objects.filter(kind="lifecycle.key_member", state="standing").order_by("rank").first()
    assert group is not None
    assert key is not None
    pages = {
        "today": "/", "group": f"/groups/{group.pk}", "person": f"/people/{key.person_id}", "import": "/import/new",
    }  # fmt: skip
    return settings.SESSION_COOKIE_NAME, session_cookie(staff), pages


def picture(name: str, value: str, pages: dict[str, str]) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome") or "/usr/bin/chromium"
    cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for (width, height), wanted in ((WIDE, pages), (PHONE, {"today": "/", "group": pages["group"]})):
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = context.new_page()
            for title, path in wanted.items():
                page.goto(f"http://127.0.0.1:{PORT}{path}")
                page.wait_for_timeout(1200)
                page.screenshot(path=IMAGES / f"{title}-{width}.png")
            context.close()
        browser.close()


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="qunce-pictures-") as place:
        os.environ |= {
            "QUNCE_DATA": place,
            "DJANGO_SETTINGS_MODULE": "qunce.config.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        }
        os.environ.pop("DATABASE_URL", None)
        name, value, pages = prepare()
        server = serve(dict(os.environ))
        try:
            picture(name, value, pages)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
