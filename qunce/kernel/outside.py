"""The guarded way out: the one place that calls an address somebody typed in (design §4.11).

The name is resolved first, every address it has must be one of the open Internet, and the call goes to that very
address: a name that points elsewhere a moment later gains nothing. Redirects are not followed, answers are read up to
a limit.
Source: quality.md S06 (OWASP ASVS 1.3.6, 15.3.2).
"""

import ipaddress
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from qunce.kernel.i18n import N_

SECONDS = 10
MOST_BYTES = 64 * 1024
PORTS = (80, 443)

BAD = N_("This is no web address: it begins with https:// and names a host.")
LOGIN = N_("A name and a password have no place in the address.")
PORT = N_("Only the ports 80 and 443 are called.")
UNKNOWN_HOST = N_("Nobody knows the host %(host)s.")
INSIDE = N_("%(host)s lies inside this network (%(address)s): name it in QUNCE_INSIDE_HOSTS if that is meant.")


class RefusedError(ValueError):
    """An address that is not called. msgid, params: why."""

    def __init__(self, msgid: str, **params: str) -> None:
        super().__init__(msgid)
        self.msgid, self.params = msgid, params


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. status 0: nobody answered, ``text`` says why. retry_after: seconds asked for, or None."""

    status: int
    text: str = ""
    retry_after: int | None = None

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class _Target:
    host: str
    address: str
    url: str


def check(url: str, inside: Collection[str] = ()) -> None:
    """Raise RefusedError where ``url`` may not be called now. inside: hosts of the own network that may."""
    _target(url, inside)


def _target(url: str, inside: Collection[str]) -> _Target:
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode("ascii") if host else ""
    except (ValueError, UnicodeError):
        raise RefusedError(BAD) from None
    if parts.scheme not in ("http", "https") or not host:
        raise RefusedError(BAD)
    if parts.username or parts.password:
        raise RefusedError(LOGIN)
    port = port or (443 if parts.scheme == "https" else 80)
    trusted = host in inside
    if port not in PORTS and not trusted:
        raise RefusedError(PORT)
    address = _address(host, port, trusted=trusted)
    where = f"[{address}]" if ":" in address else address
    path = parts.path or "/"
    return _Target(host, address, f"{parts.scheme}://{where}:{port}{path}{'?' + parts.query if parts.query else ''}")


def _address(host: str, port: int, *, trusted: bool) -> str:
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise RefusedError(UNKNOWN_HOST, host=host) from None
    if not found:
        raise RefusedError(UNKNOWN_HOST, host=host)
    for address in found:
        if not trusted and not is_outside(address):
            raise RefusedError(INSIDE, host=host, address=address)
    return found[0]


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_outside(address: str) -> bool:
    """Whether an IP address is one of the open Internet, also where it wraps another (mapped, 6to4, NAT64)."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_outside(str(inner))
    return ip.is_global and not ip.is_multicast


def post(url: str, body: bytes, headers: Mapping[str, str], inside: Collection[str] = ()) -> Answer:
    """Call an address once. Raises RefusedError; whatever goes wrong outside is an Answer with status 0."""
    target = _target(url, inside)
    port = urlsplit(target.url).port
    shown = target.host if port in PORTS else f"{target.host}:{port}"
    sent = {**headers, "Host": shown, "User-Agent": "Qunce"}
    timeout = httpx.Timeout(SECONDS)
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST", target.url, content=body, headers=sent, extensions={"sni_hostname": target.host}
            ) as response,
        ):
            text = b""
            for part in response.iter_bytes():
                text += part
                if len(text) >= MOST_BYTES:
                    break
            after = response.headers.get("retry-after", "")
            return Answer(
                response.status_code,
                text[:MOST_BYTES].decode("utf-8", "replace"),
                int(after) if after.isascii() and after.isdigit() and len(after) < 8 else None,
            )
    except httpx.HTTPError as error:
        return Answer(0, f"{type(error).__name__}: {error}"[:300])
