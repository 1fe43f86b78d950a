"""Sample objects of the routes of scripts."""

from typing import Any

from qunce.community.models import Group
from qunce.practice.desk.qa.tests.routes import each, group_of, task_in
from qunce.practice.desk.scripts import services
from qunce.practice.desk.scripts.services import Draft
from tests.cast import Cast
from tests.routes import Which, no_kwargs, sample


def script_in(group: Group) -> dict[str, Any]:
    draft = Draft(f"{group.name}停车", ["@{昵称} 您好，停车不收费"], "groups", [group.pk])
    return {"pk": services.write(group.workspace_id, draft, 0).pk}


def body(cast: Cast, which: str) -> dict[str, Any]:
    return {"title": "停车", "wordings": "不收费", "scope": "groups", "groups": [str(cast.lunch.pk)]}


def about(cast: Cast, which: Which) -> dict[str, Any]:
    return {"task": task_in(group_of(cast, which), "desk.reply")["pk"]}


sample("scripts:new", body=body)
sample("scripts:script", **each(script_in, body=body))
sample("scripts:take", **each(script_in))
sample("scripts:pick", hidden=no_kwargs, foreign=no_kwargs, query=about)
sample("scripts:archive", **each(script_in))
sample("scripts:restore", **each(script_in))
sample("scripts:move", **each(script_in))
