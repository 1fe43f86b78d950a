"""Reading the job table."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from qunce.base.jobs import policy
from qunce.base.jobs.models import Hold, Job, Schedule, WorkerBeat
from qunce.base.jobs.services import lease

UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING, Job.State.PAUSED)


def jobs_of(workspace_id: int) -> QuerySet[Job]:
    """A workspace's jobs as a person wants them: running, waiting, paused, dead, then what is over."""
    order = [Job.State.RUNNING, Job.State.PAUSED, Job.State.QUEUED, Job.State.DEAD]
    rank = Case(
        *[When(state=state, then=Value(place)) for place, state in enumerate(order)],
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    return Job.objects.filter(workspace_id=workspace_id).order_by(rank, "-created_at", "-id")


def unfinished(workspace_id: int | None, task: str = "", **args: object) -> QuerySet[Job]:
    """Jobs still to come or under way, of a task and with these args where given."""
    rows = Job.objects.filter(state__in=UNFINISHED)
    rows = rows.filter(workspace_id=workspace_id) if workspace_id else rows.filter(workspace=None)
    if task:
        rows = rows.filter(task=task)
    return rows.filter(**{f"args__{name}": value for name, value in args.items()})


def busy(workspace_id: int) -> bool:
    """Whether something runs or waits to run now: then the page looks again by itself."""
    now = lease.moment()
    due = Q(state=Job.State.RUNNING) | Q(state=Job.State.QUEUED, run_at__lte=now)
    return Job.objects.filter(due, workspace_id=workspace_id).exists()


def installation_jobs(most: int = 20) -> list[Job]:
    """Jobs that belong to no workspace: what is under way or gave up, and the last round of each schedule."""
    rounds = Schedule.objects.exclude(last_job=None).values("last_job")
    worth = Q(state__in=[*UNFINISHED, Job.State.DEAD]) | Q(pk__in=rounds)
    return list(Job.objects.filter(worth, workspace=None).order_by("-id")[:most])


def dead_count(workspace_id: int | None = None) -> int:
    rows = Job.objects.filter(state=Job.State.DEAD)
    return (rows if workspace_id is None else rows.filter(workspace_id=workspace_id)).count()


def workers_alive() -> list[WorkerBeat]:
    """Workers that were seen within two leases."""
    since = lease.moment() - 2 * policy.LEASE_SECONDS
    return list(WorkerBeat.objects.filter(seen_at__gte=since).order_by("name"))


def pace_of(job: Job, now: int) -> policy.Pace:
    """Share, rate and remaining seconds; rate and eta only while it runs."""
    started = job.started_at if job.state == Job.State.RUNNING else None
    return policy.pace(job.done, job.done_at_start, job.total, started, now)


def on_hold() -> Hold | None:
    return Hold.objects.order_by("since").first()
