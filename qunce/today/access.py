"""The doors of today's pages."""

from qunce.base.accounts.access import Actor, access_one
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.models import Message


def access_task(actor: Actor, pk: int) -> Task:
    return access_one(Task.objects.all(), actor, pk)


def access_verdict(actor: Actor, pk: int) -> StoredVerdict:
    return access_one(StoredVerdict.objects.all(), actor, pk)


def access_message(actor: Actor, pk: int) -> Message:
    return access_one(Message.objects.select_related("identity__person", "group"), actor, pk)
