"""Sample objects of the routes of drafting."""

from typing import Any

from qunce.practice.desk.qa.tests.routes import group_of, task_in
from tests.cast import Cast
from tests.routes import Which, no_kwargs, sample


def about(cast: Cast, which: Which) -> dict[str, Any]:
    return {"task": task_in(group_of(cast, which), "desk.reply")["pk"]}


sample("drafting:look", hidden=no_kwargs, foreign=no_kwargs, query=about)
