"""``qunce up`` for real: it answers, says where, and leaves nothing behind, however it ends."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from qunce.config import network

pytestmark = pytest.mark.slow
Up = Callable[..., "subprocess.Popen[str]"]
PATIENCE = 90


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up")


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def up(place: Path, port: int) -> Iterator[Up]:
    started: list[subprocess.Popen[str]] = []

    def start(**more: str) -> "subprocess.Popen[str]":
        env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "QUNCE"))}
        env |= {
            "QUNCE_DATA": str(place),
            "PORT": str(port),
            "QUNCE_HOST": "127.0.0.1",
            "QUNCE_DEMO": "0",
            "QUNCE_WEB_WORKERS": "1",
            "QUNCE_WORKERS": "1",
            "LANG": "en_US.UTF-8",
            "LC_ALL": "en_US.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(settings.PACKAGE.parent),
            **more,
        }
        argv = [sys.executable, "-m", "qunce", "up"]
        process = subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        for child in family(process.pid):
            child.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def until_running(process: "subprocess.Popen[str]") -> str:
    """What it said until it named its data directory, the last line of its greeting."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if "Data:" in line:
            return said
    raise AssertionError(said)


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def gone(processes: list[psutil.Process], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes):
            return True
        time.sleep(0.1)
    return False


def test_it_answers_names_its_set_up_link_and_ctrl_c_ends_everything(up: Up, port: int):
    process = up()
    said = until_running(process)
    link = re.search(rf"http://localhost:{port}(/setup/\S+)", said)
    assert link, said
    assert status(port, link[1]) == 200
    assert status(port, "/setup/guess") in {404, 410}
    everyone = family(process.pid)
    assert len(everyone) >= 4  # itself, granian and its worker, a job worker
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0
    assert gone(everyone, 5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_outlives_it(up: Up, number: signal.Signals):
    process = up()
    until_running(process)
    everyone = family(process.pid)
    process.send_signal(number)
    process.wait(timeout=PATIENCE)
    assert gone(everyone, 40)


def test_what_dies_under_it_is_started_again(up: Up, port: int):
    process = up()
    until_running(process)
    before = psutil.Process(process.pid).children()
    for child in before:
        child.kill()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        now = [child for child in psutil.Process(process.pid).children() if child not in before]
        if len(now) == len(before) and network.answers("127.0.0.1", port) and status(port, "/login") == 200:
            break
        time.sleep(0.2)
    else:
        raise AssertionError("it did not come back")


def test_taken_port_is_said_with_its_holder(up: Up, port: int):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen(1)
        process = up()
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert f"Port {port} is taken" in said
    assert str(os.getpid()) in said
    assert f"PORT={port + 1}" in said
    assert "Traceback" not in said


def test_phone_reaches_it_on_a_private_network_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(network, "own_addresses", lambda: ["192.168.1.5", "10.0.0.3"])
    assert network.listen_on("") == "0.0.0.0"
    monkeypatch.setattr(network, "own_addresses", lambda: ["192.168.1.5", "8.8.8.8"])
    assert network.listen_on("") == "127.0.0.1"
    assert network.listen_on("0.0.0.0") == "0.0.0.0"
    monkeypatch.setattr(network, "own_addresses", list)
    assert network.listen_on("") == "0.0.0.0"
