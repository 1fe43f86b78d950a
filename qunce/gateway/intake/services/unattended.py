"""Imports that nobody confirms on a page: from the command line and from the watched folder."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning, splitting
from qunce.gateway.intake.services.keeping import TAKEN, clear_taken
from qunce.gateway.intake.services.receiving import receive_file
from qunce.gateway.intake.services.running import start
from qunce.kernel import clock

QUIET_SECONDS = 5  # a file still being written is left alone
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Told:
    """What is known without asking. group "" leaves it to what was remembered or the file says."""

    group: str = ""
    own_names: Sequence[str] = ()
    size: int | None = None


def take_file(workspace: Workspace, path: Path, told: Told) -> Import:
    """Receive a file, look at it and, where nothing is left to ask, start it. The import's state tells which:
    READY means a person has to confirm it on the page. Raises RefusedError for a file that cannot be taken.
    """
    row = receive_file(workspace, None, uuid.uuid4().hex, path.name, _chunks(path))
    planning.look(row)
    row.refresh_from_db()
    if row.state != Import.State.READY:
        return row
    plan = Plan.load(row.plan)
    if told.group:
        known = Group.objects.filter(workspace=workspace, name=told.group).first()
        plan = msgspec.structs.replace(
            plan, target="group", group_id=known.pk if known else None, group_name=told.group
        )
    if told.own_names:
        plan = msgspec.structs.replace(plan, own_names=tuple(told.own_names))
    if told.size:
        plan = msgspec.structs.replace(plan, group_size=told.size)
    many = splitting.several(row)
    sure = splitting.known_throughout(row) if many else bool(told.group) or plan.group_id is not None
    if row.preview.get("needs") or not (sure or plan.target == "customers"):
        Import.objects.filter(pk=row.pk).update(plan=plan.dump())
        return row
    if many and any(part.keep for part in splitting.parts(row)):
        splitting.start_parts(row, plan, splitting.parts(row))
    elif not many:
        planning.confirm(row, plan)
        start(row)
    row.refresh_from_db()
    return row


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def take_folder(workspace: Workspace, folder: Path) -> list[Import]:
    """Take every quiet file of the watched folder; a subfolder's name is the group's. What was taken moves to
    ``.taken`` beside it, so that it is taken once, and goes from there when it is imported (``keeping``).
    """
    clear_taken(folder)
    taken = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith(".") for part in inside):
            continue
        if clock.timestamp() - path.stat().st_mtime < QUIET_SECONDS:
            continue
        group = inside[0] if len(inside) > 1 else ""
        row = take_file(workspace, path, Told(group))
        place = path.parent / TAKEN
        place.mkdir(exist_ok=True)
        path.rename(place / f"{row.pk}-{path.name}")
        taken.append(row)
    return taken
