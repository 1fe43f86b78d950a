"""Parse a file in a limited child process: nothing a file does can hurt the process that asks.

The child has 512 MB of address space and 120 s of CPU. Whatever becomes of it (memory, CPU, a
kill, a crash, silence) reaches the caller as one typed ParseError, never as a hang.
"""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

import qunce
from qunce.gateway.connectors import frames
from qunce.gateway.connectors.api import Detection, Options
from qunce.gateway.connectors.frames import Batch, Failure, FailureCode, Job, Stats
from qunce.kernel.i18n import N_
from qunce.kernel.records import Record

SILENCE = 60.0  # seconds without a frame while the child owes one; its CPU limit ends it first
_WORKER = "qunce.gateway.connectors.worker"
_ROOT = str(Path(qunce.__file__).resolve().parent.parent)
_TAIL = 4_000
_CPU = 120

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


class ParseRun:
    """Iterates batches of records; ``index`` and ``done`` tell how far it is.

    index  number of batches given so far, those skipped included: the next ``skip_batches``
    done   share of the file read, 0..1
    stats  what the child did, once it has ended well

    Leave it early through ``close`` (or a ``with`` block): the child is ended at once.
    """

    def __init__(self, job: Job, *, silence: float = SILENCE) -> None:
        self.index = job.skip_batches
        self.done = 0.0
        self.stats: Stats | None = None
        self._silence = silence
        self._decode = msgspec.msgpack.Decoder(Batch).decode
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the run
        self._child = _start(job, self._errors)
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[list[Record]]:
        return self

    def __next__(self) -> list[Record]:
        if self._closed:
            raise StopIteration
        kind, body = self._frame()
        if kind == frames.BATCH:
            batch = self._decode(body)
            self.index += 1
            self.done = batch.done
            return batch.records
        if kind == frames.END:
            self.stats = msgspec.msgpack.decode(body, type=Stats)
            self.done = 1.0
            self.close()
            raise StopIteration
        raise self._failed(kind, body)

    def detection(self) -> Detection:
        """The one answer of a run that was asked what the file is."""
        kind, body = self._frame()
        if kind != frames.DETECTION:
            raise self._failed(kind, body)
        self.close()
        return msgspec.msgpack.decode(body, type=Detection)

    def close(self) -> None:
        """End the child if it still runs, and free what it held."""
        if self._closed:
            return
        self._closed = True
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()
        self._errors.close()

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self.close()

    def _frame(self) -> tuple[bytes, bytes]:
        header = self._read(frames.HEADER.size)
        kind, size = frames.HEADER.unpack(header)
        if size > frames.MAX_FRAME:
            raise self._error("protocol")
        return kind, self._read(size)

    def _read(self, size: int) -> bytes:
        """Exactly ``size`` bytes of the pipe; raises ParseError when they do not come."""
        assert self._child.stdout is not None  # noqa: S101 - opened as a pipe
        descriptor = self._child.stdout.fileno()
        parts: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while size:
                if not selector.select(self._silence):
                    raise self._error("silent")
                part = os.read(descriptor, min(size, 1 << 20))
                if not part:
                    raise self._died()
                parts.append(part)
                size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _failed(self, kind: bytes, body: bytes) -> ParseError:
        if kind != frames.FAILURE:
            return self._error("protocol")
        failure = msgspec.msgpack.decode(body, type=Failure)
        self.close()
        return ParseError(failure)

    def _died(self) -> ParseError:
        """What the way the child ended means."""
        try:
            code = self._child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return self._error("protocol")
        if code == -signal.SIGXCPU:
            return self._error("cpu")
        if code in (-signal.SIGKILL, -signal.SIGTERM):
            return self._error("killed")
        if "FileNotFoundError" in self._stderr():
            return self._error("missing")
        return self._error("memory" if "memory" in self._stderr().lower() else "crashed")

    def _error(self, code: FailureCode) -> ParseError:
        detail = self._stderr()
        self.close()
        return ParseError(Failure(code, *_FAILURES[code]), detail)

    def _stderr(self) -> str:
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - _TAIL))
        return self._errors.read().decode("utf-8", "replace")


def parse_in_subprocess(
    path: Path,
    dialect: str,
    options: Options | None = None,
    *,
    filename: str = "",
    skip_batches: int = 0,
    memory: int = 512 << 20,
    cpu: int | None = None,
    silence: float = SILENCE,
) -> ParseRun:
    """Batches of records (≤ 2,000 each) of a file, read by a limited child; raises ParseError.

    The same file, dialect and options give the same batches every time, so that an import that was
    killed goes on with ``skip_batches`` = the number of batches it had stored. ``cpu`` is in seconds;
    by default it grows with the file (120 s and one for each MB).
    """
    if cpu is None:
        cpu = _CPU + (path.stat().st_size >> 20) if path.exists() else _CPU
    job = Job(
        path=str(path.resolve()),
        filename=filename or path.name,
        dialect=dialect,
        options=options or Options(),
        skip_batches=skip_batches,
        memory=memory,
        cpu=cpu,
    )
    return ParseRun(job, silence=silence)


def detect_in_subprocess(path: Path, *, filename: str = "", encoding: str = "", sheet: str = "") -> Detection:
    """What a file is, told by the limited child (workbooks are opened there); raises ParseError."""
    job = Job(
        path=str(path.resolve()),
        filename=filename or path.name,
        dialect="",
        options=Options(encoding=encoding, sheet=sheet),
        cpu=20,
    )
    with ParseRun(job) as run:
        return run.detection()


def _start(job: Job, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    environment = {
        "PYTHONPATH": _ROOT,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
    }
    child = subprocess.Popen(  # noqa: S603 - our interpreter, our module, nothing of the user's
        [sys.executable, "-P", "-m", _WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment,
        cwd=_ROOT,
        close_fds=True,
    )
    assert child.stdin is not None  # noqa: S101 - opened as a pipe
    try:
        child.stdin.write(msgspec.json.encode(job))
        child.stdin.close()
    except BrokenPipeError:
        pass  # it died at once: the first read says how
    return child
