"""Parse a file in a limited child process: nothing a file does can hurt the process that asks.

The child has 512 MB of address space and 120 s of CPU (more for a large file). Whatever becomes of it reaches the
caller as one typed ParseError.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from qunce.gateway.connectors import child, frames, pictures
from qunce.gateway.connectors.api import Detection, Options
from qunce.gateway.connectors.child import SILENCE, Child, ParseError, prepare, shared
from qunce.gateway.connectors.frames import Batch, Failure, Job, Rows, Stats
from qunce.gateway.connectors.pictures import Picture
from qunce.kernel.i18n import N_
from qunce.kernel.records import Record

__all__ = [
    "Look",
    "ParseError",
    "ParseRun",
    "codes_in_subprocess",
    "detect_in_subprocess",
    "parse_in_subprocess",
    "prepare",
    "rows_in_subprocess",
    "shared",
]

MEMORY = 512 << 20
_CPU = 120
_DETECT_CPU = 20
_UNREAD = N_("The picture could not be read: it took too much memory or time, or made the reader stop")
_CUT = N_("Take a screenshot of the part with the code and give that")


class ParseRun:
    """Iterates batches of records; ``index`` and ``done`` tell how far it is.

    index  number of batches given so far, those skipped included: the next ``skip_batches``
    done   share of the file read, 0..1
    stats  what the child did, once it has ended well

    Leave it early through ``close`` (or a ``with`` block): the child is ended at once.
    """

    def __init__(self, reader: Child, skipped: int, silence: float) -> None:
        self.index = skipped
        self.done = 0.0
        self.stats: Stats | None = None
        self.child = reader
        self._silence = silence
        self._over = False
        self._decode = msgspec.msgpack.Decoder(Batch).decode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[list[Record]]:
        return self

    def __next__(self) -> list[Record]:
        if self._over:
            raise StopIteration
        kind, body = self.child.frame(self._silence)
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
        raise self.child.error("protocol")

    def close(self) -> None:
        """Leave the file; a child still at work is ended."""
        if not self._over:
            self._over = True
            child.leave(self.child)

    def __del__(self) -> None:
        self.close()


class Look:
    """One child that first says what a file is and then reads it, so that Python starts once.

    Use it in a ``with`` block: ``detect``, then at most one ``parse``.
    """

    def __init__(self, path: Path, filename: str = "") -> None:
        self._path, self._filename = path, filename
        self._child = child.take()
        self._run: ParseRun | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._run:
            self._run.close()
        else:
            child.leave(self._child)

    def detect(self, encoding: str = "", sheet: str = "") -> Detection:
        """What the file is; workbooks are opened in the child. Raises ParseError."""
        options = Options(encoding=encoding, sheet=sheet)
        self._child.tell(_job(self._path, self._filename, "", options))
        kind, body = self._child.frame(SILENCE)
        if kind != frames.DETECTION:
            raise self._child.error("protocol")
        return msgspec.msgpack.decode(body, type=Detection)

    def parse(self, dialect: str, options: Options) -> ParseRun:
        """Its records, as ``parse_in_subprocess`` gives them."""
        self._child.tell(_job(self._path, self._filename, dialect, options))
        self._run = ParseRun(self._child, 0, SILENCE)
        return self._run


def parse_in_subprocess(
    path: Path,
    dialect: str,
    options: Options | None = None,
    *,
    filename: str = "",
    skip_batches: int = 0,
    memory: int = MEMORY,
    cpu: int | None = None,
    silence: float = SILENCE,
) -> ParseRun:
    """Batches of records (≤ 2,000 each) of a file, read by a limited child; raises ParseError.

    The same file, dialect and options give the same batches every time, so that an import that was
    killed goes on with ``skip_batches`` = the number of batches it had stored. ``cpu`` is in seconds;
    by default it grows with the file (120 s and one for each MB).
    """
    job = _job(path, filename, dialect, options or Options())
    job = msgspec.structs.replace(job, skip_batches=skip_batches, memory=memory, cpu=cpu or job.cpu)
    reader = child.take()
    reader.tell(job)
    return ParseRun(reader, skip_batches, silence)


def detect_in_subprocess(path: Path, *, filename: str = "", encoding: str = "", sheet: str = "") -> Detection:
    """What a file is, told by the limited child; raises ParseError."""
    with Look(path, filename) as look:
        return look.detect(encoding, sheet)


def rows_in_subprocess(data: bytes, most: int, filename: str = "upload.xlsx") -> Rows:
    """The first rows of a small uploaded workbook as text, read by a limited child; raises ParseError.

    For the rooms whose sheets hold no records of the community: what the columns mean is their business.
    """
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        reader = child.take()
        try:
            reader.tell(Job(file.name, filename, "", Options(), memory=MEMORY, cpu=_DETECT_CPU, rows=most))
            kind, body = reader.frame(SILENCE)
            if kind != frames.ROWS:
                raise reader.error("protocol")
        finally:
            child.leave(reader)
    return msgspec.msgpack.decode(body, type=Rows)


def codes_in_subprocess(data: bytes) -> Picture:
    """The QR codes in a picture, read by a limited child (1 GB, 20 s of CPU); raises ParseError. Nothing is kept."""
    if len(data) > pictures.MOST_BYTES:
        limit = {"limit": str(pictures.MOST_BYTES >> 20)}
        raise ParseError(Failure("refused", *pictures.TOO_BIG, limit))
    with tempfile.NamedTemporaryFile(suffix=".picture") as file:
        file.write(data)
        file.flush()
        reader = Child()  # its own: one that read a file before may not raise its limit of memory
        try:
            job = Job(file.name, "picture", "", Options(), memory=2 * MEMORY, cpu=_DETECT_CPU, picture=True)
            reader.tell(job)
            kind, body = reader.frame(SILENCE)
            if kind != frames.PICTURE:
                raise reader.error("protocol")
        except ParseError as error:
            raise _of_a_picture(error) from error
        finally:
            reader.close()
    return msgspec.msgpack.decode(body, type=Picture)


def _of_a_picture(error: ParseError) -> ParseError:
    """What the child says of files, said of a picture."""
    if error.code == "refused":
        return error
    return ParseError(Failure(error.code, _UNREAD, _CUT), error.detail)


def _job(path: Path, filename: str, dialect: str, options: Options) -> Job:
    size = path.stat().st_size >> 20 if path.exists() else 0
    cpu = _CPU + size if dialect else _DETECT_CPU
    return Job(str(path.resolve()), filename or path.name, dialect, options, memory=MEMORY, cpu=cpu)
