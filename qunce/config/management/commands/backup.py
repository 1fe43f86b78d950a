"""``qunce backup``: everything in one file, also while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from qunce.config.backup import services
from qunce.config.backup.errors import BackupError
from qunce.config.backup.passphrase import new_passphrase


class Command(BaseCommand):
    help = "Writes a backup of database and uploads. Nobody waits meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, help="a file or folder; default: the data directory's backups/")
        parser.add_argument("--passphrase-file", type=Path, help="seal the backup with the first line of this file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = services.write(options["to"], new_passphrase(options["passphrase_file"]))
        except BackupError as error:
            raise CommandError(str(error)) from None
        words = {"path": made.path, "size": f"{made.size / 1_000_000:.1f}", "rows": f"{sum(made.counts.values()):,}"}
        self.stdout.write(_("%(path)s: %(rows)s rows, %(size)s MB") % words)
        self.stdout.write(_("Keep a copy on another machine. It holds what your members wrote: seal or lock it away."))
