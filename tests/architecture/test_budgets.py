"""A module has at most 500 lines, a function 60, a page 200: then it wants a wall."""

import ast

import pytest

from tests.architecture.sources import PACKAGE, name, product_files, python_files, tracked, tree

MODULE, FUNCTION, PAGE = 500, 60, 200
OTHER_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "timezone.now"}


def lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_its_budget():
    long = {name(path): lines(path) for path in python_files() if "migrations" not in path.parts}
    assert {path: count for path, count in long.items() if count > MODULE} == {}


def functions(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_is_longer_than_its_budget():
    long = [
        f"{name(path)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > FUNCTION
    ]
    assert long == []


def test_no_page_is_longer_than_its_budget():
    pages = [path for path in tracked() if path.suffix == ".html" and path.is_relative_to(PACKAGE)]
    assert pages
    assert {name(path): lines(path) for path in pages if lines(path) > PAGE} == {}


def test_nothing_is_printed():
    printed = [
        f"{name(path)}:{node.lineno}"
        for path in product_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printed == []


def test_no_model_signals():
    """Behaviour hangs on no signal of Django's models: a service says what it does, in its own transaction."""
    banned = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init", "receiver"}
    found = [
        f"{name(path)}:{node.lineno} {alias.name}"
        for path in product_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django")
        for alias in node.names
        if alias.name in banned
    ]
    assert found == []


def test_product_asks_our_clock_only():
    """now() and timestamp() come from kernel.clock, so that a test can hold time still."""
    found = []
    for path in product_files():
        if path.name == "clock.py":
            continue
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            asked = ast.unparse(node.func)
            if asked in {
                "datetime.now",
                "datetime.utcnow",
                "date.today",
                "time.time",
                "timezone.now",
                "datetime.today",
            }:
                found.append(f"{name(path)}:{node.lineno} {asked}")
    assert found == []


@pytest.mark.parametrize("limit", [MODULE])
def test_the_rule_can_fail(limit, tmp_path):
    long = tmp_path / "long.py"
    long.write_text("x = 1\n" * (limit + 1))
    assert lines(long) > limit
