"""The jobs of the message index: one owner at a time."""

from typing import Any

from django.db import transaction

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Group
from qunce.community.talk_index import services
from qunce.kernel.i18n import N_


@task(services.TASK, title=N_("Index what was said in %(group)s"), queue="index", priority=-90)
def index_talk(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    if group is None:
        services.forget_group(group_id)
        return None

    def tick(count: int) -> None:
        with transaction.atomic():
            job.advance(count, max(count, group.message_count))
        job.check()

    return {"messages": services.index_group(group, since, tick)}


@task("community.index_check", title=N_("Check the message index"), queue="index", every=600, priority=-95)
def check(job: Running) -> dict[str, Any] | None:
    return {"behind": services.catch_up()}
