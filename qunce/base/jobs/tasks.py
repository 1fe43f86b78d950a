"""The jobs of the job table itself."""

from typing import Any

from qunce.base.accounts import services as accounts
from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.base.jobs.services import control
from qunce.kernel import clock
from qunce.kernel.i18n import N_


@task("accounts.forget_expired", title=N_("Forget ended sessions"), every=clock.DAY, priority=-10)
def forget_sessions(job: Running) -> dict[str, Any]:
    """Here, not in accounts: that floor lies below and knows no jobs."""
    return {"sessions": accounts.forget_expired()}


@task("jobs.tidy", title=N_("Forget old jobs"), every=clock.DAY, priority=-10)
def tidy(job: Running) -> dict[str, Any]:
    return {"forgotten": control.tidy(clock.timestamp())}
