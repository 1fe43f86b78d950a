"""A byte stream under a passphrase: AES-256-GCM in chunks (the STREAM construction), key by scrypt.

Each chunk carries its number and whether it is the last in its nonce, and the header as associated data: a chunk
that is missing, swapped, doubled or changed, or a file cut short, does not open.
"""

import io
import secrets
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from qunce.config.backup.errors import DamagedError

CHUNK = 1 << 20
TAG = 16
LOG_N, R, P = 16, 8, 1  # scrypt: 64 MB, about 0.2 s


def parameters() -> dict[str, Any]:
    """What the header of a new sealed file says."""
    return {
        "kdf": "scrypt",
        "log_n": LOG_N,
        "r": R,
        "p": P,
        "salt": secrets.token_hex(16),
        "nonce": secrets.token_hex(7),
    }


class _Chunks:
    def __init__(self, passphrase: str, given: dict[str, Any], bound: bytes) -> None:
        if given.get("kdf") != "scrypt" or not 10 <= int(given["log_n"]) <= 20:
            raise DamagedError(_("The header of this backup is not one we write."))
        kdf = Scrypt(bytes.fromhex(given["salt"]), 32, n=2 ** int(given["log_n"]), r=int(given["r"]), p=int(given["p"]))
        self._cipher = AESGCM(kdf.derive(passphrase.encode()))
        self._prefix = bytes.fromhex(given["nonce"])
        self._bound = bound
        self._count = 0

    def _nonce(self, last: bool) -> bytes:
        nonce = self._prefix + self._count.to_bytes(4, "big") + bytes([last])
        self._count += 1
        return nonce

    def seal(self, chunk: bytes, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last), chunk, self._bound)

    def open(self, chunk: bytes, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(last), chunk, self._bound)
        except InvalidTag:
            raise DamagedError(_("The passphrase is another one, or the file is damaged.")) from None


class Sealer(io.RawIOBase):
    """Write plain bytes here; ``close`` ends the stream."""

    def __init__(self, out: IO[bytes], passphrase: str, given: dict[str, Any], bound: bytes) -> None:
        self._out = out
        self._chunks = _Chunks(passphrase, given, bound)
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        while len(self._held) > CHUNK:  # one is kept back: the last must know that it is
            self._out.write(self._chunks.seal(bytes(self._held[:CHUNK]), last=False))
            del self._held[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._out.write(self._chunks.seal(bytes(self._held), last=True))
        super().close()


class Opener(io.RawIOBase):
    """Read plain bytes from here. Raises DamagedError on the first chunk that is not as it was written."""

    def __init__(self, source: IO[bytes], passphrase: str, given: dict[str, Any], bound: bytes) -> None:
        self._source = source
        self._chunks = _Chunks(passphrase, given, bound)
        self._ahead = source.read(CHUNK + TAG)
        self._ready = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._ready and not self._ended:
            chunk, self._ahead = self._ahead, self._source.read(CHUNK + TAG)
            self._ended = not self._ahead
            self._ready = memoryview(self._chunks.open(chunk, self._ended))
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count
