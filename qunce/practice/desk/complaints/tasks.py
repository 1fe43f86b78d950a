"""The jobs of the complaints."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Group
from qunce.kernel.i18n import N_
from qunce.practice.desk.complaints import services


@task(services.JOB, title=N_("Look for complaints in %(group)s"))
def judge_complaints(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    return services.judge_group(group, since) if group else None
