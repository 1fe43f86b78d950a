"""The limited child: reads one file, writes its records as frames to standard output.

``python -m qunce.gateway.connectors.worker`` with a Job a line, as JSON, on standard input; it ends with its
input. It imports no Django, sets its own limits before it opens the file, and dies rather than grow. Not for
people: ``child`` starts it.
"""

import gc
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from qunce.gateway.connectors import frames, guard
from qunce.gateway.connectors.api import detect, load
from qunce.gateway.connectors.frames import Batch, Failure, Job, Stats
from qunce.gateway.connectors.json_rows import clean
from qunce.gateway.connectors.source import Source
from qunce.kernel.records import MessageRecord, Record, RosterRecord

_ERROR_TEXT = 1 << 20  # all that it may ever write to a file: the words it dies with


def main() -> int:
    """Do the jobs on standard input; 0 when all was said, also when what was said is a failure."""
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    gc.disable()  # nothing here makes cycles; the counter alone costs a tenth
    for line in sys.stdin.buffer:
        job = msgspec.json.decode(line, type=Job)
        _limit(job)
        if not _do(job, out):
            break
    return 0


def _do(job: Job, out: BinaryIO) -> bool:
    """Whether it went well; what went wrong is said."""
    try:
        if job.picture:
            _picture(job, out)
        elif job.rows:
            _rows(job, out)
        elif job.dialect:
            _parse(job, out)
        else:
            _detect(job, out)
    except guard.RefusedError as error:
        _send(out, frames.FAILURE, Failure("refused", error.reason, error.suggestion, error.params))
        return False
    except MemoryError:
        _send(out, frames.FAILURE, Failure("memory", *frames.OUT_OF_MEMORY))
        return False
    except BrokenPipeError:
        os._exit(0)  # the parent has gone: nobody to tell
    return True


def _limit(job: Job) -> None:
    """Memory and CPU seconds this process may take from here on; SIGXCPU ends it at the soft limit."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(usage.ru_utime + usage.ru_stime) + job.cpu
    resource.setrlimit(resource.RLIMIT_AS, (job.memory, job.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ERROR_TEXT, _ERROR_TEXT))


def _parse(job: Job, out: BinaryIO) -> None:
    source = Source(Path(job.path), filename=job.filename, encoding=job.options.encoding)
    guard.check(source)
    records = load(job.dialect).parse(source, job.options)
    encoder = msgspec.msgpack.Encoder()
    batches = total = 0
    for batch in batched(records):
        batches += 1
        total += len(batch)
        if batches <= job.skip_batches:
            continue
        done = source.consumed / source.size if source.size else 1.0
        try:
            body = encoder.encode(Batch(min(done, 1.0), batch))
        except UnicodeEncodeError:
            body = encoder.encode(Batch(min(done, 1.0), clean(batch)))
        _send(out, frames.BATCH, body)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    stats = Stats(batches, total, usage.ru_utime + usage.ru_stime, _peak_memory(usage.ru_maxrss), source.encoding)
    _send(out, frames.END, stats)


def _peak_memory(reported: int) -> int:
    """Bytes. Linux counts what the parent held before exec into ``ru_maxrss``; VmHWM does not."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return reported * (1 if sys.platform == "darwin" else 1024)
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def batched(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Batches of 2,000 records, fewer where texts are long; the same ones in every run."""
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        if isinstance(record, MessageRecord):
            size += len(record.text) + len(record.quote_text) + len(record.talker) + len(record.external_id)
        elif isinstance(record, RosterRecord):
            size += 2 * len(record.text)  # the same words stand in its extra
        if len(batch) >= frames.BATCH_RECORDS or size > frames.BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _detect(job: Job, out: BinaryIO) -> None:
    source = Source(Path(job.path), filename=job.filename)
    guard.check(source)
    found = detect(Path(job.path), job.filename, job.options.encoding, job.options.sheet)
    _send(out, frames.DETECTION, found)


def _rows(job: Job, out: BinaryIO) -> None:
    from qunce.gateway.connectors import workbook

    source = Source(Path(job.path), filename=job.filename)
    with source.open() as file:
        if file.read(2) != b"PK":
            guard.check(source)
            raise guard.RefusedError(guard.NOT_XLSX)
    found = workbook.plain_rows(source, job.rows)
    _send(out, frames.ROWS, [(number, clean(texts)) for number, texts in found])


def _picture(job: Job, out: BinaryIO) -> None:
    from qunce.gateway.connectors import pictures

    with Path(job.path).open("rb") as file:
        found = pictures.read(file.read(pictures.MOST_BYTES + 1))
    _send(out, frames.PICTURE, found)


def _send(out: BinaryIO, kind: bytes, body: bytes | msgspec.Struct | object) -> None:
    data = body if isinstance(body, bytes) else msgspec.msgpack.encode(body)
    out.write(frames.HEADER.pack(kind, len(data)))
    out.write(data)
    out.flush()


if __name__ == "__main__":
    sys.exit(main())
