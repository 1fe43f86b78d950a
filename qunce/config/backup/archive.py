"""The inside of a backup file: a header line, then a compressed tar, sealed where a passphrase was given.

::

    {"qunce-backup": 1, "sealed": {…} | null}\\n
    tar.gz: manifest.json, database.…, uploads/…

The manifest stands first and names every member with its size and SHA-256, so that nothing is believed, and no more
is unpacked, than was written.
"""

import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import msgspec
from django.utils.translation import gettext as _

from qunce.config.backup import sealed
from qunce.config.backup.errors import BackupError, DamagedError

FORMAT = 1
HEADER_MOST = 4_096
MANIFEST_MOST = 64 * 1_048_576
STEP = 1 << 20
UNREADABLE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, msgspec.DecodeError, ValueError, KeyError)
MEMBER = re.compile(r"database\.(sqlite3|pgdump)|uploads/[^\0]+")


class Member(msgspec.Struct, frozen=True):
    """A file inside: its name, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What the backup holds. counts: rows per table at the moment of the copy; migrations: "app.name"."""

    version: str
    created_at: int
    engine: str
    migrations: list[str]
    counts: dict[str, int]
    members: list[Member]


@dataclass(frozen=True, slots=True)
class Source:
    """A file on its way in."""

    name: str
    path: Path


def digest(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    size, sha = 0, hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(STEP):
            size += len(block)
            sha.update(block)
    return size, sha.hexdigest()


def write(out: IO[bytes], manifest: Manifest, sources: list[Source], passphrase: str) -> None:
    """Write the whole file. The members of the manifest and the sources are the same, in the same order."""
    given = sealed.parameters() if passphrase else None
    header = json.dumps({"qunce-backup": FORMAT, "sealed": given}).encode() + b"\n"
    out.write(header)
    body: Any = sealed.Sealer(out, passphrase, given, header) if given else out
    with (
        gzip.GzipFile(fileobj=body, mode="wb", compresslevel=3) as packed_body,
        tarfile.open(fileobj=packed_body, mode="w|") as tar,
    ):
        _add(tar, "manifest.json", io.BytesIO(packed := msgspec.json.encode(manifest)), len(packed))
        for member, source in zip(manifest.members, sources, strict=True):
            with source.path.open("rb") as file:
                _add(tar, member.name, file, member.size)
    if given:
        body.close()


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    tar.addfile(info, file)


def needs_passphrase(path: Path) -> bool:
    """Whether the file is sealed. Raises DamagedError for something that is no backup of ours."""
    with path.open("rb") as file:
        return _header(file)[0] is not None


def unpack(path: Path, place: Path, passphrase: str) -> Manifest:
    """Unpack into an empty folder, checking each byte. Raises BackupError before or during, never after; what
    stands in the folder then counts for nothing."""
    with _tar(path, passphrase) as tar:
        manifest = _manifest(tar)
        for member in manifest.members:
            _unpack_one(tar, member, place / member.name)
        if tar.next() is not None:
            raise DamagedError(_("The backup holds more than its list says."))
    return manifest


@contextmanager
def _tar(path: Path, passphrase: str) -> Iterator[tarfile.TarFile]:
    try:
        with path.open("rb") as file:
            given, header = _header(file)
            if given is not None and not passphrase:
                raise BackupError(_("This backup is sealed: give its passphrase with --passphrase-file."))
            body: Any = file
            if given is not None:
                body = io.BufferedReader(sealed.Opener(file, passphrase, given, header), STEP)
            with gzip.GzipFile(fileobj=body) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as tar:
                yield tar
                while unpacked.read(STEP):  # to its very end: there stands the checksum of all of it
                    continue
    except (
        tarfile.TarError,
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
        msgspec.DecodeError,
        ValueError,
        KeyError,
    ) as error:
        raise DamagedError(_("The backup is damaged: %(why)s") % {"why": error}) from error


def _header(file: IO[bytes]) -> tuple[dict[str, Any] | None, bytes]:
    line = file.readline(HEADER_MOST)
    try:
        header = json.loads(line)
        known = header["qunce-backup"] == FORMAT
        return (header["sealed"], line) if known else _unknown()
    except (ValueError, KeyError, TypeError):
        raise DamagedError(_("This is not a backup of Qunce.")) from None


def _unknown() -> Any:
    raise BackupError(_("This backup was written by a newer Qunce: install that one to restore it."))


def _manifest(tar: tarfile.TarFile) -> Manifest:
    info = tar.next()
    if info is None or info.name != "manifest.json" or not info.isreg() or info.size > MANIFEST_MOST:
        raise DamagedError(_("The backup does not begin with its list."))
    file = tar.extractfile(info)
    manifest = msgspec.json.decode(file.read() if file else b"", type=Manifest)
    for member in manifest.members:
        if not MEMBER.fullmatch(member.name) or ".." in Path(member.name).parts:
            raise DamagedError(
                _("The backup names a file that does not belong in it: %(name)s") % {"name": member.name}
            )
    return manifest


def _unpack_one(tar: tarfile.TarFile, member: Member, target: Path) -> None:
    info = tar.next()
    if info is None or info.name != member.name or info.size != member.size or not info.isreg():
        raise DamagedError(_("%(name)s is missing from the backup.") % {"name": member.name})
    file = tar.extractfile(info)
    sha = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        while block := file.read(STEP) if file else b"":
            sha.update(block)
            out.write(block)
    if sha.hexdigest() != member.sha256:
        raise DamagedError(_("%(name)s is not what was backed up.") % {"name": member.name})
