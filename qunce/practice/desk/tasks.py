"""The jobs of the desk."""

from functools import partial
from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group
from qunce.community.services import history
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.desk import services
from qunce.practice.desk.service import filling


@task("desk.judge_group", title=N_("Look for unanswered questions in %(group)s"))
def judge_group(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    return services.judge_group(group, since) if group else None


@task("desk.judge_history", title=N_("Count the questions in the history of %(group)s"), queue="heavy")
def judge_history(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    if group is not None:
        history.walk(job, group, since, partial(services.judge_history, group))
    return None


@task(filling.JOB, title=N_("Measure how long earlier questions waited"), queue="heavy")
def fill_book(job: Running) -> dict[str, Any] | None:
    return filling.fill(job, Workspace.objects.get(pk=job.workspace_id or 0), services.fill_book)


@task("desk.find_repeats", title=N_("Look for repeated questions"), queue="heavy", max_attempts=3)
def find_repeats(job: Running, *, groups: list[int] | None) -> dict[str, Any] | None:
    return services.find_repeats_in(job, groups)


@task("desk.repeats_daily", title=N_("Look for repeated questions everywhere"), every=DAY, priority=-10)
def repeats_daily(job: Running) -> dict[str, Any] | None:
    return {"workspaces": services.ask_everywhere()}
