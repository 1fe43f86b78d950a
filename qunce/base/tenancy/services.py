"""Making, changing and removing workspaces."""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import slugify

from qunce.base.tenancy.files import forget_all
from qunce.base.tenancy.models import Workspace
from qunce.kernel import clock


class UnknownZoneError(ValueError):
    """Not a time zone of the IANA table."""


def _check_zone(zone: str) -> None:
    try:
        clock.zone(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the last two for what is no name at all
        raise UnknownZoneError(zone) from None


def create_workspace(name: str, *, zone: str = clock.DEFAULT_ZONE, is_demo: bool = False) -> Workspace:
    """A workspace with nobody in it yet. Raises UnknownZoneError."""
    _check_zone(zone)
    stem = slugify(name)[:30] or ("demo" if is_demo else "w")
    return Workspace.objects.create(
        name=name.strip()[:80],
        slug=f"{stem}-{secrets.token_hex(3)}",
        zone=zone,
        is_demo=is_demo,
        created_at=clock.now(),
    )


def change_workspace(workspace: Workspace, *, name: str, zone: str) -> list[str]:
    """Rename a workspace or move its clock. Returns the names of the fields that changed."""
    _check_zone(zone)
    new = {"name": name.strip()[:80], "zone": zone}
    changed = [field for field, value in new.items() if getattr(workspace, field) != value]
    for field in changed:
        setattr(workspace, field, new[field])
    if changed:
        workspace.save(update_fields=changed)
    return changed


class Blanks(Protocol):
    """What takes names out of a stored value, and how those names are spelt in a column."""

    def data(self, value: Any) -> Any: ...

    def spellings(self) -> list[str]: ...


@transaction.atomic
def remove_workspace(workspace: Workspace) -> None:
    """Remove a workspace with every row in it, then its files. Final: only backups bring it back."""
    gone = workspace.pk
    workspace.delete()
    transaction.on_commit(partial(forget_all, gone))


def blank_names(rows: "QuerySet[Any]", fields: Sequence[str], blanker: Blanks) -> int:
    """Take the names of somebody erased out of text and JSON columns. Returns how many rows held one.

    ``rows`` is narrowed to those that hold a spelling; narrow it first to what an index can find.
    """
    found = Q()
    for field in fields:
        for spelling in blanker.spellings():
            found |= Q(**{f"{field}_as_text__contains": spelling})
    if not found:
        return 0
    held = rows.annotate(**{f"{field}_as_text": Cast(field, TextField()) for field in fields}).filter(found)
    changed = 0
    for row in list(held):
        for field in fields:
            setattr(row, field, blanker.data(getattr(row, field)))
        row.save(update_fields=list(fields))
        changed += 1
    return changed
