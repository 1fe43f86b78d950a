"""Backups: restored into an empty place, written under load, damaged on purpose."""

import gzip
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from qunce.base.jobs import services as jobs
from qunce.base.jobs.models import Hold, Job
from qunce.base.journal.models import Fact
from qunce.base.tenancy.services import create_workspace
from qunce.config.backup import archive, databases, sealed, services
from qunce.config.backup.errors import BackupError, DamagedError

pytestmark = pytest.mark.django_db(transaction=True)
PASSPHRASE = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data directory for each test: what one backs up is not in the way of the next."""
    import dataclasses

    monkeypatch.setattr(settings, "ENV", dataclasses.replace(settings.ENV, data=tmp_path))
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "uploads")
    (tmp_path / "uploads" / "a").mkdir(parents=True)
    (tmp_path / "uploads" / "a" / "群聊.txt").write_text("早上好", encoding="utf-8")


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    return path


def qunce(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "qunce", *arguments], env=env, capture_output=True, text=True)


def empty_place(env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of another installation that holds nothing yet, on the same engine."""
    place = tmp_path / "empty"
    if connection.vendor == "sqlite":
        return {**env, "QUNCE_DATA": str(place), "DATABASE_URL": f"sqlite:///{place}/new.sqlite3"}
    with connection.cursor() as cursor:
        # One per test process: two of them side by side must not drop each other's.
        name = f"qunce_restored_{os.getpid()}"
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    return {**env, "QUNCE_DATA": str(place), "DATABASE_URL": env["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"}


def counts_of(env: dict[str, str]) -> dict[str, int]:
    program = (
        "import django, json; django.setup(); from django.apps import apps; "
        "print(json.dumps({m._meta.db_table: m._default_manager.count() for m in apps.get_models()}))"
    )
    env = {**env, "DJANGO_SETTINGS_MODULE": "qunce.config.settings"}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("seal", [False, True])
def test_restored_into_an_empty_place_it_holds_the_same_and_waits(seal, process_env, tmp_path, passphrase_file):
    workspace = create_workspace("安记小厨")
    jobs.enqueue(workspace, "jobs.tidy")
    made = services.write(tmp_path / "all.qunce", PASSPHRASE if seal else "")
    env = empty_place(process_env, tmp_path)
    options = ["--passphrase-file", str(passphrase_file)] if seal else []
    done = qunce(env, "restore", str(made.path), *options)
    assert done.returncode == 0, done.stderr
    there = counts_of(env)
    assert there["tenancy_workspace"] == 1
    here = {name: made.counts[name] for name in there}
    assert there == {**here, "jobs_hold": 1, "outbox_quarantine": 1}
    assert (Path(env["QUNCE_DATA"]) / "uploads" / "a" / "群聊.txt").read_text(encoding="utf-8") == "早上好"
    assert qunce(env, "worker", "--drain").stdout.strip() == "0 jobs"
    again = qunce(env, "restore", str(made.path), *options)
    assert again.returncode != 0
    assert "--force" in again.stderr
    assert qunce(env, "resume").returncode == 0
    assert qunce(env, "worker", "--drain").stdout.strip() == "1 jobs"


def test_copy_made_while_others_write_is_one_moment(tmp_path):
    """Each write adds a workspace and a fact in one transaction: in a copy of one moment they are as many."""
    workspace = create_workspace("店")
    stop, written = threading.Event(), []

    def write() -> None:
        try:
            while not stop.is_set():
                from django.db import transaction

                with transaction.atomic():
                    Job(task="x", run_at=0, created_at=0).save()
                    Fact(workspace=workspace, type="x", at=0, recorded_at=0).save()
                written.append(1)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(5):
            before = len(written)
            while len(written) < before + 20:
                pass
            made = services.write(tmp_path / f"{n}.qunce")
            facts = made.counts["journal_fact"] - Fact.objects.exclude(type="x").count()
            assert made.counts["jobs_job"] == facts >= before
            place = tmp_path / f"look{n}"
            place.mkdir()
            services.check(made.path, "", place)
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize("seal", ["", PASSPHRASE])
def test_any_damage_is_found_before_anything_is_touched(seal, tmp_path, monkeypatch):
    monkeypatch.setattr(sealed, "LOG_N", 10)  # thirty looks at it: the key is made anew for each, slowly on purpose
    create_workspace("店")
    good = services.write(tmp_path / "good.qunce", seal).path.read_bytes()
    before = database_state()
    for content in [good[: len(good) // 2], good[:-1], good[:200], b"", b"PK\x03\x04 else", good + good]:
        with pytest.raises(BackupError):
            look_at(content, seal, tmp_path)
    chance = random.Random(7)
    for _ in range(25):
        at = chance.randrange(len(good))
        flipped = good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1 :]
        try:
            look_at(flipped, seal, tmp_path)
        except BackupError:
            continue
        # A run of zeros packed the other way round is still that run: then look_at has found all of it right.
        assert not seal
    assert database_state() == before


def look_at(content: bytes, seal: str, tmp_path: Path) -> None:
    """Check a backup; what it accepts must be what was backed up, byte for byte."""
    bad = tmp_path / "bad.qunce"
    bad.write_bytes(content)
    with tempfile.TemporaryDirectory(dir=tmp_path) as name:
        found = services.check(bad, seal, Path(name))
        unpacked = [(member.name, *archive.digest(Path(name) / member.name)) for member in found.members]
        assert unpacked == [(member.name, member.size, member.sha256) for member in found.members]


def database_state() -> list[int]:
    with connection.cursor() as cursor:
        counts = []
        for table in databases.tables():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts.append(cursor.fetchone()[0])
    return counts


def test_wrong_or_missing_passphrase_is_said(tmp_path):
    made = services.write(tmp_path / "sealed.qunce", PASSPHRASE)
    place = tmp_path / "p"
    place.mkdir()
    assert archive.needs_passphrase(made.path)
    with pytest.raises(BackupError, match="passphrase"):
        archive.unpack(made.path, place, "")
    with pytest.raises(DamagedError):
        archive.unpack(made.path, place, "another one entirely")
    assert b"tenancy_workspace" not in made.path.read_bytes()


def test_hostile_archive_writes_nothing_outside(tmp_path):
    member = archive.Member("uploads/../../escaped", 3, "0" * 64)
    manifest = archive.Manifest("0", 0, connection.vendor, [], {}, [member])
    evil = tmp_path / "evil.qunce"
    source = tmp_path / "abc"
    source.write_text("abc")
    with evil.open("wb") as out:
        archive.write(out, manifest, [archive.Source(member.name, source)], "")
    place = tmp_path / "deep" / "place"
    place.mkdir(parents=True)
    with pytest.raises(DamagedError):
        archive.unpack(evil, place, "")
    assert not (tmp_path / "escaped").exists()


def test_link_in_the_archive_is_refused(tmp_path):
    listed = archive.Member("uploads/a", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    packed = json.dumps(
        {"version": "0", "created_at": 0, "engine": "x", "migrations": [], "counts": {}, "members": [
            {"name": listed.name, "size": 0, "sha256": listed.sha256}]}
    ).encode()  # fmt: skip
    body = io.BytesIO()
    with gzip.GzipFile(fileobj=body, mode="wb") as packer, tarfile.open(fileobj=packer, mode="w|") as tar:
        first = tarfile.TarInfo("manifest.json")
        first.size = len(packed)
        tar.addfile(first, io.BytesIO(packed))
        link = tarfile.TarInfo("uploads/a")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    evil = tmp_path / "evil.qunce"
    evil.write_bytes(b'{"qunce-backup": 1, "sealed": null}\n' + body.getvalue())
    with pytest.raises(DamagedError):
        archive.unpack(evil, tmp_path / "p", "")


def test_backup_of_the_other_engine_or_a_newer_version_is_refused(tmp_path):
    for changes, said in [({"engine": "oracle"}, "oracle"), ({"migrations": ["jobs.9999_later"]}, "9.9")]:
        source = tmp_path / "db"
        source.write_bytes(b"x")
        name = databases.engine().file
        fields = {
            "version": "9.9", "created_at": 0, "engine": connection.vendor, "migrations": [], "counts": {},
            "members": [archive.Member(name, *archive.digest(source))], **changes,
        }  # fmt: skip
        path = tmp_path / "b.qunce"
        with path.open("wb") as out:
            archive.write(out, archive.Manifest(**fields), [archive.Source(name, source)], "")
        place = tmp_path / said
        place.mkdir()
        with pytest.raises(BackupError, match=said):
            services.check(path, "", place)


def test_restore_is_refused_while_a_worker_lives(tmp_path):
    made = services.write(tmp_path / "b.qunce")
    from qunce.base.jobs.services import beats

    beats.alive("here:1")
    with pytest.raises(BackupError, match="here:1"):
        services.restore(made.path)


def test_backup_never_overwrites_and_leaves_no_scratch(tmp_path):
    made = services.write(tmp_path / "b.qunce")
    with pytest.raises(BackupError):
        services.write(made.path)
    assert not list(tmp_path.glob(".qunce-backup-*"))
    assert services.last() is not None
    assert services.last()[1] == made.path


def test_command_says_what_it_did(tmp_path, capsys):
    call_command("backup", to=tmp_path / "b.qunce")
    call_command("restore", tmp_path / "b.qunce", check=True)
    assert "b.qunce" in capsys.readouterr().out
    short = tmp_path / "short"
    short.write_text("short\n")
    with pytest.raises(CommandError):
        call_command("backup", to=tmp_path / "c.qunce", passphrase_file=short)


@pytest.mark.slow
def test_update_of_a_database_in_use_is_backed_up_first(process_env, tmp_path):
    env = empty_place(process_env, tmp_path)
    saved = Path(env["QUNCE_DATA"]) / "backups"
    program = "import django; django.setup(); from qunce.config import start; print(start.update().steps)"
    env["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"

    def update() -> int:
        done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert update() > 10
    assert not saved.exists()  # a new database has nothing to lose
    assert qunce(env, "migrate", "jobs", "zero").returncode == 0
    assert update() >= 1
    assert len(list(saved.glob("*.qunce"))) == 1
    assert update() == 0
    assert len(list(saved.glob("*.qunce"))) == 1


def test_resume_lifts_the_hold(capsys):
    jobs.hold("restored")
    call_command("resume")
    assert not Hold.objects.exists()


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_replaced_database_is_kept_aside(process_env, tmp_path):
    create_workspace("旧")
    made = services.write(tmp_path / "b.qunce")
    env = empty_place(process_env, tmp_path)
    assert qunce(env, "restore", str(made.path)).returncode == 0
    assert not list(Path(env["QUNCE_DATA"]).glob("before-restore-*"))  # there was nothing to keep
    live = Path(env["QUNCE_DATA"]) / "new.sqlite3"
    with closing(sqlite3.connect(live)) as there, there:
        there.execute("UPDATE tenancy_workspace SET name = '新'")
    assert qunce(env, "restore", str(made.path), "--force").returncode == 0
    kept = next(Path(env["QUNCE_DATA"]).glob("before-restore-*/new.sqlite3"))
    names = []
    for path in (kept, live):
        with closing(sqlite3.connect(path)) as there:
            names.append(there.execute("SELECT name FROM tenancy_workspace").fetchone()[0])
    assert names == ["新", "旧"]
    assert live.stat().st_mode & 0o077 == 0
