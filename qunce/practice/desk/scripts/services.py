"""Scripts written, used in turn, moved, archived, read from a workbook (E2). The only writer."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.ui.reasons import reason_text
from qunce.community.search import search_text
from qunce.kernel import clock
from qunce.kernel.text import name_pinyin, skeleton
from qunce.practice.desk.scripts import policy
from qunce.practice.desk.scripts.models import Script

Scope = Script.Scope
_SPELLED = 40  # characters of a wording that pinyin finds


class ScriptError(ValueError):
    """Wordings that cannot be kept; each reason names the wording and the words."""

    def __init__(self, reasons: Sequence[Any]) -> None:
        super().__init__(" ".join(reason_text(reason) for reason in reasons))
        self.reasons = reasons


class Draft(NamedTuple):
    """A script as somebody wrote it. groups: ids, purpose: key; both only where ``scope`` is groups."""

    title: str
    wordings: Sequence[str]
    scope: str = Scope.WORKSPACE
    group_ids: Collection[int] = ()
    purpose: str = ""
    folder: str = ""


@transaction.atomic
def write(workspace_id: int, draft: Draft, staff_id: int, row: Script | None = None) -> Script:
    """A new script, or one written anew. Raises ScriptError."""
    row, fresh = _kept(workspace_id, draft, staff_id, row)
    journal.record(workspace_id, NewFact("scripts.added" if fresh else "scripts.changed", subject=f"script:{row.pk}"))
    return row


def _kept(workspace_id: int, draft: Draft, staff_id: int, row: Script | None) -> tuple[Script, bool]:
    wordings = [policy.canonical(text) for text in draft.wordings if text.strip()]
    if wrong := policy.faults(wordings):
        raise ScriptError(wrong)
    now, fresh = clock.timestamp(), row is None
    folder = " ".join(draft.folder.split())[: policy.LONGEST_FOLDER]
    if row is None:
        row = Script(workspace_id=workspace_id, created_at=now, created_by=staff_id)
    if fresh or row.folder != folder:
        row.place = _last_place(workspace_id, folder) + 1
    row.title, row.folder, row.wordings = draft.title.strip()[: policy.LONGEST_TITLE], folder, wordings
    row.scope = draft.scope
    row.owner_id = (row.owner_id or staff_id) if draft.scope == Scope.OWN else None
    row.purpose = draft.purpose if draft.scope == Scope.GROUPS else ""
    row.changed_at, row.changed_by = now, staff_id
    row.search, row.words = search_text(row.title, row.folder), _found_by(wordings)
    row.save()
    row.groups.set(draft.group_ids if draft.scope == Scope.GROUPS else ())
    return row, fresh


def _last_place(workspace_id: int, folder: str) -> int:
    rows = Script.objects.filter(workspace_id=workspace_id, folder=folder)
    return rows.aggregate(last=Max("place"))["last"] or 0


def _found_by(wordings: Sequence[str]) -> str:
    """The folded words, and how they begin in pinyin and by initials."""
    parts = [skeleton(text) for text in wordings]
    for text in wordings:
        spelled = name_pinyin(text[:_SPELLED])
        parts += [*spelled.full[:1], *spelled.initials[:1]]
    return f" {' '.join(parts)} "[: 2 * policy.LONGEST * policy.MOST_WORDINGS]


@transaction.atomic
def archive(row: Script, staff_id: int) -> None:
    """Not offered any more; it stays among what was."""
    _mark(row, clock.timestamp(), staff_id, "scripts.archived")


@transaction.atomic
def restore(row: Script, staff_id: int) -> None:
    _mark(row, None, staff_id, "scripts.restored")


def _mark(row: Script, archived_at: int | None, staff_id: int, fact: str) -> None:
    row.archived_at, row.changed_at, row.changed_by = archived_at, clock.timestamp(), staff_id
    row.save(update_fields=["archived_at", "changed_at", "changed_by"])
    journal.record(row.workspace_id, NewFact(fact, subject=f"script:{row.pk}"))


@transaction.atomic
def take(row: Script) -> str:
    """The wording whose turn it is, counted as used: twenty takers in a row get all wordings equally often."""
    Script.objects.filter(pk=row.pk).update(
        turn=F("turn") + 1, uses=F("uses") + 1, last_used_at=clock.timestamp()
    )  # first, so that the next taker waits for this one
    row.refresh_from_db(fields=["turn", "wordings"])
    return str(row.wordings[policy.in_turn(row.turn - 1, len(row.wordings))])


@transaction.atomic
def move(row: Script, step: int, among: Sequence[int]) -> bool:
    """One place up (-1) or down (1) among the scripts of its folder, ids in their order. Returns whether it moved."""
    order = list(among)
    at = order.index(row.pk) if row.pk in order else -1
    to = at + step
    if at < 0 or not 0 <= to < len(order):
        return False
    order[at], order[to] = order[to], order[at]
    rows = Script.objects.in_bulk(order)
    for place, pk in enumerate(order, 1):
        rows[pk].place = place
    Script.objects.bulk_update(rows.values(), ["place"], batch_size=500)
    return True


@transaction.atomic
def take_in(workspace_id: int, drafts: Sequence[tuple[Draft, Script | None]], staff_id: int) -> tuple[int, int]:
    """Scripts of a sheet, each with the one it writes anew. Returns how many are new, changed. Raises ScriptError."""
    kept = [_kept(workspace_id, draft, staff_id, row)[1] for draft, row in drafts]
    journal.record(workspace_id, NewFact("scripts.imported", subject="scripts", data={"count": len(kept)}))
    return sum(kept), len(kept) - sum(kept)


@transaction.atomic
def start(workspace_id: int, drafts: Sequence[Draft], staff_id: int) -> int:
    """Take over ready scripts whose title nobody has in the workspace yet; returns how many."""
    there = set(Script.objects.filter(workspace_id=workspace_id, scope=Scope.WORKSPACE).values_list("title", flat=True))
    wanted = [draft for draft in drafts if draft.title not in there]
    for draft in wanted:
        _kept(workspace_id, draft, staff_id, None)
    if wanted:
        journal.record(workspace_id, NewFact("scripts.started", subject="scripts", data={"count": len(wanted)}))
    return len(wanted)
