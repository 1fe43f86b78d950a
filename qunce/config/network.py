"""Where this machine can be reached, and whether the port is free."""

import ipaddress
import socket
from dataclasses import dataclass

import psutil

ANYWHERE = "0.0.0.0"  # noqa: S104 - see listen_on
LOOPBACK = "127.0.0.1"


def own_addresses() -> list[str]:
    """The machine's IPv4 addresses that others may know, the one towards its router first."""
    found = [
        entry.address
        for name, entries in psutil.net_if_addrs().items()
        if not name.startswith(("docker", "br-", "veth", "virbr", "lo"))
        for entry in entries
        if entry.family == socket.AF_INET and not ipaddress.ip_address(entry.address).is_loopback
    ]
    return sorted(set(found), key=lambda address: address != _towards_router())


def _towards_router() -> str:
    # Connecting a datagram socket sends nothing: it only makes the system choose its address.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return ""


def listen_on(wished: str) -> str:
    """The address to listen on: the one wished for, else every interface, so that a phone on the same network
    reaches it, but only while all of them are private ones.

    That is safe there: no page is served without signing in, there is no default password, and the set-up link
    carries a one-time token of 256 bits. On a machine with a public address the talk of others would travel
    in the clear: there we stay on loopback until somebody puts TLS in front or sets QUNCE_HOST.
    """
    if wished:
        return wished
    private = all(ipaddress.ip_address(address).is_private for address in own_addresses())
    return ANYWHERE if private else LOOPBACK


@dataclass(frozen=True, slots=True)
class Taken:
    """Who has the port, as far as the system tells us."""

    pid: int | None
    name: str


def port_taken(host: str, port: int) -> Taken | None:
    """None when we may listen there. Raises PermissionError for a port that is not ours to open."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError:
            raise
        except OSError:
            return _holder(port)
    return None


def _holder(port: int) -> Taken:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return Taken(connection.pid, psutil.Process(connection.pid).name())
    except (psutil.Error, OSError):
        pass
    return Taken(None, "")


def answers(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        with socket.create_connection((LOOPBACK if host in {ANYWHERE, ""} else host, port), timeout=1):
            return True
    except OSError:
        return False
