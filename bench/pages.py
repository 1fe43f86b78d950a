"""Every page at size: server time per page over a workspace built directly into the tables.

One sampled day is summed by the services again and must equal what the builder wrote; message search reads an index
of all the talk. A page counts from the request to the last byte of its answer, in this process.
"""

import statistics
import time
from pathlib import Path
from typing import Any

PAGES = (
    "/", "/?group={group}", "/today/history", "/today/{task}/why", "/verdicts/{verdict}", "/messages/{message}",
    "/groups", "/groups?q=qun", "/groups?health=healthy", "/groups?sort=-messages", "/groups/{group}",
    "/groups/{group}/members", "/groups/{group}/charter", "/groups/{group}/verdicts", "/groups/{group}/report",
    "/people", "/people?q=zs", "/people?sort=-messages", "/people?page=900", "/people/duplicates", "/people/{person}",
    "/people/{person}/timeline", "/palette?q=zs", "/palette?q=王", "/search?q=三人套餐", "/search?q=三人套餐&group={group}",
    "/templates", "/import/", "/import/new", "/settings/jobs", "/settings/audit", "/settings/staff", "/settings/me",
)  # fmt: skip
ROUNDS = 20


def run(place: Path, sizes: dict[str, int]) -> dict[str, Any]:
    from bench import world
    from qunce.community.models import Group
    from qunce.community.talk_index import services as talk_index

    begun = time.monotonic()
    workspace, group_id, person_id = world.build(sizes["groups"], sizes["people"], sizes["talk"])
    built = time.monotonic() - begun
    same = world.sampled_day_is_right(workspace, group_id)
    begun = time.monotonic()
    for group in Group.objects.filter(workspace=workspace):
        talk_index.index_group(group)
    indexed = time.monotonic() - begun
    figures = look(workspace, group_id, person_id)
    return {
        "built_seconds": round(built, 1),
        "indexed_seconds": round(indexed, 1),
        "sampled_day_equals_services": same,
        "slowest_p95_ms": max(figure["p95_ms"] for figure in figures.values()),
        "palette_p95_ms": max(figure["p95_ms"] for page, figure in figures.items() if page.startswith("/palette")),
        "pages": figures,
    }


def look(workspace: Any, group_id: int, person_id: int) -> dict[str, dict[str, float]]:
    """Median and p95 of each page. Raises RuntimeError for one that does not answer with 200."""
    from qunce.base.verdicts.models import StoredVerdict
    from qunce.base.worklist.models import Task
    from qunce.community.models import Message
    from tests.cast import client_for, make_staff

    client = client_for(make_staff("pages", workspace, "owner"))
    there = {
        "group": group_id,
        "person": person_id,
        "task": Task.objects.filter(workspace=workspace).order_by("id").values_list("id", flat=True)[0],
        "verdict": StoredVerdict.objects.filter(group_id=group_id).order_by("id").values_list("id", flat=True)[0],
        "message": Message.objects.filter(group_id=group_id).order_by("sent_at").values_list("id", flat=True)[0],
    }
    return {page: _time(client, page.format(**there)) for page in PAGES}


def _time(client: Any, path: str) -> dict[str, float]:
    times = []
    for _round in range(ROUNDS):
        at = time.perf_counter()
        answer = client.get(path)
        times.append(1000 * (time.perf_counter() - at))
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    times.sort()
    return {"median_ms": round(statistics.median(times), 1), "p95_ms": round(times[int(0.95 * len(times)) - 1], 1)}
