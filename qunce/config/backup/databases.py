"""What is particular to each engine: a consistent copy while everything runs, and putting one back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils.translation import gettext as _

from qunce.base.jobs import services as jobs
from qunce.config.backup.errors import BackupError, DamagedError
from qunce.kernel import clock

FORGET = ("django_session", "accounts_staffsession")  # a sign-out after the backup must not be undone
RESTORED = "restored"


class Engine(Protocol):
    """file is the name of the copy inside the backup."""

    file: str

    def copy(self, target: Path) -> dict[str, int]:
        """Write a consistent copy while others write; returns the rows of each table in it."""

    def check(self, copy: Path, counts: dict[str, int]) -> None:
        """Raise BackupError unless the copy is sound and holds these rows."""

    def put(self, copy: Path, aside: Path) -> None:
        """Replace the live database by the checked copy, with a hold on its jobs; the old one goes aside."""


def engine() -> Engine:
    known: dict[str, type[Sqlite] | type[Postgres]] = {"sqlite": Sqlite, "postgresql": Postgres}
    return known[connection.vendor]()


def tables() -> list[str]:
    """Every table of ours, whatever the engine."""
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


class Sqlite:
    file = "database.sqlite3"

    def copy(self, target: Path) -> dict[str, int]:
        # One read transaction: unlike the backup API, writers neither wait nor make it begin again.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        self._sound(target)
        with closing(sqlite3.connect(target)) as copy:
            return self._counts(copy)

    def check(self, copy: Path, counts: dict[str, int]) -> None:
        self._sound(copy)
        with closing(sqlite3.connect(copy)) as staged:
            found = self._counts(staged)
        if found != counts:
            raise DamagedError(_("The database in the backup does not hold the rows that its list says."))

    def put(self, copy: Path, aside: Path) -> None:
        live = Path(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(copy)) as staged, staged:
            self._hold(staged)
        empty = not connection.introspection.table_names()  # looking for tables made the file: nobody's data
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            old = live.with_name(live.name + suffix)
            if empty:
                old.unlink(missing_ok=True)
            elif old.exists():
                aside.mkdir(parents=True, exist_ok=True)
                shutil.move(old, aside / old.name)
        live.parent.mkdir(parents=True, exist_ok=True)
        copy.replace(live)

    def _hold(self, staged: sqlite3.Connection) -> None:
        staged.execute("INSERT INTO jobs_hold (reason, since) VALUES (?, ?)", [RESTORED, clock.timestamp()])
        for table in FORGET:
            staged.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours

    def _sound(self, path: Path) -> None:
        try:
            with closing(sqlite3.connect(path)) as copy:
                said = copy.execute("PRAGMA quick_check(5)").fetchall()
        except sqlite3.DatabaseError as error:
            said = [(str(error),)]
        if said != [("ok",)]:
            raise DamagedError(_("The database copy is damaged: %(why)s") % {"why": said[0][0]})

    def _counts(self, copy: sqlite3.Connection) -> dict[str, int]:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        names = [row[0] for row in copy.execute(listed)]
        quoted = {name: '"' + name.replace('"', '""') + '"' for name in names}
        return {name: copy.execute(f"SELECT count(*) FROM {quoted[name]}").fetchone()[0] for name in names}  # noqa: S608


class Postgres:
    file = "database.pgdump"

    def copy(self, target: Path) -> dict[str, int]:
        # The rows are counted in the very snapshot that pg_dump copies.
        with self._snapshot() as snapshot:
            self._run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
            return self._counts()

    def check(self, copy: Path, counts: dict[str, int]) -> None:
        self._run("pg_restore", "--list", str(copy), database=False)

    def put(self, copy: Path, aside: Path) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        self._run("pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(copy))
        with transaction.atomic(), connection.cursor() as cursor:
            jobs.hold(RESTORED)
            for table in FORGET:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours

    @contextmanager
    def _snapshot(self) -> Iterator[str]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]

    def _counts(self) -> dict[str, int]:
        found = {}
        with connection.cursor() as cursor:
            for name in tables():
                cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names of ours
                found[name] = cursor.fetchone()[0]
        return found

    def _run(self, program: str, *options: str, database: bool = True) -> None:
        settings = connection.settings_dict
        login: dict[str, Any] = {
            "PGHOST": settings["HOST"],
            "PGPORT": settings["PORT"],
            "PGUSER": settings["USER"],
            "PGPASSWORD": settings["PASSWORD"],
            "PGDATABASE": settings["NAME"],
        }
        env = {**os.environ, **{name: str(value) for name, value in login.items() if value}}
        onto = [f"--dbname={settings['NAME']}"] if database and program == "pg_restore" else []
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL
            [_client(program), *onto, *options], env=env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BackupError(f"{program}: {done.stderr.strip()[-1_000:]}")


def _client(program: str) -> str:
    on_path = shutil.which(program)
    if on_path:
        return on_path
    words = {"program": program}
    raise BackupError(_("%(program)s is missing here: apt-get install postgresql-client") % words)
