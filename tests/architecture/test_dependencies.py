"""Every dependency is pinned in one place, with its reason; no file names a registry's address."""

import re
import tomllib

import pytest

from tests.architecture.sources import ROOT, name, tracked
from tests.tools.pin import direct, normal

REQUIREMENT = re.compile(
    r"^(?P<name>[A-Za-z0-9_.-]+)(?P<extra>\[[a-z,]+\])?==(?P<version>[^\s#]+)\s*(?:# (?P<why>.+))?$"
)


def requirements(file: str) -> dict[str, tuple[str, str]]:
    """Normalised name -> (pin, reason)."""
    found = {}
    for line in (ROOT / file).read_text().splitlines():
        if line and not line.startswith(("#", "-r ")):
            match = REQUIREMENT.match(line)
            assert match, f"{file}: {line!r} is not pinned"
            pin = f"{match['name']}{match['extra'] or ''}=={match['version']}"
            found[normal(match["name"])] = (pin, match["why"] or "")
    return found


def declared(section: str) -> list[str]:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return document["project"]["dependencies"] if section == "dependencies" else document["dependency-groups"][section]


@pytest.mark.parametrize(("section", "file"), [("dependencies", "requirements.txt"), ("dev", "requirements-dev.txt")])
def test_pins_and_reasons_are_in_step(section, file):
    named = direct(section)
    assert sorted(pin for pin, _ in named.values()) == sorted(declared(section)), "a dependency lacks its reason"
    listed = requirements(file)
    assert {key: listed.get(key) for key in named} == named


def test_the_build_uses_the_pinned_backend():
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert set(document["build-system"]["requires"]) <= {pin for pin, _ in direct("dev").values()}


def test_nothing_is_pinned_twice():
    product, dev = requirements("requirements.txt"), requirements("requirements-dev.txt")
    assert not product.keys() & dev.keys()


def test_npm_packages_are_pinned_exactly():
    import json

    document = json.loads((ROOT / "package.json").read_text())
    versions = {**document.get("dependencies", {}), **document.get("devDependencies", {})}
    assert versions
    assert {
        package: version for package, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    } == {}


def test_no_file_names_a_registry():
    hosts = [
        "pypi" + ".org",
        "python" + "hosted.org",
        "registry" + ".npmjs",
        "npm" + "mirror.com",
        "https://" + "registry",
    ]
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue
        found += [f"{name(path)}: {host}" for host in hosts if host in text]
    assert found == []
