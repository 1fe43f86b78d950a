"""Our own export: records as a ChatLab file (platform F5), JSON or one object a line.

What ChatLab has no field for goes into an extra ``qunce`` object; ``chatlab`` reads it back.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from qunce.gateway.connectors.chatlab import CODES, OTHER, SYSTEM, VERSION
from qunce.gateway.connectors.json_rows import Object
from qunce.kernel.records import GroupRecord, MemberRecord, MessageRecord, Problem, Record, RosterRecord


def write_json(records: Iterable[Record], *, exported_at: int, generator: str = "Qunce") -> Iterator[str]:
    """A ChatLab JSON file piece by piece: the group and members first, then messages as they come.

    ``records`` must give GroupRecord and MemberRecords before the first message; Problems are left out.
    """
    parts = _Parts(records)
    head = {"version": VERSION, "exportedAt": exported_at, "generator": generator}
    yield f'{{"chatlab":{_dump(head)},\n"meta":{_dump(parts.meta)},\n"members":['
    yield ",\n".join(_dump(member) for member in parts.members)
    yield '],\n"messages":['
    separator = "\n"
    for message in parts.messages():
        yield separator + _dump(message)
        separator = ",\n"
    yield "\n]}\n"


def write_jsonl(records: Iterable[Record], *, exported_at: int, generator: str = "Qunce") -> Iterator[str]:
    """The same as one JSON object a line, for files of any length."""
    parts = _Parts(records)
    head = {"version": VERSION, "exportedAt": exported_at, "generator": generator}
    yield _dump({"_type": "header", "chatlab": head, "meta": parts.meta}) + "\n"
    for member in parts.members:
        yield _dump({"_type": "member"} | member) + "\n"
    for message in parts.messages():
        yield _dump({"_type": "message"} | message) + "\n"


class _Parts:
    """Takes the records up to the first message; gives the rest one by one."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._rest = iter(records)
        self._first: MessageRecord | RosterRecord | None = None
        group = GroupRecord()
        self.members: list[Object] = []
        for record in self._rest:
            if isinstance(record, GroupRecord):
                group = record
            elif isinstance(record, MemberRecord):
                self.members.append(_member(record))
            elif not isinstance(record, Problem):
                self._first = record
                break
        self.meta: Object = {"name": group.name, "platform": "wechat", "type": "group", "groupId": group.id}
        if group.owner_id:
            self.meta["ownerId"] = group.owner_id
        if group.size is not None:
            self.meta["qunce"] = {"size": group.size}

    def messages(self) -> Iterator[Object]:
        if self._first is not None:
            yield _entry(self._first)
        for record in self._rest:
            if isinstance(record, MessageRecord | RosterRecord):
                yield _entry(record)


def _entry(record: MessageRecord | RosterRecord) -> Object:
    return _roster_entry(record) if isinstance(record, RosterRecord) else _message_entry(record)


def _roster_entry(record: RosterRecord) -> Object:
    _tag, _row, at, event, actor, targets, text, *rest = msgspec.to_builtins(record)
    return {
        "sender": "system",
        "accountName": "",
        "timestamp": at,
        "type": SYSTEM,
        "content": text,
        "qunce": {"roster": [event, actor, targets, *rest]},
    }


def _message_entry(record: MessageRecord) -> Object:
    name = record.sender
    entry: Object = {"sender": name.id or name.shown, "accountName": name.nickname}
    if name.group_nickname:
        entry["groupNickname"] = name.group_nickname
    entry |= {"timestamp": record.at, "type": CODES.get(record.kind, OTHER), "content": record.text}
    if record.external_id:
        entry["platformMessageId"] = record.external_id
    if record.reply_to:
        entry["replyToMessageId"] = record.reply_to
    entry["qunce"] = _extras(record)
    return entry


def _extras(record: MessageRecord) -> Object:
    name = record.sender
    extras: Object = {"kind": record.kind, "shown": name.shown}
    if not name.id:
        extras["noId"] = True
    for key, value in (
        ("remark", name.remark),
        ("self", name.self_),
        ("quoteName", record.quote_name),
        ("quoteText", record.quote_text),
        ("talker", record.talker),
    ):
        if value:
            extras[key] = value
    if record.precision != 1:
        extras["precision"] = record.precision
    return extras


def _member(record: MemberRecord) -> Object:
    name = record.name
    entry: Object = {"platformId": name.id or name.shown, "accountName": name.nickname or name.shown}
    if name.group_nickname:
        entry["groupNickname"] = name.group_nickname
    if record.role in ("owner", "admin"):
        entry["roles"] = [{"id": record.role}]
    kept = msgspec.to_builtins(record)
    entry["qunce"] = {"member": kept[2:]}
    return entry


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
