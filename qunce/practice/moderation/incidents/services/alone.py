"""Which rules an owner lets act without a person's yes (design §4.6)."""

from collections.abc import Mapping

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import facts
from qunce.practice.moderation.incidents.models import ActsAlone
from qunce.practice.moderation.incidents.policy import STEPS

# Kinds of rule whose detectors give exact evidence. The others rest on a score or on a person's impression.
EXACT = ("advert", "contact", "link", "flood")


class AloneError(ValueError):
    """A rule that may never act alone; the message is a msgid."""


@transaction.atomic
def act_alone(workspace_id: int, wanted: Mapping[str, str], staff_id: int) -> None:
    """Let exactly these rules act alone: rule kind → the last step it may take. Raises AloneError."""
    for kind, step in wanted.items():
        if kind not in EXACT:
            raise AloneError(N_("Nothing exact shows that such a rule was broken: a person decides each time."))
        if step not in STEPS[1:]:
            raise AloneError(N_("This is no step that waits for a person."))
    rows = {row.rule_kind: row for row in ActsAlone.objects.filter(workspace_id=workspace_id)}
    for kind in EXACT:
        row, step = rows.get(kind), wanted.get(kind, "")
        if step == (row.up_to if row else ""):
            continue
        ActsAlone.objects.filter(workspace_id=workspace_id, rule_kind=kind).delete()
        if step:
            ActsAlone.objects.create(
                workspace_id=workspace_id, rule_kind=kind, up_to=step, since=clock.timestamp(), by=staff_id
            )
        data = {"rule": kind, "step": step}
        journal.record(workspace_id, NewFact(facts.ALONE if step else facts.NOT_ALONE, data=data))
