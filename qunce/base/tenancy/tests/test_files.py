"""A workspace's own files: whole or not at all, read anew when they change, gone with the workspace."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from qunce.base.tenancy import services
from qunce.base.tenancy.files import FILES, WorkspaceFile
from tests.cast import Cast

Capture = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


def _written(value: int) -> bytes:
    return str(value).encode()


@pytest.fixture
def numbers(settings: LazySettings, tmp_path: Path) -> Iterator[WorkspaceFile[int]]:
    settings.MEDIA_ROOT = tmp_path / "media"
    with FILES.temporarily("numbers", WorkspaceFile("numbers", ".txt", loads=int, dumps=_written)) as kind:
        yield kind


def test_it_is_read_anew_when_it_changes_and_nothing_where_it_is_broken(numbers: WorkspaceFile[int]) -> None:
    assert numbers.current(1) is None
    assert numbers.keep(1, 5) == numbers.place(1)
    assert (numbers.current(1), numbers.current(11)) == (5, None)
    numbers.keep(1, 60)
    assert numbers.current(1) == 60
    numbers.place(1).write_bytes(b"no number")
    assert numbers.current(1) is None
    numbers.place(1).unlink()
    assert numbers.current(1) is None
    assert [path.name for path in numbers.place(1).parent.iterdir()] == [], "no part is left"


def test_a_removed_workspace_takes_its_files_and_nobody_elses(
    numbers: WorkspaceFile[int], cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    here, gone = cast.workspace.pk, cast.elsewhere.pk
    for workspace in (here, gone):
        numbers.keep(workspace, workspace)
    left = numbers.place(gone).with_suffix(".4711.part")  # of a process that died while writing
    left.write_bytes(b"4")
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_workspace(cast.elsewhere)
        assert numbers.place(gone).exists(), "until the rows are gone for good"
    assert not numbers.place(gone).exists()
    assert not left.exists()
    assert numbers.current(gone) is None
    assert numbers.current(here) == here


def test_a_removal_that_fails_leaves_the_files(
    numbers: WorkspaceFile[int], cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    kept = cast.elsewhere.pk
    numbers.keep(kept, 7)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        services.remove_workspace(cast.elsewhere)
        raise RuntimeError
    assert numbers.current(kept) == 7


def test_both_scores_are_known() -> None:
    assert {"moderation", "complaints"} <= set(FILES.keys())
