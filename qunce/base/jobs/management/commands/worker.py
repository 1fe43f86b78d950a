"""``qunce worker``: run background jobs."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from qunce.base.jobs.supervisor import Program, Supervisor
from qunce.base.jobs.worker import Worker, drain


def worker_argv(only: str) -> list[str]:
    """The command line of one worker process."""
    return [sys.executable, "-m", "qunce", "worker", "--queues", only]


class Command(BaseCommand):
    help = "Runs background jobs, one at a time per process. SIGTERM ends it after the batch in hand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1, help="how many worker processes")
        parser.add_argument("--queues", default="", help="only these, with commas")
        parser.add_argument("--drain", action="store_true", help="run what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        only = [name for name in options["queues"].split(",") if name]
        if options["drain"]:
            self.stdout.write(f"{drain(most=1_000_000)} jobs")
            return
        if options["concurrency"] <= 1:
            if Worker(only).run():
                os.execv(sys.executable, worker_argv(options["queues"]))  # noqa: S606 - itself, same pid
            return
        names = range(1, options["concurrency"] + 1)
        programs = [Program(f"worker {n}", worker_argv(options["queues"])) for n in names]
        sys.exit(Supervisor(programs).run())
