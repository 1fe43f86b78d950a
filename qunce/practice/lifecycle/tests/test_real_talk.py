"""On nine months of real talk: the published counts come out and the people shown are the ones who help."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import qunce

ROOT = Path(qunce.__file__).parents[1]
DATA = Path(os.environ.get("QUNCE_SHARED_DATA") or ROOT.parent / "shared/data") / "irc_qtox/messages.csv"
BENCH = ROOT / "bench/eval_lifecycle.py"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not (DATA.exists() and BENCH.exists()), reason="no ../shared/data here"),
]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eval_lifecycle", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name while it is being executed.
    import sys

    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[spec.name]
    return module


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    result: dict[str, Any] = load().evaluate(DATA)
    return result


def test_lurkers_and_concentration_come_out_as_published(found: dict[str, Any]) -> None:
    assert (found["joined_nicks"], found["never_spoke"]) == (589, 341)
    assert found["top_five_share"] == 0.6531


def test_the_projects_maintainers_are_found_by_what_others_give_them(found: dict[str, Any]) -> None:
    october = {entry["who"]: entry for entry in found["key_members_in_october"]}
    assert {"zetok", "sudden6", "initramfs"} <= {w for w, entry in october.items() if entry["tier"] == "core"}
    assert not {entry["who"] for entry in found["key_members_without_operators"]} & set(found["operators"])


def test_500_idle_messages_between_the_real_ones_move_nobody_up(found: dict[str, Any]) -> None:
    idle = found["idle_500"]
    assert idle["rank_after"] >= idle["rank_before"]
    assert idle["score_after"] <= idle["score_before"]


def test_lurkers_are_woken_or_kept_by_purpose_and_nobody_is_removed(found: dict[str, Any]) -> None:
    silent = found["silent"]
    assert silent["exchange"]["wake"] > 300
    assert silent["service"]["keep"] > 300
    assert not any("remove_candidate" in decisions for decisions in silent.values())
