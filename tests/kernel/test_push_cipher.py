"""Held to the vector of RFC 8291, appendix A, and read back the way a browser reads it."""

import base64
import struct

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.push_cipher import MOST_BYTES, encrypt, point_of


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(text), "big"), ec.SECP256R1())


def test_the_vector_of_the_rfc() -> None:
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        raw("BTBZMqHH6r4Tts7J_aSIgg"),
        own=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert base64.urlsafe_b64encode(body).rstrip(b"=").decode() == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def opened(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """As a browser does it."""
    salt, (_size, length) = body[:16], struct.unpack("!LB", body[16:21])
    theirs, sealed = body[21 : 21 + length], body[21 + length :]

    def derive(secret: bytes, salt: bytes, info: bytes, n: int) -> bytes:
        return HKDF(hashes.SHA256(), n, salt, info).derive(secret)

    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    secret = derive(shared, auth, b"WebPush: info\0" + point_of(key.public_key()) + theirs, 32)
    text = AESGCM(derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)).decrypt(
        derive(secret, salt, b"Content-Encoding: nonce\0", 12), sealed, None
    )
    return text.rstrip(b"\0")[:-1]


@given(st.binary(max_size=200).filter(lambda text: not text.endswith((b"\0", b"\2"))))
def test_what_is_sealed_is_read(text: bytes) -> None:
    key, auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
    assert opened(encrypt(text, point_of(key.public_key()), auth), key, auth) == text


def test_keys_that_are_none_and_too_much_are_refused() -> None:
    point = point_of(ec.generate_private_key(ec.SECP256R1()).public_key())
    for text, p256dh, auth in (
        (b"x", b"nonsense", b"0" * 16),
        (b"x", point, b"short"),
        (b"x" * (MOST_BYTES + 1), point, b"0" * 16),
    ):
        with pytest.raises(ValueError):
            encrypt(text, p256dh, auth)
