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

    count = sizes["messages"]
    file = place / "bench.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        history.write_memotrace(out, history.messages(count, seed=3, groups=1), history.people_names())
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
        watched = _watch(worker, workspace)
        total = time.monotonic() - started
    finally:
        worker.terminate()
        worker.wait()
    row.refresh_from_db()
    bare = _bare(place)
    return {
        "messages": row.counts["messages"],
        "file_mb": round(file.stat().st_size / 2**20, 1),
        "seconds_to_worklist": round(total, 1),
        "seconds_to_stored": round(watched["stored_at"], 1),
        "peak_rss_mb": watched["rss"],
        "pages_ms": watched["pages"],
        "bare_executemany_seconds": round(bare, 2),
        "ratio_stored_to_bare": round(watched["stored_at"] / bare, 1) if bare else None,
    }


def _until(true: Any, seconds: float) -> None:
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            raise TimeoutError
        time.sleep(0.1)


def _watch(worker: "subprocess.Popen[bytes]", workspace: Any) -> dict[str, Any]:
    """Sample memory and pages until every job is done that the worklist waits for: all but the heavy ones."""
    from qunce.base.jobs.models import Job
    from tests.cast import client_for, make_staff

    client = client_for(make_staff("bench", workspace, "owner"))
    begun, rss, stored_at = time.monotonic(), 0, 0.0
    took: dict[str, list[float]] = {"/": [], "/groups": []}
    process = psutil.Process(worker.pid)
    while Job.objects.filter(workspace=workspace, state__in=["queued", "running"]).exclude(queue="heavy").exists():
        rss = max(rss, _memory(process))
        for path, times in took.items():
            at = time.perf_counter()
            assert client.get(path).status_code == 200
            times.append(1000 * (time.perf_counter() - at))
        if not stored_at and not Job.objects.filter(task="intake.run", state__in=["queued", "running"]).exists():
            stored_at = time.monotonic() - begun
        time.sleep(0.5)
    pages = {
        path: {"median": round(statistics.median(t), 1), "p95": round(sorted(t)[int(len(t) * 0.95)], 1), "n": len(t)}
        for path, t in took.items()
        if t
    }
    return {"rss": rss, "pages": pages, "stored_at": stored_at or time.monotonic() - begun}


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
