"""Write requirements.txt and requirements-dev.txt anew from pyproject.toml: ``make requirements``.

pyproject.toml names the direct dependencies, pinned, each with its reason; here stands the whole closure as pip
resolves it on this Python. The reasons are copied beside the direct ones.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r'^\s*"(?P<pin>(?P<name>[A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==[^"]+)",\s*# (?P<why>.+)$')


def direct(section: str) -> dict[str, tuple[str, str]]:
    """Normalised name -> (pin, reason) of a list in pyproject.toml, e.g. "dependencies" or "dev"."""
    text = (ROOT / "pyproject.toml").read_text()
    body = re.search(rf"^{section} = \[\n(.*?)^\]", text, re.M | re.S)
    if body is None:
        raise SystemExit(f"pyproject.toml has no {section}")
    found = [LINE.match(line) for line in body[1].splitlines()]
    return {normal(m["name"]): (m["pin"], m["why"]) for m in found if m}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def resolve(pins: list[str]) -> dict[str, str]:
    """Name -> version of everything that these bring."""
    options = ["--dry-run", "--ignore-installed", "--quiet", "--report", "-", "--only-binary", ":all:"]
    report = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, *pins], check=True, capture_output=True, text=True
    )
    found = json.loads(report.stdout)["install"]
    return {item["metadata"]["name"]: item["metadata"]["version"] for item in found}


def write(path: Path, head: str, named: dict[str, tuple[str, str]], closure: dict[str, str]) -> None:
    rest = sorted(f"{name}=={version}" for name, version in closure.items() if normal(name) not in named)
    lines = [f"{pin}  # {why}" for pin, why in named.values()]
    path.write_text("\n".join([head, *lines, "", "# brought by the above", *sorted(rest, key=str.lower), ""]))


def main() -> None:
    runtime, dev = direct("dependencies"), direct("dev")
    product = resolve([pin for pin, _ in runtime.values()])
    everything = resolve([pin for pin, _ in {**runtime, **dev}.values()])
    head = "# Written by tests/tools/pin.py from pyproject.toml. {}"
    write(ROOT / "requirements.txt", head.format("What Qunce needs to run."), runtime, product)
    only_dev = {name: version for name, version in everything.items() if name not in product}
    clash = {name for name in product if everything.get(name) != product[name]}
    if clash:
        raise SystemExit(f"the tools want other versions than the product: {sorted(clash)}")
    head_dev = head.format("What tests, checks and the wheel need besides.") + "\n-r requirements.txt"
    write(ROOT / "requirements-dev.txt", head_dev, dev, only_dev)


if __name__ == "__main__":
    main()
