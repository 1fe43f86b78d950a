"""``qunce demo load|clear``."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from qunce.base.jobs.worker import drain
from qunce.demo import advertiser, services
from qunce.gateway.connectors import runner
from qunce.kernel import clock


class Command(BaseCommand):
    help = "Load the sample world as a workspace of its own, or remove it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", choices=["load", "clear"])
        parser.add_argument("--size", choices=["small", "medium", "large"], default="small")
        parser.add_argument("--seed", type=int, default=services.SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["do"] == "clear":
            self.stdout.write(f"{services.clear()} demo workspace(s) removed.")
            return
        started, ends = time.monotonic(), clock.timestamp()
        with runner.shared():
            try:
                workspace = services.fill(options["size"], options["seed"], ends)
            except services.DemoExistsError:
                raise CommandError("There is a demo already. Remove it first: qunce demo clear") from None
            drain()
            self.stdout.write(f"The demo is loaded ({time.monotonic() - started:.1f} s).")
            advertiser.begin(workspace, ends)
            drain()
        self.stdout.write(f"Its story of an advertiser is told ({time.monotonic() - started:.1f} s in all).")
