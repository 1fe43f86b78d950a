"""Sample objects of the Q&A's routes."""

from typing import Any

from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.practice.desk.qa import services
from qunce.practice.desk.qa.models import PageLink
from tests.cast import Cast
from tests.routes import Which, sample


def group_of(cast: Cast, which: str) -> Group:
    return {"own": cast.lunch, "hidden": cast.office, "foreign": cast.foreign}[which]


def entry_in(group: Group) -> dict[str, Any]:
    draft = services.Draft("停车收费吗", f"{group.name}停车不收费", group_ids=[group.pk])
    return {"pk": services.write(group.workspace_id, draft, 0).pk}


def task_in(group: Group, kind: str) -> dict[str, Any]:
    task, _ = Task.objects.get_or_create(
        workspace=group.workspace, kind=kind, key=f"{group.pk}:qa", state="open",
        defaults={"group_id": group.pk, "due_at": clock.timestamp(), "opened_at": clock.timestamp()},
    )  # fmt: skip
    return {"pk": task.pk}


def question_in(group: Group) -> dict[str, Any]:
    now = clock.timestamp()
    row, _ = StoredVerdict.objects.get_or_create(
        workspace=group.workspace, kind="desk.unanswered", key=f"message:{group.pk}",
        defaults={
            "subject_type": "message", "subject_ref": str(group.pk), "group_id": group.pk, "decision": "waiting",
            "confidence": 0.5, "policy": "sample/1", "as_of": now, "at": now,
        },
    )  # fmt: skip
    return {"pk": row.pk}


def link_of(group: Group) -> dict[str, Any]:
    services.share(group, 0, "week")
    return {"pk": PageLink.objects.filter(group=group).latest("pk").pk}


def each(make: Any, **more: Any) -> dict[str, Any]:
    return {
        which: (lambda cast, which=which: make(group_of(cast, which))) for which in ("own", "hidden", "foreign")
    } | more


def body(cast: Cast, which: Which) -> dict[str, Any]:
    return {"question": "停车收费吗", "answer": "不收", "groups": [str(cast.lunch.pk)]}


def of_use(group: Group) -> dict[str, Any]:
    return entry_in(group) | {"task": task_in(group, "desk.reply")["pk"]}


def token(cast: Cast) -> dict[str, Any]:
    return {"token": services.share(cast.lunch, 0, "week")}


sample("qa:entry", **each(entry_in, body=body))
sample("qa:retire", **each(entry_in))
sample("qa:restore", **each(entry_in))
sample("qa:candidates", **each(lambda group: task_in(group, "desk.reply")))
sample("qa:for-question", **each(question_in))
sample("qa:use", **each(of_use))
sample("qa:page", **each(lambda group: {"pk": group.pk}))
sample("qa:share", **each(lambda group: {"pk": group.pk}))
sample("qa:revoke", **each(link_of))
sample("qa:shared", own=token, marks=("qa_pagelink",))
