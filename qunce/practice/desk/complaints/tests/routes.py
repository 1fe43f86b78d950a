"""Sample objects of the complaints' routes."""

from typing import Any

from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.practice.desk.complaints.models import Complaint, Item
from qunce.practice.desk.promises.tests.routes import of_group
from qunce.today.tests.routes import message_in
from tests.cast import Cast
from tests.routes import Which, sample


def complaint_in(group: Group) -> dict[str, Any]:
    now = clock.timestamp()
    row, _ = Complaint.objects.get_or_create(
        workspace=group.workspace, group=group, head_id=10**9 + group.pk,
        defaults={"at": now, "last_at": now, "seen_by": "detector"},
    )  # fmt: skip
    return {"pk": row.pk}


def item_in(workspace: Workspace) -> dict[str, Any]:
    row, _ = Item.objects.get_or_create(
        workspace=workspace, title="识别失败", defaults={"opened_at": clock.timestamp()}
    )
    return {"pk": row.pk}


def of_workspace(**more: Any) -> dict[str, Any]:
    return {
        "own": lambda cast: item_in(cast.lunch.workspace), "foreign": lambda cast: item_in(cast.foreign.workspace),
    } | more  # fmt: skip


def apology(cast: Cast, which: Which) -> dict[str, Any]:
    return {"step": "apology"}


def none(cast: Cast, which: Which) -> dict[str, Any]:
    return {"do": "no"}


def titled(cast: Cast, which: Which) -> dict[str, Any]:
    return {"title": "识别失败"}


def changed(cast: Cast, which: Which) -> dict[str, Any]:
    return {"title": "识别失败", "state": "doing"}


sample("complaints:open", **of_group(message_in))
sample("complaints:complaint", **of_group(complaint_in))
sample("complaints:step", **of_group(complaint_in, body=apology))
sample("complaints:back", **of_group(complaint_in))
sample("complaints:look", **of_group(complaint_in, body=none))
sample("complaints:put", **of_group(complaint_in, body=titled))
sample("complaints:item", **of_workspace())
sample("complaints:change", **of_workspace(body=changed))
sample("complaints:tell", **of_workspace())
