"""The job that judges the last week anew by a changed list."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation import services

LATELY = 7 * DAY


@task("moderation.words_changed", title=N_("Look for the words of the changed list"))
def words_changed(job: Running) -> dict[str, Any] | None:
    """Judging twice is judging once, so a worker killed halfway begins again."""
    edge = clock.timestamp() - LATELY
    groups = list(Group.objects.filter(workspace_id=job.workspace_id or 0, archived_at=None, heard_until__gte=edge))
    for done, group in enumerate(groups, 1):
        services.judge_group(group, edge)
        job.advance(done, len(groups))
        job.check()
    return {"groups": len(groups)}
