# ruff: noqa: N999 - the command is called import
"""``qunce import FILE… --group NAME``: what the import page does, from a shell."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from qunce.base.jobs.queries import workers_alive
from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.base.ui.reasons import reason_text
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.services import splitting
from qunce.gateway.intake.services.receiving import RefusedError
from qunce.gateway.intake.services.unattended import Told, take_file

State = Import.State
WATCH_SECONDS = 0.5
_NOTHING = {"messages": 0, "duplicates": 0, "members": 0, "problems": 0}


def _done(row: Import) -> str:
    words = _(
        "%(file)s: %(messages)s messages, %(duplicates)s known before, %(members)s members, %(problems)s problems"
    )
    return words % {"file": row.shown, **_NOTHING, **row.counts}


class Command(BaseCommand):
    help = "Import chat exports, rosters and customer lists."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--group", default="", help="name of the group; without it what was remembered is used")
        parser.add_argument("--own", action="append", default=[], help="a name that is you or a colleague; repeatable")
        parser.add_argument("--size", type=int, help="how many people are in the group")
        parser.add_argument("--workspace", default="", help="slug; needed only where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = self._workspace(options["workspace"])
        told = Told(options["group"], options["own"], options["size"])
        rows, failed = [], 0
        with override("zh-hans"):
            for path in options["files"]:
                try:
                    rows.append(take_file(workspace, path, told))
                except FileNotFoundError:
                    failed += 1
                    self.stderr.write(f"{path}: {_('There is no such file.')}")
                except RefusedError as error:
                    failed += 1
                    self.stderr.write(f"{path}: {reason_text({'msgid': error.msgid, 'params': error.params})}")
            if rows:
                self._finish(rows)
            failed += sum(not self._tell(row) for row in rows)
        if failed:
            raise CommandError(f"{failed} of {len(options['files'])} files were not imported.")

    def _finish(self, rows: list[Import]) -> None:
        """Let a running worker do it and wait, or do it here where there is none."""
        while running := [row for row in rows if row.state == State.RUNNING]:
            if not workers_alive():
                drain()
            for row in running:
                row.refresh_from_db()
            time.sleep(WATCH_SECONDS)

    def _workspace(self, slug: str) -> Workspace:
        found = Workspace.objects.filter(slug=slug) if slug else Workspace.objects.filter(is_demo=False)
        if found.count() != 1:
            slugs = ", ".join(found.values_list("slug", flat=True)) or "-"
            raise CommandError(f"Say which workspace: --workspace SLUG ({slugs}). The set-up page makes the first one.")
        return found.get()

    def _tell(self, row: Import) -> bool:
        """One line about a file; True when it is imported."""
        row.refresh_from_db()
        if row.state == State.DONE:
            self.stdout.write(_done(row))
            return True
        if row.state == State.READY:
            why = _("Something has to be confirmed; give --group, or open the import page.")
            if splitting.several(row):
                why = _("The file holds several groups: choose them on the import page.")
            self.stderr.write(f"{row.file_name}: {why}")
            return False
        error = {"msgid": row.error.get("msgid", ""), "params": row.error.get("params", {})}
        self.stderr.write(f"{row.file_name}: {reason_text(error) if error['msgid'] else row.state}")
        return False
