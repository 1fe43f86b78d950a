"""The handle that task code holds while its job runs."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from qunce.base.jobs.errors import JobCancelledError, JobPausedError, LeaseLostError, WorkerStoppingError
from qunce.base.jobs.models import Job
from qunce.base.jobs.services import lease

WISH_SECONDS = 0.5  # how often check() asks the table


class Running:
    """A leased job. Task code reads ``args``, ``cursor``, ``attempt`` and calls ``advance`` and ``check``.

    cursor   where the last committed batch ended ({} at first): begin here
    attempt  1 for the first try since the last progress
    """

    def __init__(self, job: Job, stopping: threading.Event | None = None) -> None:
        self.id: int = job.pk
        self.workspace_id: int | None = job.workspace_id
        self.task: str = job.task
        self.args: dict[str, Any] = job.args
        self.attempt: int = job.attempts
        self.max_attempts: int = job.max_attempts
        self.created_by: int | None = job.created_by
        self.token: str = job.lease_token
        self.cursor: dict[str, Any] = job.cursor
        self.done: int = job.done
        self.total: int | None = job.total
        self.lost = threading.Event()
        self._stopping = stopping or threading.Event()
        self._asked_at = 0.0

    def advance(self, done: int, total: int | None = None, cursor: Mapping[str, Any] | None = None) -> None:
        """Say how far the work is, in the transaction of the effect itself: both commit or neither.

        Passing ``cursor`` promises that a later run begins there; then attempts are counted anew.
        Raises LeaseLostError when another worker has the job: let it pass, so that the batch rolls back.
        """
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("advance() belongs inside the transaction of the effect")
        lease.advance(self.id, self.token, done, total, cursor)
        self.done = done
        self.total = self.total if total is None else total
        self.cursor = self.cursor if cursor is None else dict(cursor)

    def check(self) -> None:
        """Call between batches, outside a transaction. Raises when the job should stop here: paused,
        cancelled, the worker goes down, or the lease is lost. Cheap: asks the table twice a second at most.
        """
        if self.lost.is_set():
            raise LeaseLostError(f"job {self.id} was taken over")
        if self._stopping.is_set():
            raise WorkerStoppingError
        if time.monotonic() - self._asked_at < WISH_SECONDS:
            return
        self._asked_at = time.monotonic()
        wish = lease.wish(self.id, self.token)
        if wish == "pause":
            raise JobPausedError
        if wish == "cancel":
            raise JobCancelledError
