"""Grouping within its own budget: few texts here, many in a child process that can be stopped and that may not grow.

The libraries and matrices of a large run never weigh on the worker, and an end of the child gives all back at once.
"""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final

import msgspec

import qunce
from qunce.practice.desk.repeats.find import Grouped

FEW: Final = 2_000  # distinct texts that are grouped where we are: some tenths of a second
MEMORY: Final = 600 << 20  # bytes of data the child may hold
SECONDS: Final = 120  # CPU the child may use; 100,000 questions take a tenth of it
_MODULE: Final = "qunce.practice.desk.repeats.child"
_ROOT: Final = str(Path(qunce.__file__).resolve().parent.parent)
_LOOK: Final = 0.1  # seconds between two looks at the child


class BudgetError(Exception):
    """The child did not come to an end within its memory or time; what it said stands in the message."""


def group_limited(
    texts: Sequence[str],
    check: Callable[[], None] = lambda: None,
    *,
    few: int = FEW,
    memory: int = MEMORY,
    seconds: int = SECONDS,
) -> list[Grouped]:
    """Like ``grouping.group_distinct``. ``check`` is called several times a second; what it raises ends the child.

    Raises BudgetError.
    """
    if len(texts) <= few:
        from qunce.practice.desk.repeats.grouping import group_distinct

        return group_distinct(texts)
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        asked.write(msgspec.json.encode((list(texts), memory, seconds)))
        asked.seek(0)
        code = _run(asked, said, errors, check)
        if code != 0:
            errors.seek(0)
            raise BudgetError(_meaning(code, errors.read()[-2_000:].decode("utf-8", "replace")))
        said.seek(0)
        return msgspec.json.decode(said.read(), type=list[tuple[int, float]])


def _run(asked: IO[bytes], said: IO[bytes], errors: IO[bytes], check: Callable[[], None]) -> int:
    child = subprocess.Popen(  # noqa: S603 - our interpreter, our module, nothing of the user's
        [sys.executable, "-P", "-m", _MODULE],
        stdin=asked,
        stdout=said,
        stderr=errors,
        env={
            "PYTHONPATH": _ROOT,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "OPENBLAS_NUM_THREADS": "1",  # each thread would hold its own buffers
        },
        cwd=_ROOT,
        close_fds=True,
    )
    try:
        while child.poll() is None:
            check()
            time.sleep(_LOOK)
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
    return child.returncode


def _meaning(code: int, errors: str) -> str:
    if code == -signal.SIGXCPU:
        return "the child used up its time"
    if "MemoryError" in errors or "bad_alloc" in errors:
        return "the child used up its memory"
    return f"the child ended with {code}: {errors.strip()}"
