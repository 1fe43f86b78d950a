"""All tests: ``make test``. First those of the database on a throw-away PostgreSQL, then every one on SQLite, so that
the last line is pytest's own summary of them all.

What they need besides Python is installed by apt when we are root on Debian; else a line says what to install, and
what needs it is left out. Arguments go to pytest.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.tools import with_postgres

ROOT = Path(__file__).resolve().parents[2]
# Two processes, of which the one that is through takes from the other; what takes long is named at the end, so that
# it can be made shorter.
BOTH = ("-n", "2", "--dist", "worksteal", "--durations=25", "--durations-min=3")


def missing_packages() -> list[str]:
    """Debian packages that are not here yet."""
    missing = []
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        missing.append("chromium")
    if not _has_chinese_font():
        missing.append("fonts-noto-cjk")
    if with_postgres.programs() is None:
        missing.append("postgresql")
    return missing


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def install(packages: list[str]) -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    say(f"installing {' '.join(packages)}")
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "fontconfig", *packages]):
        subprocess.run([*quiet, *step], env=env, check=False, stdout=subprocess.DEVNULL)


def say(text: str) -> None:
    sys.stdout.write(f"-- {text}\n")
    sys.stdout.flush()


def pytest(*options: str, under: tuple[str, ...] = ()) -> int:
    """Run pytest in a data directory of its own; returns its exit code."""
    with tempfile.TemporaryDirectory(prefix="qunce-tests-") as data:
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "QUNCE_PUBLIC_URL"}}
        env["QUNCE_DATA"] = data
        command = [*under, sys.executable, "-m", "pytest", *options]
        return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def main(arguments: list[str]) -> int:
    if missing := missing_packages():
        install(missing)
        if missing := missing_packages():
            say(f"left out for want of them: apt-get install {' '.join(missing)}")
    if with_postgres.programs() is not None:
        say("the tests of the database on PostgreSQL")
        under = (sys.executable, str(Path(with_postgres.__file__)))
        if code := pytest(*BOTH, "--database-only", *arguments, under=under):
            return code
    say("all tests on SQLite")
    return pytest(*BOTH, "-rs", *arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
