"""The demo as a job, so that starting stays quick."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.base.tenancy.models import Workspace
from qunce.demo import accounts, advertiser, services
from qunce.demo.world import Size
from qunce.kernel.i18n import N_


@task(advertiser.JOB, title=N_("Tell the demo's story of an advertiser"))
def tell(job: Running, *, episode: int, until: int, since: int) -> dict[str, Any] | None:
    workspace = Workspace.objects.filter(is_demo=True).order_by("pk").first()
    if workspace is not None:
        advertiser.tell(workspace, episode, until, since)
    return None


@task(accounts.JOB, title=N_("Say who the demo's accounts are"))
def link_accounts(job: Running, *, since: int) -> dict[str, Any] | None:
    workspace = Workspace.objects.filter(is_demo=True).order_by("pk").first()
    return {"done": accounts.link(workspace, since)} if workspace is not None else None


@task("demo.load", title=N_("Load the demo"), max_attempts=2)
def load(job: Running, *, size: Size = "small") -> dict[str, Any] | None:
    if job.attempt > 1:
        services.clear()  # a killed first try left half a world
    try:
        services.load(size)
    except services.DemoExistsError:
        return {"exists": True}
    return None
