"""Run a command against a throw-away PostgreSQL: ``python tests/tools/with_postgres.py COMMAND…``.

The cluster lives in a temporary folder, listens on loopback only with a password of its own, and ends with the
command, by its pid. The command finds it in DATABASE_URL. Exit code: the command's; 69 when there is no PostgreSQL.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_POSTGRES = 69
START_SECONDS = 60


def programs() -> Path | None:
    """The folder with initdb and postgres: Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """A running cluster; yields its DATABASE_URL."""
    place = Path(tempfile.mkdtemp(prefix="qunce-pg-"))
    as_user = _owner(place)
    password, port = secrets.token_hex(16), _free_port()
    try:
        pass_file = place / "password"
        pass_file.write_text(password)
        _give(pass_file, as_user)
        initdb = [str(binaries / "initdb"), "-D", str(place / "data"), "-U", "qunce", "-E", "UTF8", "--locale=C.UTF-8"]
        options = ["--auth=scram-sha-256", f"--pwfile={pass_file}", "--no-sync", "--no-instructions"]
        subprocess.run([*initdb, *options], check=True, stdout=subprocess.DEVNULL, **as_user)
        server = _start(binaries, place, port, as_user)
        try:
            yield f"postgresql://qunce:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": does not wait for clients
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _owner(place: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    os.chown(place, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": place}


def _give(path: Path, as_user: dict[str, object]) -> None:
    if as_user:
        os.chown(path, int(str(as_user["user"])), int(str(as_user["group"])))
    path.chmod(0o600)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(binaries: Path, place: Path, port: int, as_user: dict[str, object]) -> "subprocess.Popen[bytes]":
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": place,
        "fsync": "off",  # nothing here outlives the tests
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_connections": 60,
    }
    argv = [str(binaries / "postgres"), "-D", str(place / "data")]
    for name, value in settings.items():
        argv += ["-c", f"{name}={value}"]
    log = place / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(argv, stdout=out, stderr=subprocess.STDOUT, **as_user)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if "ready to accept connections" in log.read_text(errors="replace"):
            return server
        time.sleep(0.1)
    server.kill()
    raise SystemExit(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2_000:]}")


def main(argv: list[str]) -> int:
    binaries = programs()
    if binaries is None:
        sys.stderr.write("PostgreSQL is not installed (apt-get install postgresql)\n")
        return NO_POSTGRES
    with cluster(binaries) as url:
        command = subprocess.Popen(argv, env={**os.environ, "DATABASE_URL": url})
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda got, frame: command.send_signal(got))
        return command.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
