"""Sample objects of the routes of jobs."""

from typing import Any

from qunce.base.jobs.services import enqueue
from qunce.base.tenancy.models import Workspace
from tests.routes import sample


def waiting(workspace: Workspace) -> dict[str, Any]:
    return {"pk": enqueue(workspace, "jobs.tidy").pk, "verb": "pause"}


sample("jobs:act", own=lambda cast: waiting(cast.workspace), foreign=lambda cast: waiting(cast.elsewhere))
