"""Child processes that live and die with this one: the workers, and under ``qunce up`` the web server too."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

import psutil

log = logging.getLogger(__name__)

GRACE_SECONDS = 20.0
LOOK_SECONDS = 0.2
READY_SECONDS = 30.0
SETTLED_SECONDS = 30.0  # a child that lived so long starts again at once
WAIT_MOST = 30.0

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def _prctl() -> Callable[[int, int], int] | None:
    """Linux only; elsewhere a killed parent leaves its children to the terminal's hang-up."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda option, value: int(libc.prctl(option, value, 0, 0, 0))


def die_with_parent() -> None:
    """From now on this process gets SIGTERM when its parent ends, however that ends."""
    parent = os.getppid()
    prctl = _prctl()
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Program:
    """What to run, and what becomes of it. ``argv`` starts with the executable.

    ready  the programs after this one start when it says so, or after half a minute
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        parent, prctl = os.getpid(), _prctl()

        def tie() -> None:
            # Between fork and exec: if the parent died before the prctl, nobody would tell us.
            if prctl is not None:
                prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
                if os.getppid() != parent:
                    os._exit(1)

        environment = {**os.environ, **self.env}
        # A group of its own: Ctrl-C reaches the supervisor alone, which then asks each child in order. (granian's
        # workers hang for ten seconds when the terminal interrupts them and their parent at once.)
        self.process = subprocess.Popen(self.argv, env=environment, preexec_fn=tie, process_group=0)  # noqa: S603
        self.started = time.monotonic()


class Supervisor:
    """Starts programs, starts them again when they die, ends them all when it is told to end."""

    def __init__(self, programs: Sequence[Program], grace: float = GRACE_SECONDS) -> None:
        self.programs = list(programs)
        self.grace = grace
        self.stopping = False

    def run(self, on_started: Callable[[], None] | None = None) -> int:
        """Block until SIGTERM, SIGINT or SIGHUP. Returns 0 when every child ended within the grace."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        prctl = _prctl()
        if prctl is not None:
            prctl(_PR_SET_CHILD_SUBREAPER, 1)  # grandchildren of a killed child become ours to end
        try:
            for program in self.programs:
                self._start(program)
            if on_started is not None and not self.stopping:
                on_started()
            while not self.stopping:
                time.sleep(LOOK_SECONDS)
                self._look()
        finally:
            clean = self._end()
        return 0 if clean else 1

    def _start(self, program: Program) -> None:
        if self.stopping:
            return
        program.start()
        deadline = time.monotonic() + READY_SECONDS
        while program.ready is not None and not self.stopping and not program.ready():
            if time.monotonic() > deadline or (program.process is not None and program.process.poll() is not None):
                log.error("%s is not ready yet", program.name)
                return
            time.sleep(0.05)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _look(self) -> None:
        for program in self.programs:
            if self.stopping:
                return
            if program.process is not None and program.process.poll() is not None:
                self._died(program)
            if program.process is None and time.monotonic() >= program.not_before:
                program.start()

    def _died(self, program: Program) -> None:
        code = program.process.returncode if program.process else None
        lived = time.monotonic() - program.started
        program.process = None
        program.failures = 0 if lived > SETTLED_SECONDS else program.failures + 1
        wait = min(WAIT_MOST, 2.0 ** (program.failures - 1)) if program.failures else 0.0
        program.not_before = time.monotonic() + wait
        _kill(_orphans(self._pids()))  # they would hold the port and listen to nobody
        log.error("%s ended with %s; starting it again in %d s", program.name, code, wait)

    def _pids(self) -> set[int]:
        return {program.process.pid for program in self.programs if program.process is not None}

    def _end(self) -> bool:
        """Ask every child, wait, then kill what is left, grandchildren included."""
        running = [program.process for program in self.programs if program.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + self.grace
        while any(process.poll() is None for process in running) and time.monotonic() < deadline:
            time.sleep(0.05)
        left = psutil.Process().children(recursive=True)
        _kill(left)
        return not left


def _orphans(ours: set[int]) -> list[psutil.Process]:
    """Processes that a dead child left behind and that came to us."""
    return [child for child in psutil.Process().children() if child.pid not in ours]


def _kill(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=5)
