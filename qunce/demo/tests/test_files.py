"""The written files: plain regexes read back what was said, and the real dialects agree."""

import csv
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from qunce.demo.world import World
from qunce.demo.writers.bundle import WRITERS, write, write_group
from qunce.demo.writers.common import QUOTE_RULE, sentence
from qunce.gateway.connectors import api
from qunce.kernel.clock import local
from qunce.kernel.records import MemberRecord, MessageRecord, Problem

MAIL_HEAD = re.compile(r"^(\S.{0,39}?)  (\d\d:\d\d)$")
MAIL_DAY = re.compile(r"^—————  (\d{4}-\d\d-\d\d)  —————$")
PC_HEAD = re.compile(r"^(\S.{0,39}?) (\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d\d(?: [AP]M)?)$")


def manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def files(folder: Path, kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(g, f) for g in manifest(folder)["groups"] for f in g["files"] if f["kind"] == kind]


def text_of(folder: Path, file: dict[str, Any]) -> str:
    return (folder / file["path"]).read_bytes().decode(file["encoding"]).replace("\r\n", "\n")


def test_the_same_bytes_every_time(small: World, folder: Path, tmp_path: Path) -> None:
    write(small, tmp_path)

    def digests(place: Path) -> dict[str, str]:
        return {
            str(p.relative_to(place)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(place.rglob("*"))
            if p.is_file()
        }

    assert digests(tmp_path) == digests(folder)


def test_the_manifest_says_all_that_a_loader_needs(small: World, folder: Path) -> None:
    told = manifest(folder)
    assert (told["size"], told["seed"], told["until"]) == ("small", small.seed, small.until)
    assert {f["dialect"] for _, f in files(folder, "chat")} == {
        "wechat_mail",
        "wechat_pc",
        "chatlab_jsonl",
        "chatlog_csv",
    }
    for entry, group in zip(told["groups"], small.all_groups, strict=True):
        assert entry["size"] == len(group.members)
        assert entry["me"] in entry["staff"]
        assert entry["owner"] in entry["staff"]
        assert len(entry["charter"]["rules"]) <= 3
        assert len(entry["charter"]["service_hours"]["shifts"]) == 7
        assert {f["kind"] for f in entry["files"]} == {"chat", "roster", "customers", "channel_costs"}
        assert all((folder / f["path"]).is_file() for f in entry["files"])
        assert sum(f.get("messages", 0) for f in entry["files"]) >= entry["messages"]


def test_mails_are_read_by_two_regexes(small: World, folder: Path) -> None:
    group = small.group("restaurant0")
    seen: set[tuple[str, str, str]] = set()
    for entry, file in files(folder, "chat"):
        if file["dialect"] != "wechat_mail":
            continue
        lines = text_of(folder, file).split("\n")
        assert entry["name"] in "\n".join(lines[:2])
        days = [m[1] for line in lines if (m := MAIL_DAY.match(line))]
        assert days == sorted(set(days))
        assert sum(bool(MAIL_HEAD.match(line)) for line in lines) == file["messages"]
        day = ""
        for line in lines:
            if found := MAIL_DAY.match(line):
                day = found[1]
            elif found := MAIL_HEAD.match(line):
                seen.add((day, found[2], found[1]))
    assert seen == {(f"{local(x.at):%Y-%m-%d}", f"{local(x.at):%H:%M}", group.shown(x.who)) for x in group.messages()}


def test_copies_from_the_desk_are_read_by_one_regex(folder: Path) -> None:
    clocks = Counter()
    for _, file in files(folder, "chat"):
        if file["dialect"] == "wechat_pc":
            heads = [m for line in text_of(folder, file).split("\n") if (m := PC_HEAD.match(line))]
            assert len(heads) == file["messages"]
            clocks["12 hours" if heads[0][2].endswith("M") else "24 hours"] += 1
    assert clocks == {"12 hours": 1, "24 hours": 1}


def test_files_of_one_group_overlap(folder: Path) -> None:
    for entry in manifest(folder)["groups"]:
        chats = [f for f in entry["files"] if f["kind"] == "chat"]
        total = sum(f["messages"] for f in chats)
        assert total > entry["messages"] if len(chats) > 1 else total == entry["messages"]


def test_json_lines_point_at_what_they_reply_to(folder: Path) -> None:
    rows = [
        json.loads(line)
        for _, file in files(folder, "chat")
        if file["dialect"] == "chatlab_jsonl"
        for line in text_of(folder, file).splitlines()
    ]
    said = {r["platformMessageId"]: r for r in rows if r["_type"] == "message"}
    replies = [r for r in said.values() if r["type"] == 25]
    assert len(replies) > 80
    assert all(r["replyToMessageId"] in said for r in replies)
    assert {r["type"] for r in said.values()} >= {0, 1, 5, 22, 25, 80, 81}
    assert Counter(r["_type"] for r in rows)["header"] == 2
    assert all(len(r["platformMessageId"]) == 19 for r in said.values())


def test_chatlog_rows_are_whole(small: World, folder: Path) -> None:
    ((_, file),) = [pair for pair in files(folder, "chat") if pair[1]["dialect"] == "chatlog_csv"]
    group = small.group("founders0")
    rows = list(csv.DictReader(text_of(folder, file).splitlines(keepends=True)))
    assert len(rows) == len(group.lines)
    system = [r["Content"] for r in rows if r["Sender"] == "系统消息"]
    assert system == [sentence(group, x.event) for x in group.lines if x.event]
    assert any("修改群名为“长风创始人圈·互助交流”" in s for s in system)
    assert sum(r["Content"].startswith("> ") for r in rows) == sum(bool(x.reply_to) for x in group.lines)


def test_quotes_stand_above_their_replies(small: World, folder: Path) -> None:
    group = small.group("learning0")
    quotes = sum(bool(x.reply_to) for x in group.messages())
    texts = [text_of(folder, f) for g, f in files(folder, "chat") if g["key"] == "learning0"]
    assert sum(t.count(QUOTE_RULE) for t in texts) >= quotes > 100


@pytest.mark.parametrize("kind", ["roster", "customers", "channel_costs"])
def test_sheets_hold_every_row_and_no_formula(folder: Path, kind: str) -> None:
    for entry, file in files(folder, kind):
        path = folder / file["path"]
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        header = next(n for n, row in enumerate(rows) if sum(bool(c) for c in row) > 3)
        assert len(rows) - header - 1 == file["rows"], entry["name"]
    import zipfile

    roster = next(f for g, f in files(folder, "roster") if g["key"] == "restaurant0")
    with zipfile.ZipFile(folder / roster["path"]) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert b"=1+1" in book.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("dialect", sorted(WRITERS))
def test_any_group_can_be_written_in_any_dialect(small: World, tmp_path: Path, dialect: str) -> None:
    for group in small.all_groups:
        written = list(WRITERS[dialect](group))
        assert sum(f.messages for f in written) >= sum(1 for _ in group.messages())
        assert all(f.content.decode(f.encoding) for f in written)
    assert write_group(small.all_groups[0], tmp_path)["key"] == "restaurant0"


def test_the_real_dialects_read_every_message(folder: Path) -> None:
    known = set(api.load_all().keys())
    read = Counter()
    for _, file in files(folder, "chat") + files(folder, "roster") + files(folder, "customers"):
        if file["dialect"] not in known:
            continue
        records = list(api.read(folder / file["path"], dialect=file["dialect"]))
        assert not [r for r in records if isinstance(r, Problem)]
        if file["kind"] == "chat":
            count = sum(isinstance(r, MessageRecord) and r.kind != "pat" for r in records)
            assert count == file["messages"], file["path"]
        else:
            assert sum(isinstance(r, MemberRecord) for r in records) == file["rows"], file["path"]
        assert api.detect(folder / file["path"]).dialect == file["dialect"]
        read[file["dialect"]] += 1
    assert read["wechat_mail"] == 3
    assert read["wechat_pc"] == 2
    assert read["sheet_members"] == 8
