"""``qunce worker``: run background jobs."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from qunce.base.jobs.registry import DEFAULT_QUEUE
from qunce.base.jobs.supervisor import Program, Supervisor
from qunce.base.jobs.worker import Worker, drain


def worker_argv(only: str) -> list[str]:
    """The command line of one worker process."""
    return [sys.executable, "-m", "qunce", "worker", "--queues", only]


def team(count: int, only: str = "") -> list[Program]:
    """Worker processes that share the work. Of several, one takes short work only (the default queue): somebody who
    pastes a chat does not wait for the years of another to be read or counted.
    """
    first = DEFAULT_QUEUE if count > 1 and not only else only
    return [Program(f"worker {n}", worker_argv(first if n == 1 else only)) for n in range(1, count + 1)]


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
        sys.exit(Supervisor(team(options["concurrency"], options["queues"])).run())
