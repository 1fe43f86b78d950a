"""Standing verdicts counted for many groups at once: what list columns and panels are drawn from."""

from collections.abc import Collection, Sequence

from django.db.models import Count, QuerySet

from qunce.base.verdicts.models import StoredVerdict

State = StoredVerdict.State


def by_group(
    kind: str, decisions: Sequence[str], group_ids: Collection[int], since: int | None = None
) -> dict[int, int]:
    """Group id → how many standing verdicts of these decisions it has."""
    rows = StoredVerdict.objects.filter(kind=kind, decision__in=decisions, group_id__in=group_ids, state=State.STANDING)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return {group: n for group, n in rows.values_list("group_id").annotate(n=Count("id")) if group}


def of_groups(kind: str, group_ids: Collection[int]) -> dict[int, StoredVerdict]:
    """Group id → its standing verdict of a kind that each group has once."""
    rows = StoredVerdict.objects.filter(kind=kind, group_id__in=group_ids, state=State.STANDING)
    return {row.group_id: row for row in rows if row.group_id}


def groups_with(workspace_id: int, kind: str, decisions: Sequence[str]) -> "QuerySet[StoredVerdict, int | None]":
    """The ids of groups that have such a verdict, as a subquery."""
    return StoredVerdict.objects.filter(
        workspace_id=workspace_id, kind=kind, decision__in=decisions, state=State.STANDING
    ).values_list("group_id", flat=True)
