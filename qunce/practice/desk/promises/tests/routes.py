"""Sample objects of the promises' routes."""

from typing import Any

from qunce.base.verdicts.models import StoredVerdict
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.practice.desk.promises.models import Promise
from tests.cast import Cast
from tests.routes import Which, sample


def groups(cast: Cast, which: str) -> Group:
    return {"own": cast.lunch, "hidden": cast.office, "foreign": cast.foreign}[which]


def promise_in(group: Group) -> dict[str, Any]:
    now = clock.timestamp()
    row = Promise.objects.create(workspace=group.workspace, group=group, made_at=now, due_at=now + 3600)
    return {"pk": row.pk}


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


def of_group(make: Any, **more: Any) -> dict[str, Any]:
    return {
        which: (lambda cast, which=which: make(groups(cast, which))) for which in ("own", "hidden", "foreign")
    } | more


def by(cast: Cast, which: Which) -> dict[str, Any]:
    return {"by": "hour"}


def kept(cast: Cast, which: Which) -> dict[str, Any]:
    return {"do": "kept"}


sample("promises:make", **of_group(question_in, body=by))
sample("promises:when", **of_group(question_in))
sample("promises:settle", **of_group(promise_in, body=kept))
