"""One file, several imports: a file that holds the talk of several groups, a workbook of several sheets.

Each part is an import of its own, with its own group, source, progress and undo, over a link to the same bytes.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import transaction

from qunce.community.models import Group
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning
from qunce.gateway.intake.services.running import start
from qunce.gateway.intake.services.sharing import ask_look, copy_of
from qunce.kernel.names import fold_name

State = Import.State
_ROOM = "@chatroom"  # how WeChat's own ids end where a group is meant


class Part(NamedTuple):
    """One group of a file that holds several. ``talker``: its name or id in the file; ``rows`` as far as seen."""

    talker: str
    rows: int
    keep: bool
    group_id: int | None
    group_name: str


def several(row: Import) -> bool:
    """Whether the file holds more than one group, as far as it was looked at."""
    return len(row.preview.get("talkers", [])) > 1


def parts(row: Import) -> list[Part]:
    """What we propose for each group of the file: the one told last time, else one of this name or id, else a new one.

    Where the file tells groups from private talk by their ids, private talk is left out.
    """
    talkers = row.preview.get("talkers", [])
    rooms = any(name.endswith(_ROOM) for name, _ in talkers)
    known = {key: pk for pk, name, external in _groups(row.workspace_id) for key in (name, external) if key}
    found = []
    for talker, count in talkers:
        told = recall_talker(row.workspace_id, talker)
        group_id = told["group_id"] if told and told.get("group_id") in known.values() else known.get(talker)
        keep = bool(told.get("keep", True)) if told else not rooms or talker.endswith(_ROOM)
        found.append(Part(talker, count, keep, group_id, "" if planning.is_id(talker) else talker))
    return found


def _groups(workspace_id: int) -> list[tuple[int, str, str]]:
    rows = Group.objects.filter(workspace_id=workspace_id, archived_at=None).order_by("-id")
    return list(rows.values_list("id", "name", "external_id"))


def recall_talker(workspace_id: int, talker: str) -> dict[str, Any] | None:
    """What was said of this group of a file before: {"keep": bool, "group_id": int}."""
    return planning.recall(workspace_id, "talker", fold_name(talker))


def known_throughout(row: Import) -> bool:
    """Whether each group of the file was told before: then nothing is left to ask."""
    return all(recall_talker(row.workspace_id, talker) for talker, _ in row.preview.get("talkers", []))


def start_parts(row: Import, plan: Plan, chosen: Sequence[Part]) -> list[Import]:
    """Confirm and start an import for each group that is kept; ``row`` becomes the first. What was said is remembered.

    Raises ValueError when none is kept.
    """
    kept = [part for part in chosen if part.keep]
    if not kept:
        raise ValueError("no group of the file is kept")
    with transaction.atomic():
        planning.confirm(row, plan)
        made = [_part_of(row, plan, part, first=number == 0) for number, part in enumerate(kept)]
        for one in made:
            start(one)
        for part, one in zip(kept, made, strict=True):
            planning.remember_talker(row.workspace_id, part.talker, {"keep": True, "group_id": one.group_id})
        for part in chosen:
            if not part.keep:
                planning.remember_talker(row.workspace_id, part.talker, {"keep": False})
    return made


def start_as_proposed(row: Import) -> list[Import]:
    """Start an import as it stands, each of its groups on its own where it holds several; [] where none is kept."""
    if several(row):
        proposed = parts(row)
        return start_parts(row, Plan.load(row.plan), proposed) if any(part.keep for part in proposed) else []
    start(row)
    return [row]


def _part_of(row: Import, plan: Plan, part: Part, *, first: bool) -> Import:
    options = msgspec.structs.replace(plan.options, talkers=(part.talker,))
    own = msgspec.structs.replace(
        plan,
        options=options,
        target="group",
        group_id=part.group_id,
        group_name=part.group_name or part.talker,
        group_size=None,
    )
    seen = {**row.preview, "talkers": [(part.talker, part.rows)], "rows": part.rows}
    if not first:
        return copy_of(row, State.READY, own.dump(), seen)
    Import.objects.filter(pk=row.pk).update(plan=own.dump(), preview=seen)
    return Import.objects.select_related("workspace").get(pk=row.pk)


@transaction.atomic
def look_at_sheet(row: Import, sheet: str) -> None:
    """Look at another sheet of the workbook; what was guessed of the first does not count for it."""
    Import.objects.filter(pk=row.pk).update(state=State.LOOKING, plan={}, preview=_asking(row, sheet), error={})
    ask_look(row)


@transaction.atomic
def each_sheet(row: Import) -> list[Import]:
    """Every sheet of the workbook as an import of its own; ``row`` becomes the first."""
    first, *others = row.preview["sheets"]
    look_at_sheet(row, first)
    made = [copy_of(row, State.UPLOADED, {}, _asking(row, sheet)) for sheet in others]
    for one in made:
        ask_look(one)
    return [row, *made]


def _asking(row: Import, sheet: str) -> dict[str, Any]:
    return {"sheet": sheet, "sheets": row.preview.get("sheets", [])}
