"""Where models are kept: one file for each workspace below the data folder, read again when it changes."""

import os
from pathlib import Path

from django.conf import settings

from qunce.practice.moderation.score.model import Model, loads

_read: dict[Path, tuple[tuple[int, int], Model | None]] = {}


def place(workspace_id: int) -> Path:
    return Path(settings.MEDIA_ROOT).parent / "models" / f"moderation-{workspace_id}.npz"


def keep(workspace_id: int, model: Model) -> Path:
    """Write it whole or not at all."""
    path = place(workspace_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(model.dumps())
    part.replace(path)
    return path


def current(workspace_id: int) -> Model | None:
    """The workspace's model; None where none was trained or its file is broken. No restart is needed."""
    path = place(workspace_id)
    try:
        stat = path.stat()
    except OSError:
        return None
    state = stat.st_mtime_ns, stat.st_size
    known = _read.get(path)
    if known is None or known[0] != state:
        try:
            known = state, loads(path.read_bytes())
        except (ValueError, OSError):
            known = state, None
        _read[path] = known
    return known[1]
