"""The jobs of lifecycle."""

from typing import Any

from qunce.base.jobs import services as jobs
from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Group
from qunce.community.queries import still_judging
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.lifecycle import services

LONGEST_WAIT = 5  # seconds between two looks whether the rooms before are through


@task("lifecycle.judge_group", title=N_("Look at the members of %(group)s"))
def judge_group(job: Running, *, group_id: int, since: int, waited: int = 0) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    if group is None:
        return None
    if still_judging(group, before="lifecycle.members"):
        # Members are judged by what the rooms before found: come back when they are through.
        again = {**job.args, "waited": waited + 1}
        soon = clock.timestamp() + min(1 + waited, LONGEST_WAIT)
        jobs.enqueue(job.workspace_id, job.task, again, run_at=soon, words={"group": group.name})
        return {"waited": True}
    return services.judge_group(group)
