"""A worker with a recording connector, to be killed: ``tests.nursery`` runs its ``main`` with a FILE.

The connector adds a line to FILE and has it on disk before it answers, as the outside would have seen it.
"""

import os
import time
from functools import partial
from pathlib import Path

from qunce.base.jobs.worker import Worker
from qunce.gateway.outbox.registry import Executor, Order, Outcome, executors


def perform(sent: str, order: Order) -> Outcome:
    time.sleep(0.05)
    with Path(sent).open("a") as out:
        out.write(order.key + "\n")
        out.flush()
        os.fsync(out.fileno())
    time.sleep(0.05)
    return Outcome("confirmed")


def main(sent: str) -> None:
    executors.register("recorder", Executor("recorder", "Recorder", frozenset({"send_group"}), partial(perform, sent)))
    Worker().run()
