"""Processes for a test to kill, of which it needs many: Django is loaded once, each of them is a fork of that.

    process = nursery.start(process_env, "qunce.base.jobs.tests.victim")

runs ``main`` of that module in a process of its own, with a connection of its own. They end with the test run.
"""

import multiprocessing
import os
import signal
from collections.abc import Mapping
from importlib import import_module
from unittest import mock

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.warm"])


class Process:
    """As ``subprocess.Popen``, as far as tests need it."""

    def __init__(self, env: Mapping[str, str], module: str, arguments: tuple[str, ...]) -> None:
        self._process = _context.Process(target=_live, args=(module, arguments), daemon=True)
        with mock.patch.dict(os.environ, env):  # taken over by the first one's server, which is the others' too
            self._process.start()

    def send_signal(self, number: signal.Signals) -> None:
        if self._process.is_alive() and self._process.pid is not None:
            os.kill(self._process.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; what killed it as a negative number."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutError
        return self._process.exitcode


def start(env: Mapping[str, str], module: str, *arguments: str) -> Process:
    return Process(env, module, arguments)


def _live(module: str, arguments: tuple[str, ...]) -> None:
    import_module(module).main(*arguments)
