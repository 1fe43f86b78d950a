"""Reading the journal."""

from django.db.models import QuerySet

from qunce.base.journal.models import Fact
from qunce.base.journal.registry import fact_types


def audit_types() -> list[str]:
    return [t.key for t in fact_types if t.audit]


def audit_trail(workspace_id: int, group_ids: list[int] | None = None) -> QuerySet[Fact]:
    """What the staff did, newest first. group_ids None means every group."""
    facts = Fact.objects.filter(workspace_id=workspace_id, type__in=audit_types()).order_by(
        "-recorded_at", "-id"
    )
    return facts if group_ids is None else facts.filter(group_id__in=group_ids)


def timeline(workspace_id: int, person_id: int, group_ids: list[int] | None = None) -> QuerySet[Fact]:
    """What happened to one person, newest first, in the groups the reader may see."""
    facts = Fact.objects.filter(workspace_id=workspace_id, person_id=person_id).order_by("-at", "-id")
    return facts if group_ids is None else facts.filter(group_id__in=group_ids)
