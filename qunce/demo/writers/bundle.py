"""Writes a world into a folder: the files users would have, and a manifest that says what they are."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from qunce.demo.model import Group
from qunce.demo.world import World
from qunce.demo.writers import chatlab_jsonl, chatlog_csv, memotrace_csv, wechat_mail, wechat_pc
from qunce.demo.writers.common import ChatFile
from qunce.demo.writers.sheets import sheets

FORMAT = "qunce-demo/1"
MANIFEST = "manifest.json"
WRITERS: dict[str, Callable[[Group], Iterator[ChatFile]]] = {
    "wechat_mail": wechat_mail.write,
    "wechat_pc": wechat_pc.write,
    "chatlab_jsonl": chatlab_jsonl.write,
    "chatlog_csv": chatlog_csv.write,
    "memotrace_csv": memotrace_csv.write,
}


def write(world: World, folder: Path) -> Path:
    """Write all groups, one at a time, each into a folder of its own; gives the manifest's path.

    The folder is made where absent; files of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    groups = [write_group(group, folder) for group in world.groups()]
    manifest = {
        "format": FORMAT,
        "size": world.size,
        "seed": world.seed,
        "until": world.until,
        "groups": groups,
    }
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def write_group(group: Group, folder: Path) -> dict[str, object]:
    """Write one group's files under ``folder/<key>/``; gives its entry for the manifest."""
    place = folder / group.key
    place.mkdir(parents=True, exist_ok=True)
    files: list[dict[str, object]] = []
    for chat in WRITERS[group.dialect](group):
        (place / chat.name).write_bytes(chat.content)
        files.append(
            {
                "path": f"{group.key}/{chat.name}",
                "kind": "chat",
                "dialect": chat.dialect,
                "encoding": chat.encoding,
                "messages": chat.messages,
            }
        )
    for sheet in sheets(group):
        (place / sheet.name).write_bytes(sheet.content)
        files.append(
            {"path": f"{group.key}/{sheet.name}", "kind": sheet.kind, "dialect": "sheet_members", "rows": sheet.rows}
        )
    return _entry(group, files)


def _entry(group: Group, files: list[dict[str, object]]) -> dict[str, object]:
    return {
        "key": group.key,
        "name": group.name,
        "archetype": group.archetype,
        "chat_id": group.chat_id,
        "size": len(group.members),
        "owner": group.owner.shown,
        "me": group.shown(group.me),
        "staff": [m.shown for m in group.staff],
        "heard_from": group.lines[0].at,
        "heard_until": group.lines[-1].at,
        "messages": sum(1 for _ in group.messages()),
        "charter": asdict(group.charter),
        "files": files,
    }
