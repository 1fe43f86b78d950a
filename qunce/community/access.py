"""The doors of groups and people."""

from django.db.models import QuerySet

from qunce.base.accounts.access import Actor, access_one, scoped
from qunce.community.models import Group, Person


def groups_of(actor: Actor) -> QuerySet[Group]:
    return scoped(Group.objects.all(), actor, group_path="pk")


def access_group(actor: Actor, pk: int) -> Group:
    return access_one(Group.objects.all(), actor, pk, group_path="pk")


def people_of(actor: Actor) -> QuerySet[Person]:
    return scoped(Person.objects.all(), actor, group_path="memberships__group_id")


def access_person(actor: Actor, pk: int) -> Person:
    return access_one(Person.objects.all(), actor, pk, group_path="memberships__group_id")
