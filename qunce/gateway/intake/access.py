"""The doors of intake."""

from django.db.models import QuerySet

from qunce.base.accounts.access import Actor, access_one, scoped
from qunce.gateway.intake.models import Import


def imports_of(actor: Actor) -> QuerySet[Import]:
    """The imports this person may see: those into their groups, and their own that have no group yet."""
    rows = Import.objects.filter(workspace=actor.workspace)
    if actor.groups is None:
        return rows
    return scoped(rows, actor) | rows.filter(group__isnull=True, created_by=actor.staff_id)


def access_import(actor: Actor, pk: int) -> Import:
    rows = imports_of(actor).select_related("workspace", "group", "source")
    return access_one(rows, actor, pk, group_path=None)
