"""Files do not outlive their use, and an erasure reaches those that wait."""

import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, Message, Person
from qunce.community.services import erase
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.services import keeping, planning
from qunce.gateway.intake.services.unattended import take_folder
from qunce.gateway.intake.tests.helpers import GROUP, TALK, mail, take
from qunce.kernel import clock
from tests.cast import make_workspace

pytestmark = pytest.mark.django_db
State = Import.State


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "inbox"
    (folder / GROUP).mkdir(parents=True)
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, watch=str(folder), keep_days=14))
    return folder


def put(folder: Path, text: str, name: str = "talk.txt") -> Path:
    file = folder / GROUP / name
    file.write_text(text, encoding="utf-8")
    os.utime(file, (clock.timestamp() - 60,) * 2)
    return file


def waiting(workspace: Workspace, data: bytes, name: str = "talk.txt") -> Import:
    row = services.receive_file(workspace, None, "batch", name, [data])
    planning.look(row)
    row.refresh_from_db()
    return row


def age(row: Import, days: int) -> None:
    Import.objects.filter(pk=row.pk).update(created_at=clock.timestamp() - days * clock.DAY)


def test_an_original_of_the_watched_folder_goes_once_it_is_imported(workspace: Workspace, inbox: Path):
    put(inbox, mail(TALK))
    (row,) = take_folder(workspace, inbox)
    taken = inbox / GROUP / keeping.TAKEN / f"{row.pk}-talk.txt"
    assert taken.exists()
    drain()
    take_folder(workspace, inbox)
    assert not taken.exists()
    assert Message.objects.filter(group__name=GROUP).count() == len(TALK)


def test_an_original_that_could_not_be_imported_stays_until_its_time_is_over(workspace: Workspace, inbox: Path):
    put(inbox, "???")
    (row,) = take_folder(workspace, inbox)
    drain()
    take_folder(workspace, inbox)
    (taken,) = (inbox / GROUP / keeping.TAKEN).iterdir()
    os.utime(taken, (clock.timestamp() - 15 * clock.DAY,) * 2)
    take_folder(workspace, inbox)
    assert not taken.exists()
    assert row.state == State.UNREADABLE


def test_what_waited_too_long_is_thrown_away_and_says_so(workspace: Workspace, inbox: Path):
    old, new = waiting(workspace, mail(TALK).encode()), waiting(workspace, mail(TALK).encode())
    age(old, 15)
    age(new, 13)
    assert keeping.sweep() == 1
    old.refresh_from_db()
    assert (old.state, old.error["msgid"], old.preview) == (State.UNREADABLE, keeping.EXPIRED, {})
    assert not Path(old.path).exists()
    assert Path(new.path).exists()
    assert keeping.sweep() == 0


def test_a_failed_import_keeps_its_way_back_without_its_file(workspace: Workspace, inbox: Path):
    row = waiting(workspace, mail(TALK).encode())
    age(row, 15)
    Import.objects.filter(pk=row.pk).update(state=State.FAILED, error={"msgid": "x", "params": {}})
    keeping.sweep()
    row.refresh_from_db()
    assert (row.state, row.error["msgid"]) == (State.FAILED, "x")
    assert not Path(row.path).exists()


def test_bytes_of_no_import_are_swept(workspace: Workspace, inbox: Path):
    orphan = keeping.upload_folder() / "nobody.txt"
    orphan.write_text("x")
    keeping.sweep()
    assert orphan.exists()
    os.utime(orphan, (clock.timestamp() - 2 * clock.DAY,) * 2)
    keeping.sweep()
    assert not orphan.exists()


def test_erasing_reaches_waiting_uploads_and_taken_originals(
    workspace: Workspace, inbox: Path, django_capture_on_commit_callbacks: Callable[..., object]
):
    take(workspace, mail(TALK))
    with_them, without = waiting(workspace, mail(TALK).encode("gb18030")), waiting(workspace, mail(TALK[3:5]).encode())
    put(inbox, mail(TALK), "theirs.txt")
    put(inbox, mail(TALK[3:5]), "others.txt")
    Group.objects.filter(name=GROUP).update(name="改名了")  # so that the folder's files wait
    take_folder(workspace, inbox)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        erase.start_erasing(Person.objects.get(workspace=workspace, name="小王"))
    assert not Path(with_them.path).exists()
    assert Path(without.path).exists()
    with_them.refresh_from_db()
    assert (with_them.state, with_them.error["msgid"]) == (State.UNREADABLE, keeping.HELD_ERASED)
    left = [path.name.partition("-")[2] for path in (inbox / GROUP / keeping.TAKEN).iterdir()]
    assert left == ["others.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_name_is_found_in_any_encoding_and_across_blocks(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeping, "_BLOCK", 7)
    file = tmp_path / "a.txt"
    file.write_text("昨天小王说他不来了", encoding=encoding)
    assert keeping.may_hold(file, ["小王"])
    assert not keeping.may_hold(file, ["李四"])
    assert not keeping.may_hold(file, [])


def test_names_escaped_in_json_are_found_and_workbooks_count_as_holding(tmp_path: Path):
    escaped = tmp_path / "a.json"
    escaped.write_text(json.dumps({"name": "小王"}), encoding="ascii")
    assert keeping.may_hold(escaped, ["小王"])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "李四")
    workbook = tmp_path / "a.xlsx"
    workbook.write_bytes(out.getvalue())
    assert keeping.may_hold(workbook, ["小王"])
