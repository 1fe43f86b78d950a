"""Putting work on the table, in the caller's transaction: it is there exactly when the change is."""

from collections.abc import Callable, Mapping
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


Merge = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]


def keep_newest(waiting: Mapping[str, Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return asked


def enqueue_once(
    workspace: Workspace | int | None,
    task: str,
    args: Mapping[str, Any] | None = None,
    *,
    key: str = "",
    run_at: int | None = None,
    priority: int | None = None,
    words: Mapping[str, Any] | None = None,
    merge: Merge = keep_newest,
) -> Job:
    """Like enqueue, but at most one unfinished job per key (default: the task and its args) and workspace.

    One that waits is enough and is returned. One that already runs may have passed by what changed: it is
    asked to go one more round when it ends. ``merge`` says with which args, from those that wait and these.
    """
    job = _row(workspace, tasks.get(task), args, run_at, priority, words)
    job.key = unfinished_key(job.workspace_id, task, args, key)
    while True:
        with transaction.atomic(savepoint=False):
            held = Job.objects.select_for_update().filter(key=job.key, state__in=UNFINISHED).first()
            if held is not None:
                return _join(held, job.args, merge)
        try:
            with transaction.atomic():
                job.save(force_insert=True)
            return job
        except IntegrityError:  # somebody was quicker: join that one
            job.pk = None


def _join(held: Job, args: Mapping[str, Any], merge: Merge) -> Job:
    """Let the unfinished job do this as well: now if it waits, in another round if it runs."""
    if held.state == Job.State.RUNNING:
        held.again = dict(args if held.again is None else merge(held.again, args))
        held.save(update_fields=["again"])
    else:
        # One that was handed back half way may have passed by what changed since: from the start.
        wanted = dict(merge(held.args, args))
        if (held.args, held.cursor) != (wanted, {}):
            held.args, held.cursor = wanted, {}
            held.save(update_fields=["args", "cursor"])
    return held


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
