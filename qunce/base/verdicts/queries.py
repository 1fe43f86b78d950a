"""Reading judgements."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from qunce.base.verdicts.models import StoredVerdict

State = StoredVerdict.State


def standing(workspace_id: int, kind: str) -> QuerySet[StoredVerdict]:
    return StoredVerdict.objects.filter(workspace_id=workspace_id, kind=kind, state=State.STANDING)


def ids_of(workspace_id: int, kind: str, keys: Iterable[str]) -> dict[str, int]:
    """Key of the subject (``services.key_of``) → id, of the verdicts of a kind that are kept."""
    wanted, found = list(keys), {}
    for start in range(0, len(wanted), 400):
        rows = StoredVerdict.objects.filter(
            workspace_id=workspace_id, kind=kind, key__in=wanted[start : start + 400]
        ).values_list("key", "id")
        found.update(dict(rows))
    return found


def in_group(group_id: int, kind: str) -> QuerySet[StoredVerdict]:
    """Standing judgements of a kind in a group, newest first."""
    return StoredVerdict.objects.filter(group_id=group_id, kind=kind, state=State.STANDING).order_by("-at", "-id")


def decisions_in_group(group_id: int) -> dict[tuple[str, str], int]:
    """How many standing judgements of each kind and decision a group has."""
    rows = (
        StoredVerdict.objects.filter(group_id=group_id, state=State.STANDING)
        .values_list("kind", "decision")
        .annotate(n=Count("id"))
    )
    return {(kind, decision): n for kind, decision, n in rows}


def about_person(person_id: int, group_ids: list[int] | None = None) -> QuerySet[StoredVerdict]:
    found = StoredVerdict.objects.filter(person_id=person_id).order_by("-at", "-id")
    return found if group_ids is None else found.filter(group_id__in=group_ids)
