"""Services are the only writers (codebases §4): everything else reads."""

import ast

import pytest

from tests.architecture.sources import PACKAGE, name, product_files, tree
from tests.architecture.writes import writes

ALLOWED = {"services", "demo", "factories", "commands"}


def may_write(path) -> bool:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return bool(ALLOWED & set(parts))


def test_only_services_write():
    found = [
        f"{name(path)}:{line} {text}"
        for path in product_files()
        if not may_write(path)
        for line, text in writes(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "Job.objects.create(x=1)",
        "Job.objects.filter(x=1).update(x=2)",
        "Job.objects.filter(x=1).order_by('x').delete()",
        "group.memberships.filter(x=1).update(y=2)",
        "Job.objects.bulk_create(rows)",
        "manager.get_or_create(x=1)",
        "job.save()",
        "job.save(update_fields=['x'])",
        "Job(x=1).save(force_insert=True)",
        "job.delete()",
        "def f():\n    rows = Job.objects.filter(x=1)\n    rows.delete()",
        "def f():\n    for row in Job.objects.filter(x=1):\n        row.save(*arguments)",
        "Job.objects.select_for_update().filter(x=1)[0].delete()",
    ],
)
def test_a_write_is_seen(code):
    assert list(writes(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "known.update({'a': 1})",
        "sha.update(block)",
        "found.update(other)",
        "counts.update(a=1)",
        "workbook.save(path)",
        "image.save(out, format='PNG')",
        "cache.delete('key')",
        "services.create(workspace, 'x')",
        "form.create(x)",
        "Job.objects.filter(x=1).count()",
        "rows = Job.objects.all()",
    ],
)
def test_what_is_no_write_is_left_alone(code):
    assert not list(writes(ast.parse(code)))
