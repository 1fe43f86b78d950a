"""Where rows are written: found in the syntax tree, without knowing types.

A call is taken for a write of the ORM when

- its method exists on querysets and models only: ``bulk_create``, ``bulk_update``, ``get_or_create``,
  ``update_or_create``, ``aupdate_or_create`` …;
- it is ``create``, ``update``, ``delete``, ``save`` on a chain that names the ORM: ``Job.objects.…``,
  ``….filter(…).…``, ``….exclude(…)``, ``….all()``, ``….select_for_update()``, ``….within(…)``, ``group.imports.…``
  and other related managers are recognised by a call of a queryset method further left;
- it is ``save`` with no positional argument or with Django's own keywords, ``delete`` with no argument at all, or
  ``create``/``delete`` on what the same function got from a queryset: ``row = Job.objects.get(…)``, ``for row in
  Job.objects.filter(…)``, or made by ``Job(…)``.

``dict.update``, ``set.update``, ``hash.update``, ``path.unlink``, ``tar.close`` are none of these. A write that hides
better than this (a queryset in a variable of another function) is found in review.
"""

import ast
from collections.abc import Iterator

ONLY_ORM = {
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "abulk_create",
    "acreate",
    "asave",
    "adelete",
}
VERBS = {"create", "update", "delete", "save"}
QUERYSET = {
    "filter", "exclude", "all", "order_by", "select_for_update", "within", "using", "annotate", "distinct",
    "select_related", "prefetch_related", "only", "defer", "get_queryset",
}  # fmt: skip
SAVE_KEYWORDS = {"update_fields", "force_insert", "force_update", "using"}
ONE_ROW = {"get", "first", "last", "earliest", "latest"}


def writes(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of each call that writes rows."""
    for scope in ast.walk(module):
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            rows = _rows(scope)
            for node in _own(scope):
                if isinstance(node, ast.Call) and _is_write(node, rows):
                    yield node.lineno, ast.unparse(node)[:90]


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _own(child)


def _is_write(call: ast.Call, rows: set[str]) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr in ONLY_ORM:
        return True
    if function.attr not in VERBS:
        return False
    if _names_orm(function.value):
        return True
    owner = function.value
    known_row = isinstance(owner, ast.Name) and owner.id in rows
    keywords = {keyword.arg for keyword in call.keywords}
    if function.attr == "save":
        return known_row or (not call.args and (not keywords or bool(keywords & SAVE_KEYWORDS)))
    if function.attr == "delete":
        return known_row or not (call.args or call.keywords)
    return False


def _names_orm(value: ast.expr) -> bool:
    """Whether a chain like ``Job.objects.filter(x)[0]`` speaks to the ORM."""
    while True:
        match value:
            case ast.Call(func=ast.Attribute(attr=name)) if name in QUERYSET:
                return True
            case ast.Attribute(attr="objects" | "_default_manager" | "_base_manager"):
                return True
            case ast.Call(func=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
                value = inner
            case _:
                return False


def _rows(scope: ast.AST) -> set[str]:
    """Names in a function that stand for a row or a queryset."""
    found = set()
    for node in _own(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _gives_rows(value):
                found.add(name)
            case ast.For(target=ast.Name(id=name), iter=value) if _gives_rows(value):
                found.add(name)
    return found


def _gives_rows(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Attribute(attr=name)) if name in QUERYSET | ONE_ROW | {"iterator"}:
            return _names_orm(value) or name in QUERYSET
        case _:
            return False
