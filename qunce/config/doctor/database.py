"""The database: up to date, whole, and nobody's rows among another's."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.db import connection, models
from django.db.models import F

from qunce.base.tenancy.models import Scoped
from qunce.config import start
from qunce.kernel.diagnosis import Finding, check, error, warning
from qunce.kernel.i18n import N_

WAL_MOST = 256_000_000


@check("database.migrations", N_("Database"))
def migrations_applied() -> Iterator[Finding]:
    if pending := start.pending_migrations():
        yield error(N_("The database lacks %(n)s steps"), N_("Bring it up to date: qunce migrate"), n=pending)


@check("database.file", N_("Database file"))
def file_sound() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode != "wal":
        yield error(
            N_("The database is in journal mode %(mode)s, not WAL: pages wait for every write"),
            N_("Keep it on a local disk: network disks cannot do WAL"),
            mode=mode,
        )
    wal = Path(str(connection.settings_dict["NAME"]) + "-wal")
    if wal.exists() and wal.stat().st_size > WAL_MOST:
        yield warning(
            N_("The write-ahead log has grown to %(size)s MB: some reader never lets go"),
            N_("Restart Qunce; if it grows again, report it"),
            size=wal.stat().st_size // 1_000_000,
        )


@check("database.quick", N_("Database pages"), deep=True)
def pages_whole() -> Iterator[Finding]:
    """Reads the whole file: with ten million messages a minute."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(5)")
        said = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        dangling = len(list(islice(cursor, 1_000)))
    if said != ["ok"]:
        yield error(
            N_("The database file is damaged: %(why)s"),
            N_("Stop Qunce, keep a copy of the file, restore the last backup: qunce restore"),
            why=said[0],
        )
    if dangling:
        yield error(
            N_("%(n)s rows point at rows that are not there"), N_("Restore the last backup, or report it"), n=dangling
        )


@check("database.workspaces", N_("Workspaces apart"), deep=True)
def workspaces_apart() -> Iterator[Finding]:
    """No row points at a row of another workspace (design §4.4)."""
    for model in apps.get_models():
        if not issubclass(model, Scoped):
            continue
        for column in model._meta.fields:
            target = column.related_model
            if not isinstance(column, models.ForeignKey) or not _scoped(target):
                continue
            strays = model._default_manager.exclude(**{column.name: None}).exclude(
                workspace_id=F(f"{column.name}__workspace_id")
            )
            if count := strays.count():
                yield error(
                    N_("%(n)s rows of %(table)s point into another workspace (%(column)s)"),
                    N_("Take a backup and report it"),
                    n=count,
                    table=model._meta.db_table,
                    column=column.name,
                )


def _scoped(model: object) -> bool:
    return isinstance(model, type) and issubclass(model, Scoped)
