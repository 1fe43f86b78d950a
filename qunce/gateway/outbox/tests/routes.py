"""Sample objects of the routes of the outbox."""

import uuid
from typing import Any

from qunce.community.models import Group
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import action_kinds
from qunce.kernel import clock
from tests.cast import Cast
from tests.routes import Which, no_kwargs, sample


def group_of(cast: Cast, which: str) -> Group:
    return {"own": cast.lunch, "hidden": cast.office, "foreign": cast.foreign}[which]


def action_in(group: Group, state: State = State.CONFIRMED) -> Action:
    now = clock.timestamp()
    return Action.objects.create(
        workspace=group.workspace, kind=action_kinds.keys()[0], subject=f"group:{group.pk}", slot=f"{now}-{state}",
        title={"msgid": "%(group)s", "params": {"group": group.name}}, words=f"{group.name}的话", group_id=group.pk,
        capability="send_group", state=state, due_at=now, expires_at=now + clock.DAY, proposed_at=now,
        proposed_by="system",
    )  # fmt: skip


def of_group(**more: Any) -> dict[str, Any]:
    return {
        which: (lambda cast, which=which: {"pk": action_in(group_of(cast, which)).pk} | more)
        for which in ("own", "hidden", "foreign")
    }


def said(cast: Cast, which: Which) -> dict[str, Any]:
    return {"said": "样例"}


sample(
    "outbox:index",
    hidden=no_kwargs,
    foreign=no_kwargs,
    query=lambda cast, which: {"group": group_of(cast, which).pk},
)
sample("outbox:action", **of_group())
sample("outbox:act", **of_group(verb="tick"), body=said)
sample("outbox:hand-over", **of_group())
sample("outbox:words", **of_group(), body=lambda cast, which: {"words": "样例"})
sample(
    "outbox:new",
    own=no_kwargs,
    hidden=no_kwargs,
    foreign=no_kwargs,
    query=lambda cast, which: {"group": group_of(cast, which).pk},
    body=lambda cast, which: {
        "group": group_of(cast, which).pk, "words": "样例", "due": "hour", "slot": str(uuid.uuid4()),
    },
)  # fmt: skip
