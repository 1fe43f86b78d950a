"""What is said in docs/ is what the code has: settings, registered kinds, files that are named."""

import ast
import re
import subprocess
import sys

from tests.architecture.sources import PACKAGE, ROOT, name, tree
from tests.tools import reference

DOCS = ROOT / "docs"
SETTINGS = DOCS / "operations" / "settings.md"
# A path of ours in backticks, as `qunce/config/settings.py` or `tests/tools/`; patterns and places to fill are none.
PATH = re.compile(r"`((?:qunce|tests|docs|assets|bench)/[A-Za-z0-9_./-]+)`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")
MADE = ("docs/images/", "qunce/base/ui/static/")  # by a command, not by hand


def pages():
    return sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def environment() -> set[str]:
    """The variables that settings.py reads."""
    found = set()
    for node in ast.walk(tree(PACKAGE / "config" / "settings.py")):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="get", value=ast.Attribute(attr="environ")),
                args=[ast.Constant(value=str(variable)), *_],
            ):
                found.add(variable)
    return found


def test_every_setting_is_documented_and_none_that_is_gone():
    rows = [line for line in SETTINGS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert {row.split("`")[1] for row in rows} == environment()


def test_env_has_a_variable_for_every_field():
    fields = {
        item.target.id
        for node in ast.walk(tree(PACKAGE / "config" / "settings.py"))
        if isinstance(node, ast.ClassDef) and node.name == "Env"
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }
    named = {variable.removeprefix("QUNCE_").lower() for variable in environment()}
    assert fields <= named


def test_the_reference_holds_all_that_is_registered():
    # A process of its own: tests of this one may have registered kinds of theirs.
    command = [sys.executable, "-m", "tests.tools.reference", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"docs/reference.md is out of date: {reference.COMMAND}\n{done.stderr}"


def test_paths_that_the_docs_name_exist():
    missing = {
        f"{name(page)}: {path}"
        for page in pages()
        for path in PATH.findall(page.read_text(encoding="utf-8"))
        if not path.startswith(MADE) and not (ROOT / path).exists()
    }
    assert missing == set()


def test_links_of_the_docs_lead_somewhere():
    missing = {
        f"{name(page)}: {target}"
        for page in pages()
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).resolve().exists()
        and not (page.parent / target).resolve().relative_to(ROOT).as_posix().startswith(MADE)
    }
    assert missing == set()


def test_decisions_have_a_status_and_are_short():
    for page in sorted((DOCS / "adr").glob("[0-9]*.md")):
        lines = page.read_text(encoding="utf-8").splitlines()
        assert any(re.match(r"Status: (accepted|superseded by [0-9]{4}|proposed)", line) for line in lines), page.name
        assert len(lines) <= 40, page.name
