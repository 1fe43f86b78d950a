"""How long files are kept, and how an erasure reaches them.

An upload goes when it is imported (``receiving.drop_file``), and so does the original that the watched folder moved
to ``.taken``. What was never started, or failed, goes after ``QUNCE_KEEP_DAYS``. A file that may hold the name of
somebody who is erased goes at once.
"""

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qunce.gateway.connectors.api import WORKBOOK_MAGIC
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.services.receiving import upload_folder
from qunce.kernel import clock
from qunce.kernel.i18n import N_

State = Import.State
TAKEN = ".taken"
EXPIRED = N_("The file waited %(days)s days and was thrown away. Drop it again to import it.")
HELD_ERASED = N_(
    "The file was thrown away: it may hold words of somebody who was erased. Drop it again if you need it."
)
_WAITING = (State.UPLOADED, State.LOOKING, State.READY, State.UNREADABLE, State.FAILED)
_OVER = (State.DONE, State.UNDONE)
_BLOCK = 1 << 20
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


def sweep() -> int:
    """Throw away what waited too long and what belongs to no import any more; returns how many files went."""
    days = settings.ENV.keep_days
    before = clock.timestamp() - days * clock.DAY
    gone = 0
    for row in Import.objects.filter(state__in=_WAITING, created_at__lt=before):
        if Path(row.path).exists() or row.preview:
            _throw_away(row, EXPIRED, {"days": str(days)})
            gone += 1
    return gone + _orphans() + clear_taken(Path(settings.ENV.watch))


def _orphans() -> int:
    """Uploads of no import: the process died between writing the bytes and the row."""
    known = set(Import.objects.values_list("path", flat=True))
    found = 0
    for path in upload_folder().iterdir():
        if path.is_file() and str(path) not in known and clock.timestamp() - path.stat().st_mtime > clock.DAY:
            path.unlink(missing_ok=True)
            found += 1
    return found


def clear_taken(folder: Path) -> int:
    """Originals of the watched folder that are imported, or whose time is over."""
    before = clock.timestamp() - settings.ENV.keep_days * clock.DAY
    files = list(_taken(folder))
    states = dict(Import.objects.filter(pk__in=[pk for pk, _ in files]).values_list("pk", "state"))
    gone = 0
    for pk, path in files:
        if states.get(pk, State.DONE) in _OVER or path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _taken(folder: Path) -> Iterator[tuple[int, Path]]:
    """(import, original) of every file that the watched folder moved aside."""
    if not folder.is_dir():
        return
    for place in folder.rglob(TAKEN):
        for path in place.iterdir() if place.is_dir() else ():
            number = path.name.partition("-")[0]
            if path.is_file() and number.isdigit():
                yield int(number), path


def forget_files(workspace_id: int, names: Collection[str]) -> int:
    """Files of the workspace that may hold one of these names go now; an import that waited for one says why."""
    held = dict(Import.objects.filter(workspace_id=workspace_id).values_list("pk", "state"))
    gone = 0
    for pk, path in _taken(Path(settings.ENV.watch)):
        if pk in held and may_hold(path, names):
            path.unlink(missing_ok=True)
            gone += 1
    for row in Import.objects.filter(workspace_id=workspace_id, state__in=_WAITING):
        if Path(row.path).exists() and may_hold(Path(row.path), names):
            _throw_away(row, HELD_ERASED, {})
            gone += 1
    return gone


def _throw_away(row: Import, msgid: str, params: dict[str, str]) -> None:
    """Delete the bytes and what the preview showed of them. An import that brought rows keeps its way back."""
    Path(row.path).unlink(missing_ok=True)
    with transaction.atomic():
        rows = Import.objects.filter(pk=row.pk, state__in=_WAITING)
        rows.update(preview={})
        rows.exclude(state=State.FAILED).update(
            state=State.UNREADABLE, error={"msgid": msgid, "params": params, "suggestion": ""}
        )


def may_hold(path: Path, names: Collection[str]) -> bool:
    """Whether a file holds one of the names in any encoding we read. Archives are not opened: they may."""
    wanted = {spelled for name in names if name for spelled in _spellings(name)}
    longest = max(map(len, wanted), default=0)
    if not longest:
        return False
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if not tail and block.startswith(WORKBOOK_MAGIC):
                return True
            piece = tail + block
            if any(one in piece for one in wanted):
                return True
            tail = piece[-longest:]
    return False


def _spellings(name: str) -> Iterator[bytes]:
    for encoding in _ENCODINGS:
        yield name.encode(encoding, "ignore")
    yield json.dumps(name)[1:-1].encode("ascii")
