"""Changing how a workspace wants to sound: on the audit page."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.kernel import clock
from qunce.practice.desk.drafting.models import ToneRules
from qunce.practice.desk.drafting.tone import MANNERS, Tone, words_in


@transaction.atomic
def save(workspace_id: int, tone: Tone, manners: Mapping[str, Mapping[str, Any]], staff_id: int) -> ToneRules:
    """Keep the tone; manners: account tone → what it says otherwise (keys of ``MANNERS``)."""
    row, _ = ToneRules.objects.update_or_create(
        workspace_id=workspace_id,
        defaults=tone._asdict()
        | {name: list(words_in(getattr(tone, name))) for name in ("greetings", "absolute", "forbidden")}
        | {
            "manners": {
                key: {name: own[name] for name in MANNERS if name in own} for key, own in manners.items() if own
            },
            "changed_at": clock.timestamp(),
            "changed_by": staff_id,
        },
    )
    journal.record(workspace_id, NewFact("drafting.tone_changed", subject="tone"))
    return row
