"""How the parser's child process speaks: frames of one kind byte, four length bytes, a body.

B  a batch: [share of the file read, [records]]      E  the end: Stats      F  refused or failed: Failure
D  what a file is: a Detection, packed        R  plain rows of a workbook: [(number as shown, cells as text)]
P  the codes in a picture: a Picture
"""

import struct
from typing import Literal

import msgspec

from qunce.gateway.connectors.api import Options
from qunce.kernel.i18n import N_
from qunce.kernel.records import Record

HEADER = struct.Struct(">cI")
BATCH, END, FAILURE, DETECTION, ROWS, PICTURE = b"B", b"E", b"F", b"D", b"R", b"P"
Rows = list[tuple[int, list[str]]]
MAX_FRAME = 64 << 20
BATCH_RECORDS = 2_000
BATCH_CHARACTERS = 4 << 20  # long texts make smaller batches, so that a frame stays small

OUT_OF_MEMORY = (
    N_("The file needs more memory than an import may use"),
    N_("Split it into smaller files, or export it as text or .csv"),
)
FailureCode = Literal["refused", "memory", "cpu", "killed", "crashed", "silent", "missing", "protocol"]


class Batch(msgspec.Struct, array_like=True, gc=False):
    """``done``: share of the file read so far, 0..1."""

    done: float
    records: list[Record]


class Stats(msgspec.Struct, frozen=True, array_like=True):
    """What a finished run did. CPU in seconds, memory in bytes, both of the child alone."""

    batches: int
    records: int
    cpu: float
    peak_memory: int
    encoding: str


class Failure(msgspec.Struct, frozen=True, array_like=True):
    """Why nothing more comes; reason and suggestion are msgids with ``params``."""

    code: FailureCode
    reason: str
    suggestion: str
    params: dict[str, str] = {}


class Job(msgspec.Struct, frozen=True):
    """What the child is told. ``dialect`` "" = only say what the file is; ``rows`` = give so many plain rows of it.

    ``picture``: read the codes in it.
    """

    path: str
    filename: str
    dialect: str
    options: Options
    skip_batches: int = 0
    memory: int = 512 << 20
    cpu: int = 120
    rows: int = 0
    picture: bool = False
