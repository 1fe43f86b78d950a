"""The jobs of the job table itself."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.base.jobs.services import control
from qunce.kernel import clock
from qunce.kernel.i18n import N_


@task("jobs.tidy", title=N_("Forget old jobs"), every=clock.DAY, priority=-10)
def tidy(job: Running) -> dict[str, Any]:
    return {"forgotten": control.tidy(clock.timestamp())}
