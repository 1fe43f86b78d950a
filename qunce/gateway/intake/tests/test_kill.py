"""Killed at any moment of an import, fifty times over: the same end state as never killed."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from qunce.base.jobs.models import Job
from qunce.base.jobs.worker import drain
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.models import Group
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.tests.helpers import Line, bring, mail
from qunce.gateway.intake.tests.test_importing import sums
from tests.cast import make_workspace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CYCLES = 50
MESSAGES = 2_500


def long_talk(seed: int) -> list[Line]:
    """A day with floods, repeats and questions, so that batches cut through minutes."""
    dice = random.Random(seed)
    words = ["收到", "请问今天还有位吗", "好的谢谢", "怎么预约三人餐", "哈哈哈", "在的，十点开门", "1"]
    moments = sorted(dice.randrange(8 * 60, 22 * 60) for _ in range(MESSAGES))
    return [(f"{m // 60:02d}:{m % 60:02d}", f"群友{dice.randrange(40)}", dice.choice(words)) for m in moments]


def outcome(name: str) -> tuple[object, ...]:
    group = Group.objects.get(name=name)
    verdicts = StoredVerdict.objects.filter(group_id=group.pk, state="standing").values_list("kind", "decision")
    tasks = Task.objects.filter(group_id=group.pk, state="open").values_list("kind", "title__params__name")
    return *sums(group), sorted(Counter(verdicts).items()), sorted(tasks)


class Zygote:
    """Starts a worker, kills it after a while."""

    def __init__(self, env: dict[str, str]) -> None:
        argv = [sys.executable, "-m", "qunce.gateway.intake.tests.zygote"]
        self.process = subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def work(self, seconds: float) -> bool:
        """Let a worker run so long; whether it had to be killed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        until, killed = time.monotonic() + seconds, False
        while time.monotonic() < until and not _ended(pid):
            time.sleep(0.005)
        if not _ended(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed = True
        self.process.stdout.readline()
        return killed

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


def _ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_import_killed_fifty_times_ends_as_if_never_killed(process_env: dict[str, str]):
    dice = random.Random(5)
    text = mail(long_talk(1))
    bring(make_workspace("从不断电"), text, "甲群")
    drain()
    zygote = Zygote(process_env)
    kills = 0
    try:
        for attempt in range(80):
            name = f"乙{attempt}群"
            row = bring(make_workspace(f"常断电{attempt}"), text, name)
            # Giving up after five tries without progress is right in life; here we are the trouble.
            Job.objects.filter(state="queued").update(max_attempts=1000)
            while Job.objects.filter(state__in=["queued", "running"]).exists():
                kills += zygote.work(dice.uniform(0.02, 1.2))
                # The lease would run out in ten seconds; the test does not wait for it fifty times.
                Job.objects.filter(state="running").update(lease_until=0, max_attempts=1000)
                Job.objects.filter(state="queued").update(run_at=0, max_attempts=1000)
            assert not Job.objects.filter(state="dead").exists()
            row.refresh_from_db()
            assert row.state == Import.State.DONE, row.error
            assert row.counts["messages"] == MESSAGES
            assert outcome(name) == outcome("甲群")
            if kills >= CYCLES:
                break
    finally:
        zygote.close()
    assert kills >= CYCLES
