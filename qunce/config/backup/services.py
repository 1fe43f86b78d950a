"""Writing a backup while everything runs, and restoring one into an empty place."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

import qunce
from qunce.base.accounts.models import Staff
from qunce.base.jobs import queries as jobs
from qunce.base.tenancy.models import Workspace
from qunce.config.backup import archive, databases
from qunce.config.backup.errors import BackupError
from qunce.gateway.outbox.services import quarantine
from qunce.kernel import clock

SUFFIX = ".qunce"


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written: where, how big (bytes), of when (epoch seconds), rows per table."""

    path: Path
    size: int
    at: int
    counts: dict[str, int]


def folder() -> Path:
    return settings.ENV.data / "backups"


def write(to: Path | None = None, passphrase: str = "") -> Written:
    """Write a backup; ``to`` is a file or a folder (default: the data directory's own). Nobody waits meanwhile.

    The file appears whole under its name or not at all. Raises BackupError.
    """
    target = _target(to)
    database = databases.engine()
    with _scratch(target.parent) as scratch, _scratch(settings.ENV.data) as links:
        counts = database.copy(scratch / database.file)
        sources = [archive.Source(database.file, scratch / database.file), *_uploads(links)]
        members = [archive.Member(source.name, *archive.digest(source.path)) for source in sources]
        made = clock.timestamp()
        manifest = archive.Manifest(qunce.__version__, made, connection.vendor, sorted(_applied()), counts, members)
        part = scratch / "part"
        with part.open("xb") as out:
            archive.write(out, manifest, sources, passphrase)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    _remember(target, made)
    return Written(target, target.stat().st_size, made, counts)


def restore(path: Path, passphrase: str = "", *, over: bool = False) -> archive.Manifest:
    """Put a backup in the place of the present database and uploads.

    Everything is unpacked and checked beside the live data first; a damaged file changes nothing. The restored
    copy's jobs are held until ``qunce resume``, its actions until an owner lets them go on. ``over`` allows a place
    where somebody works already: what was there goes into ``before-restore-…`` (SQLite) or a backup of its own
    (PostgreSQL). Raises BackupError.
    """
    _refuse_while_running()
    settings.ENV.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _scratch(settings.ENV.data) as scratch:
        manifest = check(path, passphrase, scratch)
        aside = _make_room(over)
        database = databases.engine()
        database.put(scratch / database.file, aside)
        _put_uploads(scratch / "uploads", aside)
    call_command("migrate", verbosity=0, interactive=False)
    quarantine_outbox()
    return manifest


def quarantine_outbox() -> None:
    """Let nothing go out of a restored copy before its owner has looked. A restore that died before this leaves it to
    ``qunce resume``, without which no job runs."""
    hold = jobs.on_hold()
    if hold is not None and hold.reason == databases.RESTORED:
        quarantine.hold_all(hold.since)


def check(path: Path, passphrase: str, place: Path) -> archive.Manifest:
    """Unpack a backup into ``place`` and hold it against its own list. Raises BackupError; touches nothing else."""
    if not path.is_file():
        raise BackupError(_("There is no file %(path)s.") % {"path": path})
    manifest = archive.unpack(path, place, passphrase)
    if manifest.engine != connection.vendor:
        words = {"theirs": manifest.engine, "ours": connection.vendor}
        raise BackupError(_("This backup is of a %(theirs)s database, and DATABASE_URL names a %(ours)s one.") % words)
    newer = set(manifest.migrations) - _known()
    if newer:
        words = {"version": manifest.version, "own": qunce.__version__}
        raise BackupError(_("This backup is of Qunce %(version)s, newer than this %(own)s: update first.") % words)
    database = databases.engine()
    database.check(place / database.file, manifest.counts)
    return manifest


def last() -> tuple[int, Path] | None:
    """When the last backup was written, and where to; None before the first."""
    try:
        said = json.loads((folder() / "last.json").read_text())
        return int(said["at"]), Path(said["path"])
    except (OSError, ValueError, KeyError):
        return None


def _remember(target: Path, at: int) -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder() / "last.json").write_text(json.dumps({"at": at, "path": str(target)}))


def _target(to: Path | None) -> Path:
    chosen = to or folder()
    if to is None:
        chosen.mkdir(mode=0o700, parents=True, exist_ok=True)
    if chosen.is_dir():
        chosen = chosen / f"qunce-{datetime.fromtimestamp(clock.timestamp(), UTC):%Y%m%d-%H%M%S}{SUFFIX}"
    if chosen.exists():
        raise BackupError(_("%(path)s exists already; a backup never overwrites anything.") % {"path": chosen})
    if not chosen.parent.is_dir():
        raise BackupError(_("There is no folder %(path)s.") % {"path": chosen.parent})
    return chosen.resolve()


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix=".qunce-backup-", dir=beside))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _uploads(links: Path) -> list[archive.Source]:
    """The uploads as they are now, linked: one that is deleted meanwhile is in the backup all the same."""
    root = Path(settings.MEDIA_ROOT)
    if not root.is_dir():
        return []
    shutil.copytree(root, links / "uploads", copy_function=_link, symlinks=True)
    files = sorted(path for path in (links / "uploads").rglob("*") if path.is_file() and not path.is_symlink())
    return [archive.Source(path.relative_to(links).as_posix(), path) for path in files]


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _put_uploads(staged: Path, aside: Path) -> None:
    live = Path(settings.MEDIA_ROOT)
    if live.exists():
        aside.mkdir(parents=True, exist_ok=True)
        shutil.move(live, aside / "uploads")
    if staged.exists():
        shutil.move(staged, live)


def _applied() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}


def _known() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _refuse_while_running() -> None:
    try:
        alive = jobs.workers_alive()
    except DatabaseError:
        return  # no tables yet: as empty as can be
    if alive:
        raise BackupError(
            _("A worker runs (%(name)s). Stop Qunce first, wait 20 seconds, then restore.") % {"name": alive[0].name}
        )


def _make_room(over: bool) -> Path:
    """Where the present data goes. Raises BackupError when somebody works here and may not be replaced."""
    try:
        inhabited = Staff.objects.exists() or Workspace.objects.exists()
    except DatabaseError:
        inhabited = False
    if inhabited and not over:
        raise BackupError(
            _("Somebody works here already. Restore into an empty place (QUNCE_DATA=…), or add --force to replace it.")
        )
    stamp = f"{datetime.fromtimestamp(clock.timestamp(), UTC):%Y%m%d-%H%M%S}"
    aside = settings.ENV.data / f"before-restore-{stamp}"
    if aside.exists():  # a second restore within the second
        aside = Path(tempfile.mkdtemp(prefix=f"{aside.name}-", dir=aside.parent))
    if inhabited and connection.vendor != "sqlite":
        aside.mkdir(parents=True, exist_ok=True)
        write(aside)
    return aside
