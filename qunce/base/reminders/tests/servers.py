"""Real servers on loopback, as a user would have them behind a webhook, a push service and a mailbox."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from aiosmtpd.controller import Controller


class Heard(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


Answering = Callable[[int], tuple[int, dict[str, str], bytes]]


@contextmanager
def web(answer: Answering = lambda n: (204, {}, b"")) -> Iterator[tuple[str, list[Heard]]]:
    """A server that notes what it hears; ``answer`` (the how-manieth request) → status, headers, body."""
    heard: list[Heard] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            heard.append(Heard(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, said = answer(len(heard))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Mailbox:
    def __init__(self, refuse: str = "") -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        self.refuse = refuse

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@contextmanager
def mail(refuse: str = "") -> Iterator[tuple[int, Mailbox]]:
    """A mail server; gives its port and what arrived."""
    box = Mailbox(refuse)
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port, box
    finally:
        controller.stop()
