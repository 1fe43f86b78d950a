"""Work that comes round by itself: one row per task that says ``every``."""

from django.db import transaction

from qunce.base.jobs import policy
from qunce.base.jobs.models import Hold, Job, Schedule
from qunce.base.jobs.registry import tasks
from qunce.base.jobs.services import lease
from qunce.base.jobs.services.enqueueing import UNFINISHED, enqueue_once, unfinished_key


def sync() -> None:
    """Give every task that declares ``every`` its row; drop the rows of tasks that are gone."""
    now = lease.moment()
    wanted = {task.key: task.every for task in tasks if task.every}
    with transaction.atomic():
        Schedule.objects.exclude(task__in=wanted).delete()
        known = dict(Schedule.objects.values_list("task", "every"))
        for key, every in wanted.items():
            if key not in known:
                Schedule.objects.get_or_create(task=key, defaults={"every": every, "next_at": now})
            elif known[key] != every:
                Schedule.objects.filter(task=key).update(every=every)


def tick() -> int:
    """Enqueue what is due; the same for any number of workers that call it at once. Returns how many."""
    now = lease.moment()
    due = list(Schedule.objects.filter(next_at__lte=now))
    if not due or Hold.objects.exists():
        return 0
    return sum(_fire(schedule, now) for schedule in due if schedule.task in tasks)


def _fire(schedule: Schedule, now: int) -> bool:
    with transaction.atomic():
        later = policy.next_due(schedule.next_at, schedule.every, now)
        if not Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(next_at=later):
            return False
        key = unfinished_key(None, schedule.task, None, "schedule:" + schedule.task)
        if Job.objects.filter(key=key, state__in=UNFINISHED).exists():
            return False  # the round before is not through yet
        job = enqueue_once(None, schedule.task, key="schedule:" + schedule.task)
        Schedule.objects.filter(pk=schedule.pk).update(last_job=job.pk)
        return True
