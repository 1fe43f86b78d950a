"""An erased person leaves no name and no words in the outbox; that something was done stays."""

from collections.abc import Collection
from typing import Any

from qunce.base.journal import services as journal
from qunce.base.tenancy.services import blank_names
from qunce.community.blanking import Blanker
from qunce.community.models import Person
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import Move, State, may
from qunce.gateway.outbox.registry import action_kinds
from qunce.gateway.outbox.services import moving, person
from qunce.gateway.outbox.services.moving import subject_of
from qunce.kernel.i18n import N_

ERASED = N_("The person was erased.")
_WORDED = ["title", "words", "data", "reason", "proof", "reference"]


def erase(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """An eraser of the community: actions about them are called off and blanked, their names go from all others."""
    if not names:
        return
    rows = Action.objects.filter(workspace_id=workspace_id)
    erased = Person.objects.filter(workspace_id=workspace_id, erased_at__isnull=False).values("pk")
    theirs = list(rows.filter(person_id__in=erased))
    for action in theirs:
        if may(State(action.state), Move.CANCEL):
            moving.move(action, Move.CANCEL, reason=ERASED)
            person.close_tasks(action, ERASED)
        blank: dict[str, Any] = {"words": "", "data": {}, "proof": "", "reference": ""}
        title = {"msgid": action_kinds.get(action.kind).title, "params": {}}
        rows.filter(pk=action.pk).update(title=title, **blank)
    rows.filter(pk__in=[action.pk for action in theirs]).exclude(reason="").update(reason=ERASED)
    journal.redact_subjects(workspace_id, [subject_of(action.pk) for action in theirs])
    blank_names(rows, _WORDED, Blanker(names))
