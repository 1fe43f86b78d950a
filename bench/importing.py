"""From a file of N messages to the worklist: wall time, memory of the worker and its children, pages meanwhile,
and the same rows by a bare executemany in the same run.
"""

import sqlite3
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import msgspec
import psutil


def run(place: Path, sizes: dict[str, int]) -> dict[str, Any]:
    from qunce.base.tenancy.services import create_workspace
    from qunce.demo import history
    from qunce.gateway.intake import services
    from qunce.gateway.intake.models import Import
    from qunce.gateway.intake.plan import Plan

    count, now = sizes["messages"], int(time.time())
    file = place / "bench.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        history.write_memotrace(
            out, history.messages(count, seed=3, groups=1, until=now - now % 3600), history.people_names()
        )
    workspace = create_workspace("Bench")
    with file.open("rb") as data:
        row = services.receive_file(workspace, None, uuid.uuid4().hex, file.name, iter(lambda: data.read(1 << 20), b""))
    worker = subprocess.Popen([sys.executable, "-m", "qunce", "worker", "--concurrency", "2"])
    try:
        _until(lambda: Import.objects.get(pk=row.pk).state == Import.State.READY, 120)
        row.refresh_from_db()
        plan = msgspec.structs.replace(Plan.load(row.plan), group_name="Bench", target="group", own_names=())
        services.confirm(row, plan)
        started = time.monotonic()
        services.start(row)
        watched = _watch(worker, workspace, started)
    finally:
        worker.terminate()
        worker.wait()
    row.refresh_from_db()
    bare = _bare(place)
    return {
        "messages": row.counts["messages"],
        "file_mb": round(file.stat().st_size / 2**20, 1),
        "seconds_to_stored": round(watched["stored"], 1),
        "seconds_to_worklist": round(watched["worklist"], 1),
        "seconds_to_everything": round(watched["everything"], 1),
        "tasks": watched["tasks"],
        "peak_rss_mb": watched["rss"],
        "pages_meanwhile_ms": watched["pages"],
        "bare_executemany_seconds": round(bare, 2),
        "ratio_stored_to_bare": round(watched["stored"] / bare, 1) if bare else None,
    }


def _until(true: Any, seconds: float) -> None:
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            raise TimeoutError
        time.sleep(0.1)


def _watch(worker: "subprocess.Popen[bytes]", workspace: Any, started: float) -> dict[str, Any]:
    """Sample memory and pages until every job is done.

    stored: the file is read and kept. worklist: everything that makes tasks is done. everything: so are
    repeated questions, the figures of history and the message index.
    """
    from qunce.base.jobs.models import Job
    from qunce.base.jobs.registry import tasks
    from qunce.base.worklist.models import Task
    from qunce.community.registry import listeners
    from qunce.community.talk_index import services as talk_index
    from tests.cast import client_for, make_staff

    client = client_for(make_staff("bench", workspace, "owner"))
    heavy = {entry.key for entry in tasks if entry.queue == "heavy"}
    later = {talk_index.TASK, *heavy, *(entry.history for entry in listeners if entry.history)}
    rss, at = 0, {"stored": 0.0, "worklist": 0.0, "everything": 0.0}
    took: dict[str, list[float]] = {"/": [], "/groups": []}
    process = psutil.Process(worker.pid)
    while not at["everything"]:
        rss = max(rss, _memory(process))
        for path, times in took.items():
            begun = time.perf_counter()
            assert client.get(path).status_code == 200
            times.append(1000 * (time.perf_counter() - begun))
        open_jobs = Job.objects.filter(workspace=workspace, state__in=["queued", "running"])
        waiting = set(open_jobs.values_list("task", flat=True))
        passed = time.monotonic() - started
        for step, done in (
            ("stored", "intake.run" not in waiting), ("worklist", not waiting - later), ("everything", not waiting),
        ):  # fmt: skip
            if done and not at[step]:
                at[step] = passed
        time.sleep(1.0)
    if dead := Job.objects.filter(workspace=workspace, state="dead").values_list("task", "error").first():
        raise RuntimeError(f"{dead[0]} failed: {dead[1]}")
    pages = {
        path: {"median": round(statistics.median(t), 1), "p95": round(sorted(t)[int(len(t) * 0.95)], 1), "n": len(t)}
        for path, t in took.items()
    }
    opened = Task.objects.filter(workspace=workspace).count()
    return {**at, "rss": rss, "pages": pages, "tasks": opened}


def _memory(process: psutil.Process) -> int:
    """Largest sum over one worker child and its own children (MB)."""
    most = 0
    for child in process.children():
        try:
            family = [child, *child.children(recursive=True)]
            most = max(most, sum(p.memory_info().rss for p in family) >> 20)
        except psutil.NoSuchProcess:
            continue
    return most


def _bare(place: Path) -> float:
    """The same rows, the same table and indexes, one executemany in batches of a thousand."""
    source = sqlite3.connect(place / "qunce.sqlite3")
    columns = (
        "id, workspace_id, group_id, identity_id, sent_at, kind, text, quote, reply_to, external_id, source_id, key"
    )
    schema = [
        sql
        for (sql,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'community_message' AND sql NOT NULL"
        )
    ]
    rows = source.execute(f"SELECT {columns} FROM community_message ORDER BY id").fetchall()
    target = sqlite3.connect(place / "bare.sqlite3", isolation_level=None)
    target.execute("PRAGMA journal_mode=WAL")
    target.execute("PRAGMA synchronous=FULL")
    for sql in schema:
        target.execute(sql)
    places = ", ".join("?" * 12)
    begun = time.monotonic()
    for start in range(0, len(rows), 1000):
        target.execute("BEGIN IMMEDIATE")
        target.executemany(f"INSERT INTO community_message ({columns}) VALUES ({places})", rows[start : start + 1000])
        target.execute("COMMIT")
    return time.monotonic() - begun
