"""Making, changing and removing workspaces."""

import secrets
from zoneinfo import ZoneInfoNotFoundError

from django.db import transaction
from django.utils.text import slugify

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


@transaction.atomic
def remove_workspace(workspace: Workspace) -> None:
    """Remove a workspace with every row in it. Final: only backups bring it back."""
    workspace.delete()
