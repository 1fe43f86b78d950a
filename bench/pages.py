"""Every page at size: server time per page over a workspace built directly into the tables.

One sampled day is summed by the services again and must equal what the builder wrote.
"""

import statistics
import time
from pathlib import Path
from typing import Any

PAGES = (
    "/", "/groups", "/groups?q=qun", "/groups?health=healthy", "/groups/{group}", "/groups/{group}/members",
    "/groups/{group}/charter", "/groups/{group}/report", "/people", "/people?q=zs", "/people/{person}",
    "/palette?q=zs", "/today/history", "/import/", "/jobs", "/settings/audit",
)  # fmt: skip
ROUNDS = 12


def run(place: Path, sizes: dict[str, int]) -> dict[str, Any]:
    from bench import world
    from tests.cast import client_for, make_staff

    begun = time.monotonic()
    workspace, group_id, person_id = world.build(sizes["groups"], sizes["people"], sizes["talk"])
    built = time.monotonic() - begun
    same = world.sampled_day_is_right(workspace, group_id)
    client = client_for(make_staff("pages", workspace, "owner"))
    figures: dict[str, Any] = {}
    for page in PAGES:
        path = page.format(group=group_id, person=person_id)
        times, status = [], 0
        for _round in range(ROUNDS):
            at = time.perf_counter()
            status = client.get(path).status_code
            times.append(1000 * (time.perf_counter() - at))
        times.sort()
        figures[page] = {
            "status": status,
            "median_ms": round(statistics.median(times), 1),
            "p95_ms": round(times[min(len(times) - 1, int(0.95 * len(times)))], 1),
        }
    return {"built_seconds": round(built, 1), "sampled_day_equals_services": same, "pages": figures}
