"""The jobs of the promises."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Group
from qunce.kernel.i18n import N_
from qunce.practice.desk.promises import services


@task(services.JOB, title=N_("Look for promises in %(group)s"))
def judge_promises(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    return services.judge_group(group, since) if group else None


@task("desk.late_promises", title=N_("Look for promises whose time has passed"), every=300, priority=-10)
def late_promises(job: Running) -> dict[str, Any] | None:
    return {"late": services.remind_late()}
