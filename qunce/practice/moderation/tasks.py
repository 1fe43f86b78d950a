"""The jobs of moderation."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Group
from qunce.community.services import history
from qunce.kernel.i18n import N_
from qunce.practice.moderation import services


@task("moderation.judge_group", title=N_("Look for broken rules in %(group)s"))
def judge_group(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    return services.judge_group(group, since) if group else None


@task("moderation.judge_history", title=N_("Look for broken rules in the history of %(group)s"), queue="heavy")
def judge_history(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    if group is not None:
        history.walk(job, group, since, services.historian(group))
    return None
