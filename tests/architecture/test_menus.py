"""The two doors of the project, make and qunce, say what they can do."""

import re

from tests.architecture.sources import PACKAGE, ROOT


def test_every_command_of_ours_is_on_the_menu_or_a_tool():
    from qunce.config.cli import MENU

    commands = {path.stem for path in PACKAGE.glob("**/management/commands/*.py") if path.stem != "__init__"}
    assert set(MENU) - {"migrate"} <= commands


def test_makefile_has_at_most_twelve_targets_each_explained():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.M)
    assert phony
    targets = phony[1].split()
    assert len(targets) <= 12
    assert [target for target in targets if not re.search(rf"^{target}:.*## .+", text, re.M)] == []
