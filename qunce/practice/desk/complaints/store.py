"""Where a workspace's own score is kept: one file below the data folder, read again when it changes."""

import os
from pathlib import Path

from django.conf import settings

from qunce.practice.desk.complaints.policy.likely import Model
from qunce.practice.desk.complaints.policy.weights import dumps, loads

_read: dict[Path, tuple[tuple[int, int], Model | None]] = {}


def place(workspace_id: int) -> Path:
    return Path(settings.MEDIA_ROOT).parent / "models" / f"complaints-{workspace_id}.json"


def keep(workspace_id: int, model: Model) -> Path:
    """Write it whole or not at all."""
    path = place(workspace_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(dumps(model), encoding="utf-8")
    part.replace(path)
    return path


def current(workspace_id: int) -> Model | None:
    """The workspace's score; None where none was made or its file is broken: the one that ships does. No restart."""
    path = place(workspace_id)
    try:
        stat = path.stat()
    except OSError:
        return None
    state = stat.st_mtime_ns, stat.st_size
    known = _read.get(path)
    if known is None or known[0] != state:
        try:
            known = state, loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError):
            known = state, None
        _read[path] = known
    return known[1]
