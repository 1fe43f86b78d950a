"""The tasks that rooms register: ids in, service call. And the queues, and what comes round by itself.

A room's ``tasks.py`` declares them, its ``apps.py`` imports that module in ``ready()``::

    @task("desk.judge_group", title=N_("Judge %(group)s"), queue="judge")
    def judge_group(job: Running, *, group_id: int) -> dict[str, int] | None:
        return services.judge_group(group_id, job)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qunce.kernel.registry import Registry

if TYPE_CHECKING:
    from qunce.base.jobs.models import Job

DEFAULT_QUEUE = "default"  # short work: what may take minutes has a queue of its own

Work = Callable[..., "dict[str, Any] | None"]
"""``fn(job: Running, **args)``; what it returns is kept as the job's result (JSON)."""

Abandoned = Callable[["Job"], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work.

    title            English msgid (N_) shown on the job page; ``words`` of enqueue fill its %(name)s places
    queue            its queue; ``queue_limit`` says how many of a queue may run at once
    max_attempts     tries without any progress in between before it is dead-lettered
    priority         higher first; a person who waits is 10, nightly work is -10
    one_transaction  call and completion commit together: for short work (≤ 50 ms on SQLite) without cursor
    abandoned        called in the transaction that makes the job dead or cancelled, to say so on the room's
                     own row and to remove its temporary files
    every            seconds, for work that comes round by itself, once per installation (workspace None)
    """

    key: str
    work: Work
    title: str
    queue: str = DEFAULT_QUEUE
    max_attempts: int = 5
    priority: int = 0
    one_transaction: bool = False
    abandoned: Abandoned | None = None
    every: int | None = None


tasks: Registry[Task] = Registry("tasks")


@dataclass(frozen=True, slots=True)
class Queue:
    """At most ``limit`` jobs of this queue run at once, over all workers and machines."""

    key: str
    limit: int


queues: Registry[Queue] = Registry("queues")


def queue_limit(key: str, limit: int) -> None:
    queues.register(key, Queue(key, limit))


queue_limit("import", 1)  # one writer at a time on SQLite, and the second worker stays free for short work
queue_limit("index", 1)  # the search index has one owner (design §5)
queue_limit("heavy", 1)  # what needs much memory or every core


def task(key: str, **options: Any) -> Callable[[Work], Work]:
    """Register a callable under a dotted key. Options are the fields of Task; title is required."""

    def register(work: Work) -> Work:
        tasks.register(key, Task(key=key, work=work, **options))
        return work

    return register
