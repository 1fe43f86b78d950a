"""Sample objects of today's routes."""

from typing import Any

from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.registry import verdict_kinds
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import task_kinds
from qunce.community.models import Group, Identity, Message, Source
from qunce.kernel import clock
from qunce.today import services
from qunce.today.models import ReportLink
from tests.cast import Cast
from tests.routes import Which, no_kwargs, sample


def groups(cast: Cast, which: str) -> Group:
    return {"own": cast.lunch, "hidden": cast.office, "foreign": cast.foreign}[which]


def verdict_in(group: Group) -> dict[str, Any]:
    now = clock.timestamp()
    row = StoredVerdict.objects.create(
        workspace=group.workspace, kind=sorted(verdict_kinds.keys())[0], key=f"group:{group.pk}", subject_type="group",
        subject_ref=str(group.pk), group_id=group.pk, decision="review", reasons=[], evidence=[], confidence=0.5,
        policy="sample/1", as_of=now, at=now,
    )  # fmt: skip
    return {"pk": row.pk}


def task_in(group: Group) -> dict[str, Any]:
    now = clock.timestamp()
    row = Task.objects.create(
        workspace=group.workspace, kind=sorted(task_kinds.keys())[0], key=f"g{group.pk}", group_id=group.pk,
        title={"msgid": "%(group)s", "params": {"group": group.name}}, due_at=now, opened_at=now,
    )  # fmt: skip
    return {"pk": row.pk}


def message_in(group: Group) -> dict[str, Any]:
    member = group.memberships.select_related("person").get(person__group_count__gt=0)
    speaker = Identity.objects.create(
        workspace=group.workspace, person=member.person, origin_id=member.person_id, group=group, kind="name",
        value=member.person.name, shown=member.person.name, created_at=0,
    )  # fmt: skip
    source = Source.objects.create(workspace=group.workspace, kind="paste", label="sample", created_at=0)
    row = Message.objects.create(
        workspace=group.workspace, group=group, identity=speaker, sent_at=clock.timestamp(),
        text=f"{member.person.name}在{group.name}说的话", source=source, key=group.pk,
    )  # fmt: skip
    return {"pk": row.pk}


def of_group(make: Any, **more: Any) -> dict[str, Any]:
    return {
        which: (lambda cast, which=which: make(groups(cast, which))) for which in ("own", "hidden", "foreign")
    } | more


def reason(cast: Cast, which: Which) -> dict[str, Any]:
    return {"reason": "样例"}


def chosen(**more: str) -> Any:
    """A form about one task of that group."""
    return lambda cast, which: {"ids": str(task_in(groups(cast, which))["pk"]), **more}


def handed(cast: Cast, which: Which) -> dict[str, Any]:
    """An undo of a hand-over of one task of that group."""
    return {"was": f"{task_in(groups(cast, which))['pk']}-0-0"}


sample("today:task-why", **of_group(task_in))
sample("today:act", hidden=no_kwargs, foreign=no_kwargs, body=chosen(do="done"))
sample("today:hand", hidden=no_kwargs, foreign=no_kwargs, body=chosen(to=""))
sample("today:hand-back", hidden=no_kwargs, foreign=no_kwargs, query=handed)
sample("today:reopen", hidden=no_kwargs, foreign=no_kwargs, query=chosen())
sample(
    "today:index",
    hidden=no_kwargs,
    foreign=no_kwargs,
    query=lambda cast, which: {"group": groups(cast, which).pk},
)
sample(
    "today:group-verdicts",
    own=lambda cast: {"pk": cast.lunch.pk},
    hidden=lambda cast: {"pk": cast.office.pk},
    foreign=lambda cast: {"pk": cast.foreign.pk},
)
sample("today:verdict", **of_group(verdict_in))
sample("today:verdict-overturn", **of_group(verdict_in, body=reason))
sample("today:verdict-restore", **of_group(verdict_in))
sample("today:message", **of_group(message_in))


def link_to(group: Group) -> dict[str, Any]:
    services.share_report(group, 0, "week")
    return {"pk": ReportLink.objects.filter(group=group).latest("pk").pk}


def group_itself(group: Group) -> dict[str, Any]:
    return {"pk": group.pk}


sample("today:group-report", **of_group(group_itself))
sample("today:report-share", **of_group(group_itself))
sample("today:report-revoke", **of_group(link_to))
sample(
    "today:shared-report",
    own=lambda cast: {"token": services.share_report(cast.lunch, 0, "week")},
    marks=("today_reportlink",),
)
