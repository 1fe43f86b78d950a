"""The jobs of this floor."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.base.tenancy import services as tenancy
from qunce.base.tenancy.models import Workspace
from qunce.kernel.i18n import N_


@task("today.clear_demo", title=N_("Clear the demo"), queue="heavy")
def clear_demo(job: Running, *, workspace_id: int) -> dict[str, Any] | None:
    workspace = Workspace.objects.filter(pk=workspace_id, is_demo=True).first()
    if workspace is not None:
        tenancy.remove_workspace(workspace)
    return None
