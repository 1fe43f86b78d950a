"""The jobs of charters: groups judged anew by changed weights, replies to an announcement read."""

from typing import Any

from django.db import transaction

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.base.tenancy.models import Workspace
from qunce.community.charter import queries
from qunce.community.charter.services import acknowledging
from qunce.community.models import Group
from qunce.community.services.groups import announce_heard
from qunce.kernel.i18n import N_

PART = 20  # groups announced in one transaction


@task("charter.rejudge", title=N_("Judge groups by the changed weights"))
def rejudge(job: Running, *, purpose: str) -> dict[str, Any] | None:
    """Announcing twice is announcing once, so a worker killed halfway begins again."""
    workspace = Workspace.objects.get(pk=job.workspace_id or 0)
    return _announce(job, queries.groups_by_purpose(workspace).get(purpose, []))


@task("charter.rejudge_groups", title=N_("Judge groups by the changed charter"))
def rejudge_groups(job: Running, *, group_ids: list[int]) -> dict[str, Any] | None:
    """The groups that a changed template reached, as one group is judged anew when its own terms change."""
    heard = Group.objects.filter(workspace=job.workspace_id or 0, pk__in=group_ids, heard_until__isnull=False)
    return _announce(job, list(heard.order_by("pk").values_list("pk", flat=True)))


def _announce(job: Running, ids: list[int]) -> dict[str, Any]:
    for start in range(0, len(ids), PART):
        with transaction.atomic():
            for group in Group.objects.filter(pk__in=ids[start : start + PART]):
                announce_heard(group, 0)
            job.advance(min(start + PART, len(ids)), len(ids))
        job.check()
    return {"groups": len(ids)}


@task("charter.read_replies", title=N_("Read who acknowledged the charter of %(group)s"))
def read_replies(job: Running, *, group_id: int, since: int) -> dict[str, Any] | None:
    group = Group.objects.filter(pk=group_id).first()
    return acknowledging.read_replies(group) if group else None
