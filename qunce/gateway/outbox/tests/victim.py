"""A worker with a recording connector, to be killed: run as ``python -m qunce.gateway.outbox.tests.victim FILE``.

The connector adds a line to FILE and has it on disk before it answers, as the outside would have seen it.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.config.settings")
django.setup()

from qunce.base.jobs.worker import Worker  # noqa: E402
from qunce.gateway.outbox.registry import Executor, Order, Outcome, executors  # noqa: E402


def perform(order: Order) -> Outcome:
    time.sleep(0.05)
    with Path(sys.argv[1]).open("a") as out:
        out.write(order.key + "\n")
        out.flush()
        os.fsync(out.fileno())
    time.sleep(0.05)
    return Outcome("confirmed")


if __name__ == "__main__":
    executors.register("recorder", Executor("recorder", "Recorder", frozenset({"send_group"}), perform))
    Worker().run()
