"""A registry is a way for rooms to speak to each other: each says in words what belongs in it."""

import ast
import gc

from qunce.kernel.registry import Registry
from tests.architecture.sources import PACKAGE, name, product_files, tree

DOC = PACKAGE.parent / "docs" / "registries.md"


def registries() -> dict[str, str]:
    """Name of the registry -> where it is made."""
    found = {}
    for path in product_files():
        for node in ast.walk(tree(path)):
            match node:
                case ast.Call(func=ast.Name(id="Registry"), args=[ast.Constant(value=str(title)), *_]):
                    found[title] = name(path)
    return found


def test_every_registry_is_documented():
    text = DOC.read_text(encoding="utf-8")
    missing = {title: path for title, path in registries().items() if f"`{title}`" not in text}
    assert missing == {}, f"say in {name(DOC)} what belongs in it and who registers"


def test_the_document_names_no_registry_that_is_gone():
    rows = [line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert {row.split("`")[1] for row in rows} == set(registries())


def test_every_registry_that_lives_has_a_name():
    assert all(registry.name for registry in gc.get_objects() if type(registry) is Registry)
