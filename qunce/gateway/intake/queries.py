"""Reading imports."""

from typing import NamedTuple

from django.db.models import QuerySet

from qunce.base.accounts.access import Actor
from qunce.base.jobs.models import Job
from qunce.base.verdicts import queries as verdicts
from qunce.base.verdicts.registry import verdict_kinds
from qunce.community.registry import listeners
from qunce.gateway.connectors import api
from qunce.gateway.intake.access import imports_of
from qunce.gateway.intake.models import Import

State = Import.State
BUSY = (State.UPLOADED, State.LOOKING, State.RUNNING, State.UNDOING)
_STEPS = {
    State.UPLOADED: 1, State.LOOKING: 1, State.READY: 2, State.UNREADABLE: 2, State.RUNNING: 3,
}  # fmt: skip


class Finding(NamedTuple):
    """How many judgements of one kind and decision a group has now."""

    kind: str
    title: str
    decision: str
    number: int
    tone: str


def recent(actor: Actor, size: int = 5) -> QuerySet[Import]:
    return imports_of(actor).select_related("group").order_by("-created_at", "-id")[:size]


def step(row: Import) -> int:
    """Where the wizard stands: 1 choose, 2 confirm, 3 import, 4 result."""
    return _STEPS.get(State(row.state), 4)


def dialect_label(row: Import) -> str:
    """msgid of the dialect's name, "" while unknown."""
    key = row.plan.get("dialect", "")
    found = api.load_all().find(key) if key else None
    return found.label if found else ""


def judging(row: Import) -> int:
    """How many of the practices' jobs have not come round to this import's group yet."""
    if row.group_id is None:
        return 0
    wanted = [entry.task for entry in listeners]
    unfinished = Job.objects.filter(
        workspace_id=row.workspace_id, task__in=wanted, state__in=[Job.State.QUEUED, Job.State.RUNNING]
    )
    return sum(1 for job in unfinished if job.args.get("group_id") == row.group_id)


def findings(row: Import) -> list[Finding]:
    """What the judgements say of the import's group now, by kind and decision."""
    if row.group_id is None:
        return []
    found = []
    for (key, decision), count in verdicts.decisions_in_group(row.group_id).items():
        kind = verdict_kinds.find(key)
        if kind and decision in kind.decisions:
            tone = kind.tone.get(decision, "")
            found.append(Finding(key, kind.title, kind.decisions[decision], count, tone))
    return sorted(found, key=lambda f: (f.kind, -f.number))
