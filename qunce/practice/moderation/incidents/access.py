"""The doors of incidents."""

from django.db.models import QuerySet

from qunce.base.accounts.access import Actor, access_one, scoped
from qunce.practice.moderation.incidents.models import Incident, Removal, Report


def incidents_of(actor: Actor) -> "QuerySet[Incident]":
    return scoped(Incident.objects.all(), actor)


def access_incident(actor: Actor, pk: int) -> Incident:
    return access_one(Incident.objects.select_related("group", "person"), actor, pk)


def reports_of(actor: Actor) -> "QuerySet[Report]":
    return scoped(Report.objects.all(), actor)


def removals_of(actor: Actor) -> "QuerySet[Removal]":
    return scoped(Removal.objects.all(), actor)


def access_removal(actor: Actor, pk: int) -> Removal:
    return access_one(Removal.objects.select_related("group__workspace", "person", "incident"), actor, pk)
