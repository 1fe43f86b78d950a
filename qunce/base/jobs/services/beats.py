"""Signs of life of the workers."""

import os

from qunce.base.jobs.models import WorkerBeat
from qunce.base.jobs.services import lease

FORGOTTEN_SECONDS = 3_600


def alive(name: str) -> None:
    """The worker of this process lives."""
    now = lease.moment()
    if not WorkerBeat.objects.filter(name=name).update(seen_at=now):
        WorkerBeat.objects.update_or_create(name=name, defaults={"pid": os.getpid(), "seen_at": now, "started_at": now})
        WorkerBeat.objects.filter(seen_at__lt=now - FORGOTTEN_SECONDS).delete()


def gone(name: str) -> None:
    """The worker ended in good order."""
    WorkerBeat.objects.filter(name=name).delete()
