"""Sample objects of the routes of intake."""

from collections.abc import Mapping
from typing import Any

from qunce.community.models import Group
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from tests.cast import Cast
from tests.routes import Which, no_kwargs, sample


def group_of(cast: Cast, which: Which) -> Group:
    return {"own": cast.lunch, "hidden": cast.office, "foreign": cast.foreign}[which]


def import_into(group: Group) -> Import:
    return Import.objects.create(
        workspace=group.workspace, batch=f"batch-{group.pk}", file_name=f"{group.name}.txt", path="sample.txt", size=3,
        sha256="0" * 64, state=Import.State.UNREADABLE, group=group, created_at=0,
        plan=Plan(dialect="wechat_mail").dump(),
        error={"msgid": "Not a file we know", "params": {}, "suggestion": ""},
    )  # fmt: skip


def one(group: Group) -> dict[str, Any]:
    return {"pk": import_into(group).pk}


def batch(group: Group) -> dict[str, Any]:
    return {"key": import_into(group).batch}


def talk(cast: Cast, which: Which) -> Mapping[str, Any]:
    return {"text": "小雨 2026-11-20 10:00\n在吗", "group": group_of(cast, which).pk}


for name, made in (
    ("import", one),
    ("undo", one),
    ("sheets", one),
    ("discard", one),
    ("problems", one),
    ("batch", batch),
    ("start-all", batch),
):
    sample(
        f"intake:{name}",
        own=lambda cast, made=made: made(cast.lunch),
        hidden=lambda cast, made=made: made(cast.office),
        foreign=lambda cast, made=made: made(cast.foreign),
    )
sample("intake:paste", hidden=no_kwargs, foreign=no_kwargs, body=talk)
sample(
    "intake:new",
    hidden=no_kwargs,
    foreign=no_kwargs,
    query=lambda cast, which: {"group": group_of(cast, which).pk},
)
