"""Sample objects of the service routes."""

from typing import Any

from qunce.base.worklist.models import Task
from qunce.community.models import Group
from qunce.kernel import clock
from tests.cast import Cast
from tests.routes import sample


def noted(group: Group) -> dict[str, Any]:
    now = clock.timestamp()
    row = Task.objects.create(
        workspace=group.workspace, kind="desk.private", key=f"noted:{group.pk}", group_id=group.pk, due_at=now,
        opened_at=now, title={"msgid": "%(group)s", "params": {"group": group.name}},
    )  # fmt: skip
    return {"pk": row.pk}


def what(cast: Cast, which: str) -> dict[str, Any]:
    return {"what": "样例"}


sample(
    "service:note-of",
    own=lambda cast: {"pk": cast.yu.pk}, hidden=lambda cast: {"pk": cast.hidden.pk},
    foreign=lambda cast: {"pk": cast.stranger.pk}, body=what,
)  # fmt: skip
sample(
    "service:note-back",
    own=lambda cast: noted(cast.lunch), hidden=lambda cast: noted(cast.office),
    foreign=lambda cast: noted(cast.foreign),
)  # fmt: skip
