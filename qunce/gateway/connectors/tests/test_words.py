"""Every msgid of the connectors has its Chinese, with the same places."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
_PLACE = re.compile(r"%\(\w+\)s")


def msgids() -> set[str]:
    found = set()
    for path in ROOT.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
                assert isinstance(node.args[0], ast.Constant)
                found.add(node.args[0].value)
    return found


def test_the_catalogue_is_complete_and_has_nothing_else() -> None:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file) if message.id}
    assert set(catalogue) == msgids()
    assert all(catalogue.values())
    assert {i: s for i, s in catalogue.items() if sorted(_PLACE.findall(i)) != sorted(_PLACE.findall(s))} == {}
