"""Each thing that can be wrong is found when it is, and only then."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from qunce.base.jobs import services as jobs
from qunce.base.jobs.models import Job
from qunce.base.jobs.registry import tasks
from qunce.base.jobs.services import beats
from qunce.base.journal.models import Fact
from qunce.base.tenancy.services import create_workspace
from qunce.config import network
from qunce.config.backup import services as backup
from qunce.config.doctor import database, machine, product
from qunce.config.management.commands.doctor import run
from qunce.kernel import clock
from qunce.kernel.diagnosis import Check, checks, error
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, data=tmp_path, watch=str(tmp_path / "inbox")))
    monkeypatch.setattr(network, "own_addresses", lambda: ["192.168.1.5"])


def doctor(capsys, *options: str) -> tuple[int, list[dict[str, str]]]:
    capsys.readouterr()
    code = 0
    try:
        call_command("doctor", "--json", *options)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, json.loads(capsys.readouterr().out)["findings"]


def levels(findings) -> list[str]:
    return [finding.level for finding in findings]


def test_silence_of_the_workers_is_a_warning_until_one_lives(capsys):
    assert levels(product.workers_at_work()) == ["warning"]
    beats.alive("here:1")
    assert levels(product.workers_at_work()) == []
    jobs.hold("restored")
    assert levels(product.workers_at_work()) == ["warning"]


def test_dead_and_unknown_and_late_jobs_are_named():
    beats.alive("here:1")
    now = clock.timestamp()
    Job(task="a.b", state=Job.State.DEAD, run_at=now, created_at=now).save()
    Job(task="jobs.tidy", run_at=now - 3_600, created_at=now).save()
    assert [finding.params["task"] for finding in product.dead_jobs()] == ["a.b"]
    assert levels(product.workers_at_work()) == ["warning"]
    assert not list(product.unknown_jobs())
    Job(task="of.tomorrow", run_at=now, created_at=now).save()
    assert [finding.params["tasks"] for finding in product.unknown_jobs()] == ["of.tomorrow"]


def test_clock_set_back_is_seen():
    assert not list(machine.clock_right())
    later = clock.timestamp() + 3_600
    Job(task="a.b", run_at=later, created_at=later).save()
    assert levels(machine.clock_right()) == ["warning"]
    with clock.fixed(0):
        assert "error" in levels(machine.clock_right())


@pytest.mark.parametrize(("free", "level"), [(50_000_000, "error"), (1_000_000_000, "warning"), (9_000_000_000, None)])
def test_full_disk_is_seen_in_time(free, level, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=free))
    assert set(levels(machine.disk_free())) == ({level} if level else set())


@pytest.mark.parametrize(
    ("url", "proxies", "level"),
    [
        ("", 0, None),
        ("example.com", 0, "error"),
        ("http://example.com", 0, "warning"),
        ("https://example.com", 0, "warning"),
        ("https://example.com", 1, None),
        ("http://localhost:8000", 0, None),
    ],
)
def test_public_address_is_judged(url, proxies, level, monkeypatch):
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, public_url=url, trusted_proxies=proxies))
    assert levels(machine.public_url_sound()) == ([level] if level else [])


def test_key_that_others_can_read_is_a_warning(tmp_path):
    key = tmp_path / "secret_key"
    key.write_text("x")
    key.chmod(0o644)
    tmp_path.chmod(0o755)
    assert str(key) in [finding.params["path"] for finding in machine.permissions_tight()]
    tmp_path.chmod(0o700)
    assert str(key) not in [finding.params["path"] for finding in machine.permissions_tight()]


def test_backup_is_asked_for_until_there_is_a_fresh_one(tmp_path):
    assert levels(product.backup_recent()) == ["warning"]
    made = tmp_path / "b.qunce"
    made.write_text("x")
    backup._remember(made, clock.timestamp())
    assert levels(product.backup_recent()) == []
    backup._remember(made, clock.timestamp() - 8 * clock.DAY)
    assert levels(product.backup_recent()) == ["warning"]
    made.unlink()
    assert levels(product.backup_recent()) == ["warning", "note"]


def test_row_that_points_into_another_workspace_is_found(cast: Cast):
    assert not list(database.workspaces_apart())
    from qunce.community.models import Membership, Person

    stranger = Person.objects.create(workspace=cast.elsewhere, name="客", created_at=0)
    Membership.objects.create(workspace=cast.workspace, group=cast.lunch, person=stranger)
    found = list(database.workspaces_apart())
    assert [(one.level, one.params["n"], one.params["column"]) for one in found] == [("error", 1, "person")]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_pages_of_a_sound_database_are_whole():
    assert not list(database.pages_whole())
    assert not list(database.file_sound())
    assert not list(database.migrations_applied())


def test_missing_assets_are_an_error(tmp_path, monkeypatch):
    from qunce.base.ui import assets

    monkeypatch.setattr(assets, "BUILD", tmp_path)
    assert levels(product.assets_built()) == ["error"]
    (tmp_path / "manifest.json").write_text('{"a.css": "a-1.css"}')
    assert levels(product.assets_built()) == ["error"]
    (tmp_path / "a-1.css").write_text("")
    assert levels(product.assets_built()) == []


def test_reading_of_files_is_tried_for_real(monkeypatch):
    assert not list(product.files_readable())
    monkeypatch.setattr(product, "SAMPLE", "nothing like a chat")
    assert levels(product.files_readable()) == ["error"]
    monkeypatch.setattr("qunce.gateway.connectors.child._WORKER", "qunce.no.such.module")
    monkeypatch.setattr("qunce.gateway.connectors.child._kept", [])  # none that started while it could
    assert levels(product.files_readable()) == ["error"]


def test_check_that_breaks_is_itself_a_finding():
    assert levels(run(Check("x", "X", lambda: [1 / 0]))) == ["error"]


def test_exit_code_is_that_of_the_worst(capsys):
    with checks.temporarily("x.bad", Check("x.bad", "Bad", lambda: [error("%(n)s bad", "Mend", n=3)])):
        code, findings = doctor(capsys, "--deep")
    assert code == 2
    assert {"check": "x.bad", "level": "error", "what": "3 bad", "advice": "Mend", "params": {"n": 3}} in findings


def test_every_finding_says_what_to_do(capsys):
    Job(task="a.b", state=Job.State.DEAD, run_at=0, created_at=0).save()
    _, findings = doctor(capsys)
    assert findings
    assert all(finding["advice"] for finding in findings if finding["level"] != "note")


def test_doctor_changes_nothing(capsys, cast: Cast):
    def rows() -> list[int]:
        return [Job.objects.count(), Fact.objects.count(), len(connection.introspection.table_names())]

    before = rows()
    doctor(capsys, "--deep")
    assert rows() == before
    create_workspace("x")
    assert "jobs.tidy" in tasks
