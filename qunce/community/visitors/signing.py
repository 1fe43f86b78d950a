"""Links and codes as signatures of a pass and the server's secret: nothing that opens a door lies in the database."""

import base64
import hmac
import re
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

_LINK = re.compile(r"([0-9]{1,18})-([a-z2-7]{16})")
LINK_SIGNS = 16  # base32: 80 bits
DIGITS = 6


def _secrets() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from map(str, settings.SECRET_KEY_FALLBACKS)


def _signed(purpose: str, value: str, secret: str) -> bytes:
    return salted_hmac(f"qunce.visitors.{purpose}", value, secret=secret, algorithm="sha256").digest()


def link_of(pk: int, round_: int) -> str:
    """The last part of the address of a pass."""
    return f"{pk}-{_mac(pk, round_, settings.SECRET_KEY)}"


def _mac(pk: int, round_: int, secret: str) -> str:
    return base64.b32encode(_signed("link", f"{pk}.{round_}", secret)).decode().lower()[:LINK_SIGNS]


def named(link: str) -> int | None:
    """The id of the pass that a link names, whether or not its signature holds."""
    found = _LINK.fullmatch(link)
    return int(found[1]) if found else None


def holds(link: str, pk: int, round_: int) -> bool:
    """Whether the link is this pass's, of this round."""
    return any(hmac.compare_digest(link, f"{pk}-{_mac(pk, round_, secret)}") for secret in _secrets())


def code_of(pk: int, round_: int, secret: str = "") -> str:
    """Six digits that open the page behind the link."""
    number = int.from_bytes(_signed("code", f"{pk}.{round_}", secret or settings.SECRET_KEY)[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def opens(code: str, pk: int, round_: int) -> bool:
    return any(hmac.compare_digest(code.encode(), code_of(pk, round_, secret).encode()) for secret in _secrets())


def visitor_of(address: str) -> str:
    """A stand-in for an address that nobody can read back."""
    return _signed("visitor", address, settings.SECRET_KEY).hex()[:24]
