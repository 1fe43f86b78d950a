"""The jobs of lifecycle."""

from typing import Any

from qunce.base.jobs.errors import NotYetError
from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Group
from qunce.community.queries import still_judging
from qunce.kernel.i18n import N_
from qunce.practice.lifecycle import services


@task("lifecycle.judge_group", title=N_("Look at the members of %(group)s"))
def judge_group(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    if group is None:
        return None
    if still_judging(group, before="lifecycle.members"):
        raise NotYetError  # members are judged by what the rooms before found
    return services.judge_group(group)
