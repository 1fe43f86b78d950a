"""What a workspace keeps in a file of its own below the data folder, such as a score taught by its decisions.

    SCORE = WorkspaceFile("moderation", ".npz", loads=loads, dumps=Model.dumps)
    FILES.register(SCORE.name, SCORE)
    SCORE.keep(workspace_id, model);  SCORE.current(workspace_id);  SCORE.forget(workspace_id)

Every process reads a file again when it changes: no restart. ``remove_workspace`` takes the files with it.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.conf import settings

from qunce.kernel.registry import Registry

T = TypeVar("T")

FILES: "Registry[WorkspaceFile[Any]]" = Registry("files of a workspace")


class WorkspaceFile(Generic[T]):
    """One kind of file, at most one for each workspace.

    name   unique; the file is models/<name>-<workspace id><suffix>
    loads  raises ValueError on what it cannot read
    """

    def __init__(self, name: str, suffix: str, *, loads: Callable[[bytes], T], dumps: Callable[[T], bytes]) -> None:
        self.name, self._suffix = name, suffix
        self._loads, self._dumps = loads, dumps
        self._read: dict[Path, tuple[tuple[int, int], T | None]] = {}

    def place(self, workspace_id: int) -> Path:
        return Path(settings.MEDIA_ROOT).parent / "models" / f"{self.name}-{workspace_id}{self._suffix}"

    def keep(self, workspace_id: int, value: T) -> Path:
        """Write it whole or not at all."""
        path = self.place(workspace_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(self._dumps(value))
        part.replace(path)
        return path

    def current(self, workspace_id: int) -> T | None:
        """What was kept last; None where nothing was or the file is broken."""
        path = self.place(workspace_id)
        try:
            stat = path.stat()
        except OSError:
            self._read.pop(path, None)
            return None
        state = stat.st_mtime_ns, stat.st_size
        known = self._read.get(path)
        if known is None or known[0] != state:
            try:
                known = state, self._loads(path.read_bytes())
            except (ValueError, OSError):
                known = state, None
            self._read[path] = known
        return known[1]

    def forget(self, workspace_id: int) -> None:
        """Remove it, and what a process that died while writing left of it."""
        path = self.place(workspace_id)
        self._read.pop(path, None)
        path.unlink(missing_ok=True)
        for part in path.parent.glob(f"{path.stem}.*.part"):
            part.unlink(missing_ok=True)


def forget_all(workspace_id: int) -> None:
    """Every file of a workspace that is no more."""
    for kind in FILES:
        kind.forget(workspace_id)
