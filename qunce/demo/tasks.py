"""The demo as a job, so that starting stays quick."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.demo import services
from qunce.demo.world import Size
from qunce.kernel.i18n import N_


@task("demo.load", title=N_("Load the demo"), max_attempts=2)
def load(job: Running, *, size: Size = "small") -> dict[str, Any] | None:
    if job.attempt > 1:
        services.clear()  # a killed first try left half a world
    try:
        services.load(size)
    except services.DemoExistsError:
        return {"exists": True}
    return None
