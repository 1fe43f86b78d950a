"""What the documents promise is there, and what is there is documented."""

import re

from tests.architecture.sources import PACKAGE, ROOT

SETTINGS = ROOT / "docs" / "operations" / "settings.md"


def read_variables() -> set[str]:
    source = (PACKAGE / "config" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'environ\.get\("([A-Z_]+)"', source))


def test_every_setting_is_documented_and_no_other():
    listed = re.findall(r"^\| `([A-Z_]+)`", SETTINGS.read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(read_variables())


def test_every_command_of_ours_is_on_the_menu_or_a_tool():
    from qunce.config.cli import MENU

    commands = {path.stem for path in PACKAGE.glob("**/management/commands/*.py") if path.stem != "__init__"}
    assert {name for name in MENU if name != "migrate"} <= commands | {"import"}


def test_makefile_has_at_most_twelve_targets_each_explained():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.M)
    assert phony
    targets = phony[1].split()
    assert len(targets) <= 12
    assert [target for target in targets if not re.search(rf"^{target}:.*## .+", text, re.M)] == []
