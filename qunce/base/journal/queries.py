"""Reading the journal."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from qunce.base.journal.models import Fact
from qunce.base.journal.registry import fact_types
from qunce.kernel import clock


def audit_types() -> list[str]:
    return [t.key for t in fact_types if t.audit]


def audit_trail(workspace_id: int, group_ids: list[int] | None = None) -> QuerySet[Fact]:
    """What the staff did, newest first. group_ids None means every group."""
    facts = Fact.objects.filter(workspace_id=workspace_id, audit=True).order_by("-recorded_at", "-id")
    return facts if group_ids is None else facts.filter(group_id__in=group_ids)


def narrowed(
    facts: QuerySet[Fact],
    *,
    actor: str = "",
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    zone: str = clock.DEFAULT_ZONE,
) -> QuerySet[Fact]:
    """The facts by one actor ("staff:3"), of one type, recorded on days ``since`` to ``until`` of a zone."""
    if actor:
        facts = facts.filter(actor=actor)
    if kind:
        facts = facts.filter(type=kind)
    if since:
        facts = facts.filter(recorded_at__gte=clock.day_start(since, zone))
    if until:
        facts = facts.filter(recorded_at__lt=clock.day_end(until, zone))
    return facts


def timeline(workspace_id: int, person_ids: int | Sequence[int], group_ids: list[int] | None = None) -> QuerySet[Fact]:
    """What happened to one person, newest first, in the groups the reader may see; nothing that was undone.

    person_ids  several where a person has several entries
    """
    ids = [person_ids] if isinstance(person_ids, int) else list(person_ids)
    undone = Fact.objects.filter(undoes=OuterRef("pk"))
    facts = Fact.objects.filter(workspace_id=workspace_id, person_id__in=ids, undoes__isnull=True)
    facts = facts.exclude(Exists(undone)).order_by("-at", "-id")
    return facts if group_ids is None else facts.filter(group_id__in=group_ids)
