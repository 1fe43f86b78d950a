"""Somebody is erased: their words and their name leave the files they stand in."""

from collections.abc import Collection, Sequence
from typing import Any

from qunce.base.tenancy.services import blank_names
from qunce.community.blanking import Blanker
from qunce.community.models import Message, Person
from qunce.kernel.i18n import N_
from qunce.practice.moderation.copies import services as copies
from qunce.practice.moderation.incidents.models import Appeal, Incident, Removal, Report, TakenStep
from qunce.practice.moderation.incidents.services.opening import end

ERASED = N_("The person was erased.")
_WORDED = ["said", "before", "after"]


def erase(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """An eraser of the community: their offences end, and nobody's file keeps their words or their name."""
    if message_ids:
        _forget_words(workspace_id, set(message_ids))
    blanker = Blanker(names)
    if blanker.names:
        blank_names(Incident.objects.filter(workspace_id=workspace_id), _WORDED, blanker)
        blank_names(TakenStep.objects.filter(workspace_id=workspace_id), ["words", "reasons"], blanker)
        blank_names(Appeal.objects.filter(workspace_id=workspace_id), ["said", "answer"], blanker)
        blank_names(Report.objects.filter(workspace_id=workspace_id), ["about", "said", "reporter", "answer"], blanker)
        blank_names(Removal.objects.filter(workspace_id=workspace_id), ["by", "sentence", "before", "note"], blanker)
        erased = Person.objects.filter(workspace_id=workspace_id, erased_at__isnull=False).values("pk")
        theirs = Incident.objects.filter(workspace_id=workspace_id, person_id__in=erased)
        Appeal.objects.filter(incident__in=theirs).update(said="", answer="")
        TakenStep.objects.filter(incident__in=theirs).update(words=[], skipped_why="")
        theirs.update(skip={})
        Report.objects.filter(workspace_id=workspace_id, told_by_id__in=erased).update(told_by=None, reporter="")
        Removal.objects.filter(workspace_id=workspace_id, person_id__in=erased).update(
            by="", sentence="", before=[], note=""
        )


def _forget_words(workspace_id: int, gone: set[int]) -> None:
    groups = Message.objects.filter(pk__in=gone).order_by().values("group_id").distinct()
    _forget_in_removals(workspace_id, groups, gone)
    rows = Incident.objects.filter(workspace_id=workspace_id, group_id__in=groups)
    copies.forget(workspace_id, [row.pk for row in rows.only("pk", "message_id") if row.message_id in gone])
    for row in rows.iterator(chunk_size=200):
        kept = {"before": _without(row.before, gone), "after": _without(row.after, gone)}
        if row.message_id in gone:
            end(row, Incident.State.VOID, ERASED)
            Incident.objects.filter(pk=row.pk).update(said={}, digest="", **kept)
        elif (row.before, row.after) != (kept["before"], kept["after"]):
            Incident.objects.filter(pk=row.pk).update(**kept)


def _forget_in_removals(workspace_id: int, groups: Any, gone: set[int]) -> None:
    rows = Removal.objects.filter(workspace_id=workspace_id, group_id__in=groups)
    for row in rows.iterator(chunk_size=200):
        kept = _without(row.before, gone)
        if kept != row.before:
            Removal.objects.filter(pk=row.pk).update(before=kept)


def _without(said: Sequence[dict[str, Any]], gone: set[int]) -> list[dict[str, Any]]:
    return [{**line, "name": "", "text": ""} if line["id"] in gone else line for line in said]
