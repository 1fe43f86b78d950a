"""Somebody is erased: their words go out of the tasks that hold them, and what rested on them is taken back."""

from collections.abc import Collection

from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.kernel.i18n import N_
from qunce.practice.desk.repeats import KIND
from qunce.practice.desk.services.repeating import ADD

ERASED = N_("Words of a person who was erased are among it.")


def erase(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """An eraser of the community: what rests on these messages goes; the next look finds what is left."""
    gone = set(message_ids)
    if not gone:
        return
    rows = StoredVerdict.objects.filter(workspace_id=workspace_id, kind=KIND, state=StoredVerdict.State.STANDING)
    resting = [row.key for row in rows if gone.intersection([*row.data.get("messages", ()), row.data.get("best") or 0])]
    verdicts.withdraw(workspace_id, KIND, resting, ERASED)
    holding = [
        task
        for task in Task.objects.filter(workspace_id=workspace_id, kind=ADD)
        if gone.intersection(task.data.get("messages", ()))
    ]
    worklist.withdraw(workspace_id, ADD, [task.key for task in holding], ERASED)
    for task in holding:
        Task.objects.filter(pk=task.pk).update(title={}, words=[], data={})
