"""The jobs of intake."""

from pathlib import Path
from typing import Any

from django.conf import settings

from qunce.base.jobs.models import Job
from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.base.tenancy.models import Workspace
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.services import keeping, planning, unattended
from qunce.kernel import clock
from qunce.kernel.i18n import N_

STOPPED = N_("The import was stopped. What it brought so far can be undone.")
GAVE_UP = N_("The import failed: %(error)s")


def _abandoned(job: Job) -> None:
    cancelled = job.state == Job.State.CANCELLED
    error = job.error.strip().splitlines()[-1] if job.error.strip() else ""
    services.abandon(job.args["import_id"], STOPPED if cancelled else GAVE_UP, {"error": error[:200]})


@task("intake.look", title=N_("Look at %(file)s"), max_attempts=2, priority=10)
def look(job: Running, *, import_id: int) -> dict[str, Any] | None:
    row = Import.objects.select_related("workspace").filter(pk=import_id).first()
    if row is not None and row.state in (Import.State.UPLOADED, Import.State.LOOKING, Import.State.READY):
        planning.look(row)
    return None


@task("intake.run", title=N_("Import %(file)s"), queue="import", priority=5, abandoned=_abandoned)
def run(job: Running, *, import_id: int) -> dict[str, Any] | None:
    return services.run(job, Import.objects.select_related("workspace").get(pk=import_id))


@task("intake.undo", title=N_("Take back %(file)s"), queue="import", priority=5)
def undo(job: Running, *, import_id: int) -> dict[str, Any] | None:
    return services.undo(job, Import.objects.select_related("workspace", "group", "source").get(pk=import_id))


@task("intake.sweep", title=N_("Throw away files that waited too long"), every=clock.DAY, priority=-10)
def sweep(job: Running) -> dict[str, Any] | None:
    gone = keeping.sweep()
    return {"gone": gone} if gone else None


@task("intake.watch", title=N_("Look into the watched folder"), every=15, priority=-5)
def watch(job: Running) -> dict[str, Any] | None:
    folder = Path(settings.ENV.watch)
    workspace = Workspace.objects.filter(is_demo=False).order_by("id").first()
    if workspace is None or not folder.is_dir():
        return None
    taken = unattended.take_folder(workspace, folder)
    return {"taken": [row.pk for row in taken]} if taken else None
