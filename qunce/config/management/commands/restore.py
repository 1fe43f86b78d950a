"""``qunce restore FILE``: a backup back in its place, or looked at."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from qunce.config.backup import services
from qunce.config.backup.errors import BackupError
from qunce.config.backup.passphrase import read_passphrase


class Command(BaseCommand):
    help = "Restores a backup into an empty place. Its jobs wait until `qunce resume`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--passphrase-file", type=Path, help="of a sealed backup")
        parser.add_argument("--force", action="store_true", help="replace what is here; it is kept aside")
        parser.add_argument("--check", action="store_true", help="only look whether the backup is sound")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            passphrase = read_passphrase(options["passphrase_file"])
            if options["check"]:
                with tempfile.TemporaryDirectory(prefix="qunce-check-") as place:
                    found = services.check(options["file"], passphrase, Path(place))
            else:
                found = services.restore(options["file"], passphrase, over=options["force"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        words = {"rows": f"{sum(found.counts.values()):,}", "files": len(found.members) - 1, "version": found.version}
        self.stdout.write(_("Sound: %(rows)s rows, %(files)s files, written by Qunce %(version)s.") % words)
        if not options["check"]:
            self.stdout.write(_("Restored. Look at it first; nothing runs by itself until you say: qunce resume"))
