"""Loading and clearing the demo: a workspace of its own, filled through the importers only."""

import json
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from qunce.base.accounts.services import share_demo
from qunce.base.jobs import services as jobs
from qunce.base.jobs.models import Job
from qunce.base.tenancy import services as tenancy
from qunce.base.tenancy.models import Workspace
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.models import Group
from qunce.community.services import groups
from qunce.demo import accounts, advertiser
from qunce.demo.world import Size, build
from qunce.demo.writers.bundle import MANIFEST, write
from qunce.gateway.connectors import runner
from qunce.gateway.intake import services as intake
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning
from qunce.kernel import clock

SEED = 7
READ = ("chat", "roster", "customers")  # the demo also writes channel costs; nobody reads those yet
TERMS = (
    "purpose", "theme", "audience", "value_proposition", "service_hours", "reply_limit_minutes", "rules",
    "nickname_format", "floor", "size_cap", "silent_days", "topic_scope", "side_group",
)  # fmt: skip


class DemoExistsError(Exception):
    """There is a demo already; clear it first."""


def load_if_empty() -> Job | None:
    """Put the demo on the table when this installation has no workspace yet; None when it has."""
    if Workspace.objects.exists():
        return None
    return jobs.enqueue_once(None, "demo.load", {"size": "small"})


def load(size: Size = "small", seed: int = SEED, until: int | None = None) -> Workspace:
    """The whole demo: its groups, then the story that is told piece by piece. Raises DemoExistsError."""
    ends = clock.timestamp() if until is None else until
    workspace = fill(size, seed, ends)
    advertiser.begin(workspace, ends)
    return workspace


def fill(size: Size, seed: int, ends: int) -> Workspace:
    """Make the demo workspace and hand its files to the importers; the import jobs do the rest.

    ends: the world's last moment (epoch seconds). Raises DemoExistsError.
    """
    if Workspace.objects.filter(is_demo=True).exists():
        raise DemoExistsError
    with runner.shared(), tempfile.TemporaryDirectory() as folder:
        runner.prepare()  # it starts while the world is made up
        world = build(size, seed, ends)
        manifest = json.loads(write(world, Path(folder)).read_text(encoding="utf-8"))
        assert MANIFEST  # noqa: S101 - the writer names its own file
        with transaction.atomic():
            workspace = tenancy.create_workspace("演示：群策", is_demo=True)
            share_demo(workspace)
        taken = [(_make_group(workspace, entry), entry) for entry in manifest["groups"]]
        staff: dict[str, list[int]] = defaultdict(list)
        for group, entry in taken:
            for name in entry["staff"]:
                staff[name].append(group.pk)
        accounts.describe(workspace, staff)
        for group, entry in taken:
            _take_files(workspace, group, entry, Path(folder))
    return workspace


def _make_group(workspace: Workspace, entry: Mapping[str, Any]) -> Group:
    group = groups.find_or_create(workspace, entry["name"], entry["chat_id"])
    said = {name: entry["charter"].get(name) for name in TERMS}
    charters.set_terms(group, msgspec.convert(said, CharterTerms, strict=False))
    return group


def _take_files(workspace: Workspace, group: Group, entry: Mapping[str, Any], folder: Path) -> None:
    for file in sorted(entry["files"], key=lambda f: READ.index(f["kind"]) if f["kind"] in READ else 9):
        if file["kind"] in READ:
            _take_file(workspace, group, entry, folder / file["path"], file)


def _take_file(
    workspace: Workspace, group: Group, entry: Mapping[str, Any], path: Path, file: Mapping[str, Any]
) -> None:
    """Receive, look, confirm, start: the same steps as on the page, with the answers a person would give."""
    row = intake.receive_file(workspace, None, uuid.uuid4().hex, path.name, [path.read_bytes()])
    Import.objects.filter(pk=row.pk).update(group=group)
    row.refresh_from_db()
    planning.look(row)
    row.refresh_from_db()
    if row.state != Import.State.READY:
        raise RuntimeError(f"the demo's own file was not understood: {path.name}: {row.error}")
    plan = Plan.load(row.plan)
    customers = file["kind"] == "customers"
    own = (entry["me"], *(name for name in entry["staff"] if name != entry["me"]))
    options = msgspec.structs.replace(plan.options, base_date=date.fromtimestamp(entry["heard_until"]))  # noqa: DTZ012
    plan = msgspec.structs.replace(
        plan,
        options=options,
        target="customers" if customers else "group",
        group_id=None if customers else group.pk,
        own_names=own if file["kind"] == "chat" else (),
        group_size=entry["size"] if file["kind"] == "chat" else None,
    )
    intake.confirm(row, plan)
    intake.start(row)


def clear() -> int:
    """Remove the demo whole. Returns how many workspaces went."""
    demos = list(Workspace.objects.filter(is_demo=True))
    for workspace in demos:
        tenancy.remove_workspace(workspace)
    return len(demos)
