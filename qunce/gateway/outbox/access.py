"""The doors of actions."""

from django.db.models import QuerySet

from qunce.base.accounts.access import Actor, access_one, scoped
from qunce.gateway.outbox.models import Action


def actions_of(actor: Actor) -> QuerySet[Action]:
    return scoped(Action.objects.all(), actor)


def access_action(actor: Actor, pk: int) -> Action:
    return access_one(Action.objects.all(), actor, pk)
