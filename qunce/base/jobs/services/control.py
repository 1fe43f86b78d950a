"""What a person may do with a job, and the housekeeping."""

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from qunce.base.jobs import facts
from qunce.base.jobs.models import Hold, Job
from qunce.base.jobs.services import lease
from qunce.base.journal.registry import FactType
from qunce.base.journal.services import NewFact, record
from qunce.kernel import clock

KEEP_DAYS = 30
SCHEDULED = "0:schedule:"


@transaction.atomic
def pause(job: Job) -> bool:
    """A waiting job is paused at once, a running one between two batches. False when it is over already."""
    return _done(_wish(job, "pause", Job.State.PAUSED, [Job.State.QUEUED]), facts.PAUSED, job)


@transaction.atomic
def cancel(job: Job) -> bool:
    """A waiting or paused job is cancelled at once, a running one between two batches; what it committed
    stays. False when it is over already."""
    return _done(_wish(job, "cancel", Job.State.CANCELLED, [Job.State.QUEUED, Job.State.PAUSED]), facts.CANCELLED, job)


@transaction.atomic
def resume(job: Job) -> bool:
    """Go on at the cursor. Takes back a pause that has not been honoured yet."""
    taken_back = _only(job, Job.State.RUNNING).filter(wish="pause").update(wish="")
    goes_on = taken_back or _only(job, Job.State.PAUSED).update(state=Job.State.QUEUED, run_at=clock.timestamp())
    return _done(bool(goes_on), facts.RESUMED, job)


def requeue(job: Job) -> bool:
    """Try a dead or cancelled job again, at its cursor. False when it is neither, or when another one of the
    same key waits or runs already."""
    over = Job.objects.filter(pk=job.pk, state__in=[Job.State.DEAD, Job.State.CANCELLED])
    fresh = {"attempts": 0, "error": "", "finished_at": None, "wish": ""}
    try:
        with transaction.atomic():
            moved = over.update(state=Job.State.QUEUED, run_at=clock.timestamp(), **fresh)
            return _done(bool(moved), facts.REQUEUED, job)
    except IntegrityError:
        return False


def hold(reason: str) -> None:
    """Let no job start and no schedule tick until ``lift_hold`` (a restored copy must not act by itself)."""
    Hold.objects.create(reason=reason, since=clock.timestamp())


def lift_hold() -> int:
    """Let jobs run again. Returns how many holds stood."""
    return Hold.objects.all().delete()[0]


def tidy(now: int) -> int:
    """Forget jobs that ended well, or were cancelled, 30 days ago; rounds of schedules after one. The dead stay
    until somebody looks. Returns how many went."""
    over = Job.objects.filter(state__in=[Job.State.DONE, Job.State.CANCELLED])
    old = Q(finished_at__lt=now - KEEP_DAYS * clock.DAY)
    rounds = Q(key__startswith=SCHEDULED, finished_at__lt=now - clock.DAY)
    return over.filter(old | rounds).delete()[0]


def _done(happened: bool, fact: FactType, job: Job) -> bool:
    """Write down what was done with a workspace's job."""
    if happened and job.workspace_id is not None:
        record(job.workspace_id, NewFact(fact.key, subject=f"job:{job.pk}", data={"job": job.title}))
    return happened


def _only(job: Job, *states: Job.State) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state__in=states)


def _wish(job: Job, wish: str, state: Job.State, at_once: list[Job.State]) -> bool:
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(pk=job.pk).first()
        if row is None:
            return False
        if row.state in at_once:
            row.state = state
            row.finished_at = clock.timestamp() if state == Job.State.CANCELLED else None
            row.save(update_fields=["state", "finished_at"])
            if state == Job.State.CANCELLED:
                lease.let_go(row)
            return True
        return bool(_only(row, Job.State.RUNNING).update(wish=wish))
