"""What every template and the built assets promise each other, whoever wrote the page."""

import re
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from qunce.base.ui import assets

PACKAGE = Path(__file__).resolve().parents[3]
ROOT = PACKAGE.parent
TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html") if "jinja2" in path.parts and "tests" not in path.parts)


def environment():
    return engines["backend"].env


def template_name(path: Path) -> str:
    return "/".join(path.parts[path.parts.index("jinja2") + 1 :])


def imported_at_top(tree: nodes.Template) -> set[str]:
    """Names that the file imports outside its blocks."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, nodes.Import):
            names.add(node.target)
        if isinstance(node, nodes.FromImport):
            names |= {name if isinstance(name, str) else name[1] for name in node.names}
    return names


def parsed(path: Path) -> nodes.Template:
    return environment().parse(path.read_text(encoding="utf-8"), template_name(path))


def block_needs(block: nodes.Block, env) -> set[str]:
    """What a block names that is neither its own nor a global: it comes from the context, or is missing."""
    alone = nodes.Template(block.body, lineno=1)
    alone.set_environment(env)
    return find_undeclared_variables(alone)


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_every_block_imports_what_it_uses(path: Path) -> None:
    """A part is rendered without the rest of its file: what only the file imports, the part does not have."""
    tree = parsed(path)
    modules = imported_at_top(tree) | {node.target for node in tree.find_all(nodes.Import)}
    for block in tree.find_all(nodes.Block):
        lost = block_needs(block, environment()) & modules
        assert not lost, f"block {block.name} uses {sorted(lost)} without importing it"


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_template_compiles_and_is_small(path: Path) -> None:
    environment().get_template(template_name(path))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 200


INLINE = re.compile(
    r"""<[^>]*\s(on[a-z]+|style|hx-on[:\w-]*)\s*=|<script(?![^>]*\bsrc=)(?![^>]*application/json)|javascript:""", re.I
)


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_nothing_inline_that_the_csp_would_stop(path: Path) -> None:
    found = INLINE.search(path.read_text(encoding="utf-8"))
    assert found is None, found and found.group(0)


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_htmx_says_its_target_and_swap_on_the_element(path: Path) -> None:
    """htmx 4 inherits nothing (and neither does our 2)."""
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    for tag in re.findall(r"<\w[^>]*\shx-(?:get|post)=[^>]*>", text):
        assert "hx-target" in tag, tag
        assert "hx-swap" in tag, tag


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_post_forms_carry_the_csrf_token(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, flags=re.S):
        assert "csrf_input" in form, form[:120]


def icons_listed() -> set[str]:
    return set((ROOT / "assets" / "icons.txt").read_text(encoding="utf-8").split())


def icons_used() -> set[str]:
    """Names given to icon() and to the macros and entries that take one."""
    used: set[str] = set()
    for path in TEMPLATES:
        used |= set(re.findall(r"icon\(\s*\"([a-z0-9-]+)\"[,)]", path.read_text(encoding="utf-8")))
        used |= set(re.findall(r"icon_name=\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8")))
    for path in PACKAGE.rglob("*.py"):
        if "tests" not in path.parts:
            used |= set(re.findall(r"icon(?:: str)?\s*=\s*\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8")))
    return used


def test_every_icon_used_is_listed() -> None:
    assert icons_used() - icons_listed() == set()


built = pytest.mark.skipif(not (assets.BUILD / "manifest.json").exists(), reason="assets are not built")
HOOKS = re.compile(r"^(is-|htmx-)")  # set by scripts


def classes_in(text: str) -> set[str]:
    """Class names as they stand in a template, without what an expression makes of them."""
    found: set[str] = set()
    for value in re.findall(r"class=\"([^\"]*)\"", re.sub(r"\{#.*?#\}", "", text, flags=re.S)):
        bare = re.sub(r"\S*\{\{.*?\}\}\S*", " ", re.sub(r"\{%.*?%\}", " ", value))
        found |= set(bare.split())
    return found


@built
@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_every_class_used_is_built(path: Path) -> None:
    """Tabler is cut down to what templates use: build again after using a class for the first time."""
    import json

    manifest = json.loads((assets.BUILD / "manifest.json").read_text())
    css = "".join((assets.BUILD / manifest[name]).read_text(encoding="utf-8") for name in ("console.css", "h5.css"))
    known = set(re.findall(r"\.(-?[_a-zA-Z][\w-]*)", css))
    unknown = {
        name for name in classes_in(path.read_text(encoding="utf-8")) if name not in known and not HOOKS.match(name)
    }
    assert not unknown, f"no style for {sorted(unknown)}"


@built
def test_console_script_stays_small() -> None:
    """JS ≤ 120 KB gzip without charts (quality.md 1.4); our own part ≤ 340 lines."""
    import gzip
    import json

    manifest = json.loads((assets.BUILD / "manifest.json").read_text())
    sent = [gzip.compress((assets.BUILD / manifest[name]).read_bytes()) for name in ("console.js", "theme.js")]
    assert sum(map(len, sent)) <= 120_000
    own = [p for p in (ROOT / "assets" / "js").glob("*.js") if not p.name.startswith(("lazy-", "theme"))]
    lines = [
        line for p in own for line in p.read_text().splitlines() if line.strip() and not line.strip().startswith("//")
    ]
    assert len(lines) <= 340


@built
def test_nothing_built_asks_another_host() -> None:
    """No font, map or script from elsewhere: only namespaces and the makers' names in comments."""
    for path in assets.BUILD.glob("*.css"):
        assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", path.read_text(encoding="utf-8"))
    for path in assets.BUILD.glob("*.js"):
        assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_lock_file_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock
