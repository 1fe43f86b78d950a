"""What is looked at before a file is parsed: sizes, archives, kinds we do not read (quality §5 S05).

A workbook is a zip: its directory is read first (≤ 200 entries, ≤ 200 MB, ratio ≤ 200, no way
out of the folder, no overlaps), then every entry is inflated against a counter, because the
sizes a zip declares can lie.
"""

import stat
import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from qunce.gateway.connectors.source import Source
from qunce.kernel.i18n import N_

if TYPE_CHECKING:
    from zipfile import ZipInfo

MAX_FILE = 2 << 30
MAX_WORKBOOK = 64 << 20
MAX_ENTRIES = 200
MAX_UNPACKED = 200 << 20
MAX_RATIO = 200
_RATIO_FROM = 1 << 20  # a few repeated bytes may well pack tighter than 200:1
_MAX_DIRECTORY = 1 << 20
_STEP = 1 << 16
_STORED, _DEFLATED = 0, 8
_END, _END_SIZE, _COMMENT = b"PK\x05\x06", 22, 1 << 16
_LOCAL = struct.Struct("<4s5H3I2H")
_NESTED = (".zip", ".xlsx", ".xlsm", ".docx", ".jar", ".gz", ".7z", ".rar", ".bz2", ".xz")


class Why(NamedTuple):
    reason: str
    suggestion: str


TOO_BIG = Why(
    N_("The file is larger than %(limit)s MB"),
    N_("Export a shorter span of time, or split the file"),
)
UNPACKS_TOO_BIG = Why(
    N_("The workbook unpacks to far more than it should"),
    N_("Open it in a spreadsheet program and save it again as .xlsx or .csv"),
)
TOO_MANY_ENTRIES = Why(
    N_("The archive holds more than %(limit)s entries"),
    N_("Give a single .xlsx, .csv or text file"),
)
LIES = Why(
    N_("The archive is not what it says it is: entry “%(entry)s” cannot be trusted"),
    N_("Do not open this file. Ask whoever sent it for a fresh export"),
)
ESCAPES = Why(
    N_("Entry “%(entry)s” of the archive points outside of it"),
    N_("Do not open this file. Ask whoever sent it for a fresh export"),
)
ENCRYPTED = Why(
    N_("The workbook is protected by a password"),
    N_("Remove the password and give the file again"),
)
NOT_A_WORKBOOK = Why(
    N_("This archive is not a workbook"),
    N_("Unpack it first and give the files inside"),
)
NOT_XLSX = Why(
    N_("This is no .xlsx workbook"),
    N_("Save the list as .xlsx in a spreadsheet program and give that one"),
)
BROKEN_ARCHIVE = Why(
    N_("The workbook is damaged"),
    N_("Open it in a spreadsheet program and save it again"),
)
OLD_WORKBOOK = Why(
    N_("This is an old Excel file (.xls)"),
    N_("Save it as .xlsx or .csv and give that one"),
)
NOT_TEXT = Why(
    N_("This is no chat and no table but another kind of file (%(what)s)"),
    N_("Give the text, .csv, .xlsx or .json file of the export"),
)

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3", "SQLite"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"\x28\xb5\x2f\xfd", "ZSTD"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
)


class RefusedError(Exception):
    """A file that is not read at all. ``reason`` and ``suggestion`` are msgids with ``params``."""

    def __init__(self, why: Why, **params: str) -> None:
        super().__init__(why.reason % params if params else why.reason)
        self.reason = why.reason
        self.suggestion = why.suggestion
        self.params = params


def check(source: Source) -> None:
    """Raise RefusedError for a file that must not be parsed; cheap for text, ≤ 1 s for workbooks."""
    if source.size > MAX_FILE:
        raise RefusedError(TOO_BIG, limit=str(MAX_FILE >> 20))
    with source.open() as file:
        head = file.read(16)
        if head.startswith(b"PK"):
            check_archive(file, source.size)
        elif head.startswith(b"\xd0\xcf\x11\xe0"):
            raise RefusedError(OLD_WORKBOOK)
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise RefusedError(NOT_TEXT, what=what)


def check_archive(file: BinaryIO, size: int) -> None:
    """Raise RefusedError unless the zip is a workbook that unpacks as small as it says."""
    if size > MAX_WORKBOOK:
        raise RefusedError(TOO_BIG, limit=str(MAX_WORKBOOK >> 20))
    _check_directory_size(file, size)
    import zipfile  # here: text files, the most, start without it

    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise RefusedError(BROKEN_ARCHIVE) from error
    _check_entries(entries, size)
    budget = MAX_UNPACKED
    for entry in entries:
        budget -= _inflate(file, entry, budget)


def _check_directory_size(file: BinaryIO, size: int) -> None:
    """The directory's own size, before anything builds a list of it."""
    file.seek(max(0, size - _END_SIZE - _COMMENT))
    tail = file.read(_END_SIZE + _COMMENT)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise RefusedError(BROKEN_ARCHIVE)
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    if count > MAX_ENTRIES or directory > _MAX_DIRECTORY:
        raise RefusedError(TOO_MANY_ENTRIES, limit=str(MAX_ENTRIES))


def _check_entries(entries: "list[ZipInfo]", size: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise RefusedError(TOO_MANY_ENTRIES, limit=str(MAX_ENTRIES))
    if len({entry.filename for entry in entries}) != len(entries):
        raise RefusedError(LIES, entry=entries[0].filename)
    names = {entry.filename.lower() for entry in entries}
    if "xl/workbook.xml" not in names:
        raise RefusedError(NOT_A_WORKBOOK)
    ends = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        _check_entry(entry)
        if entry.header_offset < ends:  # two entries share bytes: the quine and overlap bombs
            raise RefusedError(LIES, entry=entry.filename)
        ends = entry.header_offset + _LOCAL.size + entry.compress_size
    declared = sum(entry.file_size for entry in entries)
    if declared > MAX_UNPACKED or declared > max(size, 1) * MAX_RATIO + _RATIO_FROM:
        raise RefusedError(UNPACKS_TOO_BIG)


def _check_entry(entry: "ZipInfo") -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in name.split("/") or "\\" in entry.orig_filename:
        raise RefusedError(ESCAPES, entry=entry.filename)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedError(ESCAPES, entry=entry.filename)
    if entry.flag_bits & 1:
        raise RefusedError(ENCRYPTED)
    if entry.compress_type not in (_STORED, _DEFLATED):
        raise RefusedError(LIES, entry=entry.filename)
    if name.lower().endswith(_NESTED) and not name.lower().startswith("xl/embeddings/"):
        raise RefusedError(NOT_A_WORKBOOK)
    if entry.file_size > max(entry.compress_size, 1) * MAX_RATIO + _RATIO_FROM:
        raise RefusedError(UNPACKS_TOO_BIG)


def _inflate(file: BinaryIO, entry: "ZipInfo", budget: int) -> int:
    """Unpack one entry into nothing, counting; raises when it is longer than declared or allowed."""
    file.seek(entry.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise RefusedError(LIES, entry=entry.filename)
    fields = _LOCAL.unpack(header)
    file.seek(fields[-2] + fields[-1], 1)
    left, total = entry.compress_size, 0
    if fields[3] != entry.compress_type:
        raise RefusedError(LIES, entry=entry.filename)
    inflater = zlib.decompressobj(-15) if entry.compress_type == _DEFLATED else None
    first = b""
    while left > 0:
        block = file.read(min(_STEP, left))
        if not block:
            raise RefusedError(BROKEN_ARCHIVE)
        left -= len(block)
        for piece in _pieces(inflater, block, entry.filename):
            total += len(piece)
            if total > entry.file_size:
                raise RefusedError(LIES, entry=entry.filename)
            if total > budget:
                raise RefusedError(UNPACKS_TOO_BIG)
            first = first or piece[:4096]
    if total != entry.file_size:
        raise RefusedError(LIES, entry=entry.filename)
    if b"<!DOCTYPE" in first or b"<!ENTITY" in first:
        raise RefusedError(LIES, entry=entry.filename)
    return total


def _pieces(inflater: "zlib._Decompress | None", block: bytes, name: str) -> list[bytes]:
    """A block unpacked in steps of bounded size."""
    if inflater is None:
        return [block]
    pieces = []
    try:
        while block:
            pieces.append(inflater.decompress(block, _STEP))
            block = inflater.unconsumed_tail
            if len(pieces) * _STEP > MAX_RATIO * 6 * _STEP:  # deflate cannot pack tighter than 1032:1
                raise RefusedError(LIES, entry=name)
    except zlib.error as error:
        raise RefusedError(BROKEN_ARCHIVE) from error
    return pieces
