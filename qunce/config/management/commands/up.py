"""``qunce up``: everything on one machine, until Ctrl-C."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

import qunce
from qunce.base.jobs.supervisor import Supervisor, die_with_parent
from qunce.config import network, start


class Command(BaseCommand):
    help = "Starts Qunce: web server and workers. Ctrl-C ends everything."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="end when the process that started this ends")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["with_parent"]:
            die_with_parent()
        host = network.listen_on(settings.ENV.host)
        self._refuse_taken_port(host)
        self._tell_update(start.prepare())
        found = start.addresses(host)
        connection.close()
        code = Supervisor(start.programs(host)).run(on_started=lambda: self._tell(host, found))
        self.stdout.write(_("Stopped."))
        raise SystemExit(code)

    def _tell_update(self, done: start.Update) -> None:
        if done.saved:
            self.stdout.write(_("Backup before the update: %(path)s") % {"path": done.saved})
        if done.unsaved:
            self.stderr.write(_("No backup before the update: %(why)s") % {"why": done.unsaved})
        if done.steps:
            self.stdout.write(_("Database brought up to date (%(n)s steps).") % {"n": done.steps})

    def _refuse_taken_port(self, host: str) -> None:
        port = settings.ENV.port
        try:
            taken = network.port_taken(host, port)
        except PermissionError:
            raise CommandError(
                _("This user may not open port %(port)s. Choose one above 1024: PORT=8000") % {"port": port}
            ) from None
        if taken is None:
            return
        by = _(" by %(name)s (process %(pid)s)") % {"name": taken.name, "pid": taken.pid} if taken.pid else ""
        words = {"port": port, "by": by, "other": port + 1}
        raise CommandError(_("Port %(port)s is taken%(by)s. Stop that one, or choose another: PORT=%(other)s") % words)

    def _tell(self, host: str, found: start.Addresses) -> None:
        lines = [
            (_("Open"), found.here),
            (_("From a phone on the same network"), found.network),
            (_("Set up, once, within 24 hours"), found.setup),
            (_("Data"), str(settings.ENV.data)),
        ]
        self.stdout.write("\n" + _("Qunce %(version)s is running. Ctrl-C ends it.") % {"version": qunce.__version__})
        for label, value in lines:
            if value:
                self.stdout.write(f"  {label}: {value}")
        if host == network.LOOPBACK and not settings.ENV.host:
            self.stdout.write(
                "  "
                + _(
                    "This machine has a public address, so only itself is served. "
                    "See the README on TLS, or set QUNCE_HOST."
                )
            )
        self.stdout.write("")
        self.stdout.flush()
