"""What comes round for reminders."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.base.reminders import services
from qunce.base.tenancy.models import Workspace
from qunce.kernel.i18n import N_


@task("reminders.look", title=N_("Look for deadlines to remind of"), every=60, priority=5)
def look(job: Running) -> dict[str, Any] | None:
    made = 0
    for workspace in Workspace.objects.order_by("pk"):
        made += services.look(workspace)
        job.check()
    return {"made": made}


@task("reminders.send", title=N_("Send reminders"), every=30, priority=5)
def send(job: Running) -> dict[str, Any] | None:
    return {"sent": services.send_due()}


@task("reminders.tidy", title=N_("Drop old reminders"), every=86_400, priority=-10)
def tidy(job: Running) -> dict[str, Any] | None:
    return {"gone": services.tidy()}
