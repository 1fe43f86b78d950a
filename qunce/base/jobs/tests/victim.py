"""A worker to be killed: ``tests.nursery`` runs its ``main``.

The effect of its tasks is a row of a unique name each: once is right, twice fails.
"""

import time

from django.db import transaction

from qunce.base.jobs.models import WorkerBeat
from qunce.base.jobs.registry import queue_limit, task
from qunce.base.jobs.running import Running
from qunce.base.jobs.worker import Worker
from qunce.kernel import clock

queue_limit("victim.one", 1)


def effect(name: str) -> None:
    """Fails on the unique name when it happens twice."""
    long_ago = clock.timestamp() - 1_000
    WorkerBeat(name=name, pid=0, seen_at=long_ago, started_at=long_ago).save(force_insert=True)


@task("victim.count", title="Count")
def count(job: Running, *, to: int, rest: float, name: str = "count") -> dict[str, int]:
    for at in range(job.cursor.get("at", 0), to):
        with transaction.atomic():
            effect(f"{name}-{at}")
            time.sleep(rest / 2)  # a kill may fall between effect and progress
            job.advance(at + 1, to, {"at": at + 1})
        time.sleep(rest / 2)
        job.check()
    return {"counted": to}


@task("victim.once", title="Once", one_transaction=True)
def once(job: Running, *, n: int) -> None:
    effect(f"once-{n}")


@task("victim.alone", title="Alone", queue="victim.one", one_transaction=False)
def alone(job: Running, *, n: int) -> dict[str, float]:
    begun = time.time()
    time.sleep(0.05)
    return {"begun": begun, "ended": time.time()}


def main() -> None:
    Worker().run()
