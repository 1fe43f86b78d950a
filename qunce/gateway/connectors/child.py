"""The limited child process as its parent sees it: started, told jobs, heard frame by frame, ended.

Whatever becomes of it (memory, CPU, a kill, a crash, silence) is one typed ParseError, never a hang.
"""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

import qunce
from qunce.gateway.connectors import frames
from qunce.gateway.connectors.frames import Failure, FailureCode, Job
from qunce.kernel.i18n import N_

SILENCE = 60.0  # seconds without a frame while the child owes one; its CPU limit ends it first
_WORKER = "qunce.gateway.connectors.worker"
ROOT = str(Path(qunce.__file__).resolve().parent.parent)
_TAIL = 4_000

_FAILURES: dict[FailureCode, tuple[str, str]] = {
    "memory": frames.OUT_OF_MEMORY,
    "cpu": (
        N_("Reading the file took longer than an import may take"),
        N_("Split it into smaller files and import them one after the other"),
    ),
    "killed": (
        N_("Reading the file was stopped from outside, perhaps because the machine ran out of memory"),
        N_("Start the import again; it goes on where it was"),
    ),
    "crashed": (
        N_("The file made the reader stop"),
        N_("Open it in a spreadsheet or text program and save it again, then import that"),
    ),
    "silent": (
        N_("The file could not be read any further: its disk does not answer"),
        N_("Copy the file to this machine and import it from there"),
    ),
    "missing": (
        N_("The file is not there any more"),
        N_("Give the file again"),
    ),
    "protocol": (
        N_("The file made the reader stop"),
        N_("Start the import again; if it stops at the same place, report it"),
    ),
}


class ParseError(Exception):
    """A file that could not be read to its end. ``code`` says how, reason and suggestion are msgids.

    ``detail`` is for the log, never for a page. Batches that came before it are good.
    """

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure.code}: {failure.reason}")
        self.code = failure.code
        self.reason = failure.reason
        self.suggestion = failure.suggestion
        self.params = failure.params
        self.detail = detail


class Child:
    """One child. ``tell`` it jobs one after the other, hear its ``frame``s, ``close`` it."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self.process = subprocess.Popen(  # noqa: S603 - our interpreter, our module, nothing of the user's
            [sys.executable, "-P", "-m", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={"PYTHONPATH": ROOT, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
            cwd=ROOT,
            close_fds=True,
        )
        self.closed = False
        self.busy = False  # owes frames

    def tell(self, job: Job) -> None:
        """Give it a job. One that is dead already says so when it is heard."""
        assert self.process.stdin is not None  # noqa: S101 - opened as a pipe
        with suppress(BrokenPipeError):
            self.process.stdin.write(msgspec.json.encode(job) + b"\n")
            self.process.stdin.flush()
        self.busy = True

    def frame(self, silence: float) -> tuple[bytes, bytes]:
        """Kind and body of the next frame; raises ParseError for a failure it tells or is."""
        kind, size = frames.HEADER.unpack(self._read(frames.HEADER.size, silence))
        if size > frames.MAX_FRAME:
            raise self.error("protocol")
        body = self._read(size, silence)
        if kind == frames.FAILURE:
            failure = msgspec.msgpack.decode(body, type=Failure)
            self.close()
            raise ParseError(failure)
        self.busy = kind == frames.BATCH
        return kind, body

    def error(self, code: FailureCode) -> ParseError:
        """End it and say why nothing more comes."""
        detail = self._stderr()
        self.close()
        return ParseError(Failure(code, *_FAILURES[code]), detail)

    def close(self) -> None:
        """End it if it still runs, and free what it held."""
        if self.closed:
            return
        self.closed = True
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._errors.close()

    def _read(self, size: int, silence: float) -> bytes:
        """Exactly ``size`` bytes of the pipe; raises ParseError when they do not come."""
        assert self.process.stdout is not None  # noqa: S101 - opened as a pipe
        descriptor = self.process.stdout.fileno()
        parts: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while size:
                if not selector.select(silence):
                    raise self.error("silent")
                part = os.read(descriptor, min(size, 1 << 20))
                if not part:
                    raise self._died()
                parts.append(part)
                size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _died(self) -> ParseError:
        """What the way the child ended means."""
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return self.error("protocol")
        if code == -signal.SIGXCPU:
            return self.error("cpu")
        if code in (-signal.SIGKILL, -signal.SIGTERM):
            return self.error("killed")
        if "FileNotFoundError" in self._stderr():
            return self.error("missing")
        return self.error("memory" if "memory" in self._stderr().lower() else "crashed")

    def _stderr(self) -> str:
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - _TAIL))
        return self._errors.read().decode("utf-8", "replace")


_kept: list[Child] = []  # at most one, idle, and only inside ``shared``
_depth = 0


@contextmanager
def shared() -> Iterator[None]:
    """While many small files are read one after the other, one child reads them all. For one thread.

    Starting Python and importing the dialects takes longer than reading most files. A child that failed or was left
    in the middle of a file is ended, as always, and the next file gets a new one.
    """
    global _depth
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        while _kept and not _depth:
            _kept.pop().close()


def prepare() -> None:
    """Start the child that ``shared`` is to keep now, beside whatever comes before the first file."""
    if _depth and not _kept:
        _kept.append(Child())


def take() -> Child:
    """A child to tell jobs to: the one that is kept, else a new one. Give it back with ``leave``."""
    return _kept.pop() if _kept else Child()


def leave(child: Child) -> None:
    """Done with it: kept for the next file where that is asked for, else ended."""
    if _depth and not _kept and not child.busy and not child.closed:
        _kept.append(child)
    else:
        child.close()
