"""Taking files and pastes in: on disk and in the table before anything reads them."""

import hashlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.tenancy.models import Workspace
from qunce.gateway.intake.models import PASTE, Import
from qunce.kernel import clock
from qunce.kernel.i18n import N_

MAX_BYTES = 2 * 1024**3
TOO_LARGE = N_("The file is larger than %(limit)s. Split it, or export fewer months.")
EMPTY = N_("The file is empty.")


class RefusedError(ValueError):
    """The file cannot be taken; msgid and params say why."""

    def __init__(self, msgid: str, **params: str) -> None:
        super().__init__(msgid)
        self.msgid, self.params = msgid, params


def upload_folder() -> Path:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def receive_file(
    workspace: Workspace, staff_id: int | None, batch: str, file_name: str, chunks: Iterable[bytes]
) -> Import:
    """Store a file and have it looked at. ``batch`` groups files dropped together.

    The bytes are on disk before the row is: what was acknowledged is not lost. Raises RefusedError.
    """
    path = upload_folder() / f"{uuid.uuid4().hex}{Path(file_name).suffix.lower()[:12]}"
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > MAX_BYTES:
                    raise RefusedError(TOO_LARGE, limit="2 GB")
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if size == 0:
            raise RefusedError(EMPTY)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _row(workspace, staff_id, batch, file_name, path, size, digest.hexdigest())


def receive_text(
    workspace: Workspace, staff_id: int | None, batch: str, text: str, group_id: int | None = None
) -> Import:
    """Store a paste as a file of its own. ``group_id``: where the person pasted it."""
    data = text.encode("utf-8", "surrogatepass")
    if not text.strip():
        raise RefusedError(N_("There is nothing in the paste."))
    received = receive_file(workspace, staff_id, batch, PASTE, [data])
    if group_id is not None:
        Import.objects.filter(pk=received.pk).update(group_id=group_id)
        received.group_id = group_id
    return received


@transaction.atomic
def _row(
    workspace: Workspace, staff_id: int | None, batch: str, file_name: str, path: Path, size: int, sha256: str
) -> Import:
    row = Import.objects.create(
        workspace=workspace,
        batch=batch,
        file_name=Path(file_name.replace("\\", "/")).name[:255] or "file",
        path=str(path),
        size=size,
        sha256=sha256,
        created_at=clock.timestamp(),
        created_by=staff_id,
    )
    job = jobs.enqueue(workspace, "intake.look", {"import_id": row.pk}, words={"file": row.shown}, priority=10)
    Import.objects.filter(pk=row.pk).update(job_id=job.pk)
    row.job_id = job.pk
    return row


def discard(row: Import) -> None:
    """Throw away a file that was never read in."""
    if row.state in (Import.State.RUNNING, Import.State.DONE, Import.State.UNDOING):
        raise ValueError("an import that ran is undone, not discarded")
    Path(row.path).unlink(missing_ok=True)
    row.delete()


def drop_file(row: Import) -> None:
    """The talk is in the table now; the file goes, so that no second copy of others' words is kept."""
    Path(row.path).unlink(missing_ok=True)
