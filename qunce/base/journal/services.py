"""Writing facts. Called by services of every room, in the transaction of the change itself."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from qunce.base.journal.models import Fact
from qunce.base.journal.registry import fact_types, subscribers
from qunce.base.tenancy.models import Workspace
from qunce.kernel import clock


@dataclass(frozen=True, slots=True)
class Doing:
    """Who is at work, and the id that groups everything they do now."""

    actor: str = "system"
    cause: str = ""


_NOBODY = Doing()
_doing: ContextVar[Doing] = ContextVar("qunce_doing", default=_NOBODY)


@contextmanager
def doing(actor: str, cause: str = "") -> Iterator[Doing]:
    """Everything recorded inside is by this actor, grouped under one cause."""
    present = Doing(actor, cause or uuid.uuid4().hex)
    token = _doing.set(present)
    try:
        yield present
    finally:
        _doing.reset(token)


def current() -> Doing:
    return _doing.get()


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact about to be recorded. ``at`` None means now."""

    type: str
    at: int | None = None
    person_id: int | None = None
    group_id: int | None = None
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    undoes: int | None = None


def record(workspace: Workspace | int, *facts: NewFact) -> list[Fact]:
    """Append facts and tell the subscribers, in the caller's transaction.

    Raises UnknownKeyError for a type nobody registered.
    """
    return record_all(workspace, facts)


def record_all(workspace: Workspace | int, facts: Iterable[NewFact]) -> list[Fact]:
    workspace_id = workspace if isinstance(workspace, int) else workspace.pk
    present, recorded_at = _doing.get(), clock.timestamp()
    rows = [
        Fact(
            workspace_id=workspace_id,
            type=fact_types.get(new.type).key,
            at=recorded_at if new.at is None else new.at,
            recorded_at=recorded_at,
            actor=present.actor,
            cause=present.cause,
            person_id=new.person_id,
            group_id=new.group_id,
            subject=new.subject,
            data=dict(new.data),
            undoes=new.undoes,
            audit=fact_types.get(new.type).audit,
        )
        for new in facts
    ]
    if not rows:
        return []
    with transaction.atomic():
        Fact.objects.bulk_create(rows, batch_size=500)
        for subscriber in subscribers:
            subscriber(rows)
    return rows


def redact(workspace: Workspace | int, person_id: int) -> int:
    """Blank the private fields of everything about a person; the rows stay (design §4.9).

    Returns how many facts were redacted.
    """
    return _redact(Fact.objects.filter(workspace_id=_id(workspace), person_id=person_id))


def redact_subjects(workspace: Workspace | int, subjects: Sequence[str]) -> int:
    """Blank the private fields of facts about these subjects, e.g. an entry that was joined with another."""
    return _redact(Fact.objects.filter(workspace_id=_id(workspace), subject__in=subjects))


def _id(workspace: Workspace | int) -> int:
    return workspace if isinstance(workspace, int) else workspace.pk


def _redact(facts: "QuerySet[Fact]") -> int:
    changed = []
    for fact in facts.iterator():
        kind = fact_types.find(fact.type)
        hidden = [key for key in (kind.private if kind else fact.data) if fact.data.get(key)]
        if hidden:
            fact.data = {**fact.data, **dict.fromkeys(hidden, "")}
            changed.append(fact)
    Fact.objects.bulk_update(changed, ["data"], batch_size=500)
    return len(changed)
