"""What a worker does with a job: take it, keep it, say how far it is, end it.

Every write is conditional on the lease token, so that a worker that was believed dead and comes back changes
nothing. One clock measures the leases of all workers: the database server's, or with SQLite the machine's.
"""

import logging
import random
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from qunce.base.jobs import policy
from qunce.base.jobs.errors import LeaseLostError
from qunce.base.jobs.models import Hold, Job
from qunce.base.jobs.registry import queues, tasks
from qunce.kernel import clock

ERROR_CHARS = 4_000

log = logging.getLogger(__name__)


def moment() -> int:
    """Epoch seconds by the clock that all workers share."""
    if connection.vendor != "postgresql" or clock.held():
        return clock.timestamp()
    with connection.cursor() as cursor:
        cursor.execute("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint")
        row = cursor.fetchone()
    return int(row[0])


def claim(worker: str, only: Sequence[str] = ()) -> Job | None:
    """Lease the next job that is due, or None. ``only`` restricts the queues.

    A job whose lease ran out goes first; one that was tried too often, or that somebody wished to pause or
    cancel before its worker died, is put where it belongs instead.
    """
    now = moment()
    for candidate in _candidates(now, only):
        taken = _take(candidate, worker, now)
        if taken is not None:
            return taken
    return None


def _candidates(now: int, only: Sequence[str]) -> list[Job]:
    seen = Job.objects.only("state", "lease_token", "lease_until")
    wanted = seen.filter(queue__in=only) if only else seen
    expired = list(wanted.filter(state=Job.State.RUNNING, lease_until__lte=now).order_by("lease_until")[:5])
    queued = wanted.filter(state=Job.State.QUEUED, run_at__lte=now).exclude(queue__in=_full_queues(now))
    rows = expired + list(queued.order_by("-priority", "run_at", "id")[:5])
    return [] if rows and Hold.objects.exists() else rows


def _live(now: int) -> QuerySet[Job]:
    return Job.objects.filter(state=Job.State.RUNNING, lease_until__gt=now)


def _full_queues(now: int) -> list[str]:
    counts = _live(now).filter(queue__in=queues.keys()).values_list("queue").annotate(n=Count("id"))
    return [queue for queue, n in counts if n >= queues.get(queue).limit]


def _take(candidate: Job, worker: str, now: int) -> Job | None:
    with transaction.atomic():
        untouched = Job.objects.filter(
            pk=candidate.pk,
            state=candidate.state,
            lease_token=candidate.lease_token,
            lease_until=candidate.lease_until,
        )
        job = untouched.select_for_update(skip_locked=True).first()
        if job is None or not _has_room(job, now):
            return None
        if job.state == Job.State.RUNNING and _was_over(job):
            return None
        job.state = Job.State.RUNNING
        job.lease_token = secrets.token_hex(16)
        job.lease_until = now + policy.LEASE_SECONDS
        job.worker = worker
        job.attempts += 1
        job.started_at = now
        job.done_at_start = job.done
        job.wish = ""
        job.save()
    return job


def _has_room(job: Job, now: int) -> bool:
    limit = queues.find(job.queue)
    if limit is None:
        return True
    if connection.vendor == "postgresql":  # SQLite's write transaction already excludes the others
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"qunce queue {job.queue}"])
    return _live(now).filter(queue=job.queue).exclude(pk=job.pk).count() < limit.limit


def _was_over(job: Job) -> bool:
    """Settle an abandoned job that should not run again. Whether it was one."""
    if job.wish == "cancel":
        _end(job, Job.State.CANCELLED)
    elif job.wish == "pause":
        _end(job, Job.State.PAUSED)
    elif policy.gives_up(job.attempts, job.max_attempts):
        _end(job, Job.State.DEAD, error=f"its worker vanished; tried {job.attempts} times without progress")
    else:
        return False
    return True


def beat(job_id: int, token: str) -> bool:
    """Keep the lease. False when it is lost."""
    return bool(_owned(job_id, token).update(lease_until=moment() + policy.LEASE_SECONDS))


def wish(job_id: int, token: str) -> str:
    """What a person asked of the running job: "", "pause" or "cancel". Raises LeaseLostError."""
    asked = _owned(job_id, token).values_list("wish", flat=True).first()
    if asked is None:
        raise LeaseLostError(f"job {job_id} was taken over")
    return asked


def advance(job_id: int, token: str, done: int, total: int | None, cursor: Mapping[str, Any] | None) -> None:
    """Write the progress, guarded by the lease, inside the caller's transaction. Raises LeaseLostError."""
    changes: dict[str, Any] = {"done": done, "lease_until": moment() + policy.LEASE_SECONDS}
    if total is not None:
        changes["total"] = total
    if cursor is not None:
        changes |= {"cursor": dict(cursor), "attempts": 1, "error": ""}
    if not _owned(job_id, token).update(**changes):
        raise LeaseLostError(f"job {job_id} was taken over")


def finish(job_id: int, token: str, result: Mapping[str, Any] | None = None) -> None:
    """The work is done; starts one more round where that was asked for. Raises LeaseLostError."""
    with transaction.atomic():
        job = _locked(job_id, token)
        again = job.again
        _end(job, Job.State.DONE, result=dict(result or {}))
        if again is not None:
            _another_round(job, again)


def hand_back(job_id: int, token: str, seconds: int = 0) -> Job.State:
    """The worker goes down, or what the job needs is not there yet: begin at the cursor in so many seconds.

    Does not count as an attempt. A person's wish that came meanwhile is fulfilled instead. Returns the state it went
    to. Raises LeaseLostError.
    """
    with transaction.atomic():
        job = _locked(job_id, token)
        job.attempts = max(0, job.attempts - 1)
        if job.wish == "cancel":
            _end(job, Job.State.CANCELLED)
        elif job.wish == "pause":
            _end(job, Job.State.PAUSED)
        else:
            _release(job, Job.State.QUEUED, run_at=moment() + seconds)
        return Job.State(job.state)


def stop(job_id: int, token: str, state: Job.State) -> None:
    """A person's wish is fulfilled: the job is PAUSED or CANCELLED."""
    with transaction.atomic():
        job = _locked(job_id, token)
        job.attempts = max(0, job.attempts - 1)
        _end(job, state)


def fail(job_id: int, token: str, error: str, permanent: bool = False) -> Job.State:
    """The attempt failed: try again later, or dead-letter. Returns the state it went to."""
    with transaction.atomic():
        job = _locked(job_id, token)
        if job.wish == "cancel":
            _end(job, Job.State.CANCELLED, error=error)
        elif permanent or policy.gives_up(job.attempts, job.max_attempts):
            _end(job, Job.State.DEAD, error=error)
        else:
            wait = policy.backoff_seconds(job.attempts, random.random())
            state = Job.State.PAUSED if job.wish == "pause" else Job.State.QUEUED
            _release(job, state, run_at=moment() + wait, error=error[-ERROR_CHARS:])
        return Job.State(job.state)


def _owned(job_id: int, token: str) -> QuerySet[Job]:
    return Job.objects.filter(pk=job_id, state=Job.State.RUNNING, lease_token=token)


def _locked(job_id: int, token: str) -> Job:
    job = _owned(job_id, token).select_for_update().first()
    if job is None:
        raise LeaseLostError(f"job {job_id} was taken over")
    return job


def _release(job: Job, state: Job.State, **changes: Any) -> None:
    values = {"state": state, "lease_token": "", "lease_until": None, "wish": "", **changes}
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=["attempts", *values])


def _end(job: Job, state: Job.State, error: str = "", result: Mapping[str, Any] | None = None) -> None:
    """Put a job that nobody holds any more where it belongs; its room learns when it will not finish."""
    changes: dict[str, Any] = {"result": dict(result)} if result is not None else {}
    changes["error"] = error[-ERROR_CHARS:]
    if state != Job.State.PAUSED:
        changes["finished_at"] = moment()
    _release(job, state, **changes)
    if state in {Job.State.DEAD, Job.State.CANCELLED}:
        let_go(job)


def let_go(job: Job) -> None:
    """Tell the room that the job will not finish, in the transaction that says so."""
    task = tasks.find(job.task)
    if task is None or task.abandoned is None:
        return
    try:
        with transaction.atomic():
            task.abandoned(job)
    except Exception:  # a room's mistake must not keep the job from ending, or the worker would meet it for ever
        log.exception("job %s: %s.abandoned failed", job.pk, job.task)


def _another_round(job: Job, args: dict[str, Any]) -> None:
    now = moment()
    Job(
        workspace_id=job.workspace_id,
        task=job.task,
        args=args,
        queue=job.queue,
        key=job.key,
        priority=job.priority,
        run_at=now,
        max_attempts=job.max_attempts,
        title=job.title,
        created_at=now,
        created_by=job.created_by,
    ).save(force_insert=True)
