"""The job that looks for requests for a private word."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Group
from qunce.kernel.i18n import N_
from qunce.practice.desk.service import asking


@task(asking.JOB, title=N_("Look for requests for a private word in %(group)s"))
def judge_private(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.select_related("workspace").filter(pk=group_id).first()
    return asking.judge_group(group, since) if group else None
