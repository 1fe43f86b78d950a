"""Putting work on the table, in the caller's transaction: it is there exactly when the change is."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from qunce.base.jobs.models import Job
from qunce.base.jobs.registry import Task, tasks
from qunce.base.journal import services as journal
from qunce.base.tenancy.models import Workspace
from qunce.kernel import clock

UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING, Job.State.PAUSED)


def enqueue(
    workspace: Workspace | int | None,
    task: str,
    args: Mapping[str, Any] | None = None,
    *,
    run_at: int | None = None,
    priority: int | None = None,
    words: Mapping[str, Any] | None = None,
) -> Job:
    """Put one job on the table. It starts after the caller's transaction commits, within 0.2 s.

    args    what the task's function is called with: ids and plain JSON values
    run_at  not before (epoch seconds UTC); None = now
    words   fill the places of the task's title
    Raises UnknownKeyError for a task that nobody registered.
    """
    job = _row(workspace, tasks.get(task), args, run_at, priority, words)
    job.save(force_insert=True)
    return job


def enqueue_once(
    workspace: Workspace | int | None,
    task: str,
    args: Mapping[str, Any] | None = None,
    *,
    key: str = "",
    run_at: int | None = None,
    priority: int | None = None,
    words: Mapping[str, Any] | None = None,
) -> Job:
    """Like enqueue, but at most one unfinished job per key (default: the task and its args) and workspace.

    One that waits is enough and is returned. One that already runs may have passed by what changed: it is
    asked to go one more round when it ends, with these args.
    """
    job = _row(workspace, tasks.get(task), args, run_at, priority, words)
    job.key = unfinished_key(job.workspace_id, task, args, key)
    while True:
        rounds = Job.objects.filter(key=job.key, state=Job.State.RUNNING)
        if rounds.update(again=job.args):
            return rounds.first() or job
        try:
            with transaction.atomic():
                job.save(force_insert=True)
            return job
        except IntegrityError:
            job.pk = None
        waiting = Job.objects.filter(key=job.key, state__in=[Job.State.QUEUED, Job.State.PAUSED]).first()
        if waiting is not None:
            return waiting


def unfinished_key(workspace_id: int | None, task: str, args: Mapping[str, Any] | None, key: str) -> str:
    """What is unique among unfinished jobs: the workspace, and the caller's key or the task with its args."""
    own = key or ",".join([task, *(f"{name}={value}" for name, value in sorted((args or {}).items()))])
    whole = f"{workspace_id or 0}:{own}"
    if len(whole) > 100:
        raise ValueError(f"the key of a job has at most 100 characters: {whole!r}")
    return whole


def _row(
    workspace: Workspace | int | None,
    task: Task,
    args: Mapping[str, Any] | None,
    run_at: int | None,
    priority: int | None,
    words: Mapping[str, Any] | None,
) -> Job:
    now = clock.timestamp()
    return Job(
        workspace_id=workspace.pk if isinstance(workspace, Workspace) else workspace,
        task=task.key,
        args=dict(args or {}),
        queue=task.queue,
        priority=task.priority if priority is None else priority,
        run_at=now if run_at is None else run_at,
        max_attempts=task.max_attempts,
        title={"msgid": task.title, "params": dict(words or {})},
        created_at=now,
        created_by=_staff_id(journal.current().actor),
    )


def _staff_id(actor: str) -> int | None:
    kind, _, number = actor.partition(":")
    return int(number) if kind == "staff" and number.isdigit() else None
