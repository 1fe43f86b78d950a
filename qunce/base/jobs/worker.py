"""One worker process: takes a job, keeps its lease alive, runs it, says how it ended. One job at a time."""

import logging
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

import psutil
from django.db import DatabaseError, close_old_connections, connection, transaction

from qunce.base.jobs import policy
from qunce.base.jobs.errors import (
    JobCancelledError,
    JobPausedError,
    LeaseLostError,
    NotYetError,
    PermanentError,
    WorkerStoppingError,
)
from qunce.base.jobs.models import Job
from qunce.base.jobs.registry import Task, tasks
from qunce.base.jobs.running import Running
from qunce.base.jobs.services import beats, lease, schedules
from qunce.base.journal import services as journal

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
RECYCLE_BYTES = 300_000_000  # what a heavy job took is not given back by Python: start afresh
GRACE_SECONDS = 19.0  # a little less than its supervisor grants
RECOVER_SECONDS = 2.0  # after the database went away


def perform(running: Running) -> Job.State | None:
    """Run a leased job to its next state and return that; None when the lease was lost on the way."""
    actor = f"staff:{running.created_by}" if running.created_by else "system"
    try:
        with journal.doing(actor, f"job:{running.id}"):
            _call(running, tasks.get(running.task))
        return Job.State.DONE
    except LeaseLostError as lost:
        log.warning("%s", lost)
        return None
    except BaseException as error:
        with suppress(LeaseLostError):
            return _settle(running, error)
        return None


def _call(running: Running, task: Task) -> None:
    if not task.one_transaction:
        result = task.work(running, **running.args)
        lease.finish(running.id, running.token, result)
        return
    with transaction.atomic():
        result = task.work(running, **running.args)
        lease.finish(running.id, running.token, result)


def _settle(running: Running, error: BaseException) -> Job.State:
    match error:
        case JobPausedError():
            lease.stop(running.id, running.token, Job.State.PAUSED)
            return Job.State.PAUSED
        case JobCancelledError():
            lease.stop(running.id, running.token, Job.State.CANCELLED)
            return Job.State.CANCELLED
        case WorkerStoppingError() | KeyboardInterrupt() | SystemExit():
            return lease.hand_back(running.id, running.token)
        case NotYetError():
            return lease.hand_back(running.id, running.token, error.seconds)
        case PermanentError():
            return lease.fail(running.id, running.token, str(error), permanent=True)
        case _:
            log.warning("job %s (%s) failed", running.id, running.task, exc_info=error)
            return lease.fail(running.id, running.token, "".join(traceback.format_exception(error)))


def drain(most: int = 1_000, worker: str = "inline") -> int:
    """Run everything that is due in this process, in this connection (tests, the demo, a command that waits).

    Returns how many jobs were run. Jobs that failed and wait for their next try are left.
    """
    for count in range(most):
        job = lease.claim(worker)
        if job is None:
            return count
        perform(Running(job))
    return most


class Heart(threading.Thread):
    """Keeps the present job's lease and the worker's own sign of life, from its own connection."""

    def __init__(self, name: str) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker = name
        self.quit = threading.Event()
        self.present: Running | None = None

    def run(self) -> None:
        try:
            while not self.quit.wait(policy.BEAT_SECONDS):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        running = self.present
        try:
            if running is not None and not lease.beat(running.id, running.token) and self.present is running:
                running.lost.set()
            beats.alive(self.worker)
        except DatabaseError as error:  # busy or gone: the next beat tries again, the lease outlives two
            log.warning("heartbeat of %s: %s", self.worker, error)
            connection.close()


class Worker:
    """The main loop. ``run`` returns after SIGTERM or SIGINT, when the batch in hand is through."""

    def __init__(self, only: Sequence[str] = ()) -> None:
        self.name = f"{socket.gethostname()[:50]}:{os.getpid()}"
        self.only = tuple(only)
        self.stopping = threading.Event()
        self.heart = Heart(self.name)
        self._ticked = 0.0
        self._process = psutil.Process()

    def run(self) -> bool:
        """True when it ended only to be started afresh, because its memory had grown."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        schedules.sync()
        beats.alive(self.name)
        self.heart.start()
        try:
            while not self.stopping.is_set() and not self._grown():
                self._turn()
        finally:
            self.heart.quit.set()
            self.heart.join(timeout=policy.BEAT_SECONDS)
            with suppress(DatabaseError):
                beats.gone(self.name)
            connection.close()
        return not self.stopping.is_set()

    def _grown(self) -> bool:
        return bool(self._process.memory_info().rss > RECYCLE_BYTES)

    def _turn(self) -> None:
        try:
            if time.monotonic() - self._ticked > TICK_SECONDS:
                self._ticked = time.monotonic()
                schedules.tick()
            if not self._work():
                self.stopping.wait(policy.POLL_SECONDS)
        except DatabaseError:
            log.exception("the database does not answer; trying again")
            connection.close()
            self.stopping.wait(RECOVER_SECONDS)

    def _work(self) -> bool:
        job = lease.claim(self.name, self.only)
        if job is None:
            return False
        running = self.heart.present = Running(job, self.stopping)
        try:
            state = perform(running)
        finally:
            self.heart.present = None
            close_old_connections()
        # One that goes on later is nothing to tell, and one that failed has said so.
        usual = state in {Job.State.DONE, Job.State.QUEUED}
        level = logging.DEBUG if usual else logging.INFO
        log.log(level, "job %s %s: %s", running.id, running.task, state or "taken over")
        return True

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping.is_set():
            # A task that never looks up: its transaction rolls back, its lease runs out.
            watchdog = threading.Timer(GRACE_SECONDS, os._exit, [1])
            watchdog.daemon = True
            watchdog.start()
        self.stopping.set()
