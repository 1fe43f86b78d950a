"""Encrypting a web push for one browser: RFC 8291 over RFC 8188 (aes128gcm), one record.

The only kept library for it (http-ece) is no wheel; these are its thirty lines, held to the vectors of both RFCs.
"""

import os
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

RECORD = 4096
MOST_BYTES = RECORD - 16 - 1 - 86  # what every push service must take, without tag, delimiter and header


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes, the way browsers write it."""
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def encrypt(
    text: bytes,
    p256dh: bytes,
    auth: bytes,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push message for the browser with these keys. own, salt: fresh ones unless a vector gives them.

    Raises ValueError for keys that are none and for more than ``MOST_BYTES``.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"a push carries at most {MOST_BYTES} bytes")
    if len(auth) != 16:
        raise ValueError("the auth secret has 16 bytes")
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    mine = point_of(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    secret = _derive(shared, auth, b"WebPush: info\0" + p256dh + mine, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(key).encrypt(nonce, text + b"\x02", None)
    return salt + struct.pack("!LB", RECORD, len(mine)) + mine + sealed


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
