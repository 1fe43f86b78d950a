"""``make bench``: the figures of the README as JSON. BENCH=small within five minutes; BENCH=one,two runs only those."""

import json
import os
import platform
import sys
import tempfile
from pathlib import Path

import psutil

SMALL = {"messages": 50_000, "groups": 50, "people": 5_000, "talk": 200_000}
FULL = {"messages": 1_000_000, "groups": 1_000, "people": 100_000, "talk": 10_000_000}


def machine() -> dict[str, object]:
    return {
        "cpus": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        "system": platform.platform(),
        "load_before": os.getloadavg(),
    }


def main() -> None:
    wanted = os.environ.get("BENCH", "")
    sizes = SMALL if "small" in wanted.split(",") else FULL
    only = set(wanted.split(",")) - {"", "small"}
    report: dict[str, object] = {"machine": machine(), "sizes": sizes}
    with tempfile.TemporaryDirectory(prefix="qunce-bench-", dir=os.environ.get("BENCH_DIR")) as place:
        os.environ["QUNCE_DATA"] = place
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        from bench import eval_detect, importing, pages

        call_command("migrate", verbosity=0)
        for name, run in {"import": importing.run, "pages": pages.run, "detect": eval_detect.run}.items():
            if not only or name in only:
                report[name] = run(Path(place), sizes)
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
