"""Reading actions."""

from django.db.models import Count, QuerySet

from qunce.base.accounts.access import Actor, at_least
from qunce.base.accounts.models import Role, StaffMembership
from qunce.base.journal.models import Fact
from qunce.gateway.outbox.models import Action, Quarantine
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import PERSON


def quarantine(workspace_id: int) -> Quarantine | None:
    """The restore that an owner has still to look at, or None."""
    return Quarantine.objects.filter(workspace_id=workspace_id, released_at=None).order_by("-held_at").first()


def for_machines() -> QuerySet[Action]:
    """What waits for a machine, the longest waiting first."""
    return Action.objects.filter(state=State.PLANNED).exclude(executor=PERSON).order_by("approved_at", "id")


def counts(rows: QuerySet[Action]) -> dict[str, int]:
    """How many actions are in each state."""
    return dict(rows.order_by().values_list("state").annotate(n=Count("id")))


def history(action: Action) -> list[Fact]:
    """What happened to an action, oldest first."""
    rows = Fact.objects.filter(workspace_id=action.workspace_id, subject=f"action:{action.pk}")
    return list(rows.order_by("id"))


def colleagues(actor: Actor, group_id: int | None) -> list[tuple[int, str]]:
    """(staff id, name) of everybody who may carry something out in this group (None: in no group at all)."""
    places = StaffMembership.objects.filter(workspace_id=actor.workspace.pk, ended_at=None).select_related("staff")
    return [
        (place.staff_id, place.staff.name)
        for place in places.order_by("since", "id")
        if at_least(Role(place.role), Role.SERVICE) and (place.all_groups or group_id in place.group_ids)
    ]
