"""ChatLab JSON lines (platform F5): stable ids, seconds, replies by id, sentences of the system.

Two exports: one of the whole time until eight days ago, one of the last ten days, so that two
days are in both under the same ids.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from qunce.demo.model import Group, Line, Member
from qunce.demo.writers.common import ChatFile, lines_by_uid, message_id, sentence, shown_text
from qunce.kernel.clock import DAY
from qunce.kernel.records import MessageKind, RosterEvent

TYPES: dict[MessageKind, int] = {
    "text": 0, "chain": 0, "announcement": 0, "image": 1, "voice": 2, "video": 3, "file": 4, "sticker": 5, "link": 7,
    "location": 8, "red_packet": 20, "mini_program": 24, "card": 27, "system": 80,
}  # fmt: skip
EVENT_TYPES: dict[RosterEvent, int] = {"pat": 22, "recalled": 81}
REPLY = 25


def write(group: Group) -> Iterator[ChatFile]:
    """The two exports of one group, oldest first."""
    end = group.lines[-1].at
    older = [line for line in group.lines if line.at < end - 8 * DAY]
    newer = [line for line in group.lines if line.at >= end - 10 * DAY]
    for name, lines in (("至上周", older), ("近十天", newer)):
        if lines:
            said = sum(line.event is None for line in lines)
            content = _export(group, lines).encode()
            yield ChatFile(f"{group.name}-{name}.jsonl", "chatlab_jsonl", "utf-8", content, said)


def _export(group: Group, lines: Sequence[Line]) -> str:
    rows: list[dict[str, object]] = [
        {
            "_type": "header",
            "chatlab": {"version": "0.0.2", "exportedAt": lines[-1].at, "generator": "qunce demo"},
            "meta": {
                "name": group.name,
                "platform": "wechat",
                "type": "group",
                "groupId": group.chat_id,
                "ownerId": group.members[group.me].person.wxid,
            },
        }
    ]
    present = {line.who for line in lines}
    present |= {key for line in lines if line.event for key in (line.event.actor, *line.event.targets)}
    rows += [_member(m) for key, m in {**group.members, **group.gone}.items() if key in present]
    known = lines_by_uid(group)
    rows += [_message(group, line, known) for line in lines]
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)


def _member(member: Member) -> dict[str, object]:
    row: dict[str, object] = {
        "_type": "member",
        "platformId": member.person.wxid,
        "accountName": member.person.nickname,
        "groupNickname": member.shown,
    }
    if member.role != "member":
        row["roles"] = [{"id": member.role}]
    return row


def _message(group: Group, line: Line, known: Mapping[str, Line]) -> dict[str, object]:
    row: dict[str, object] = {"_type": "message", "platformMessageId": message_id(group, line)}
    if line.event:
        # A pat is its actor's own doing; everything else the system says.
        actor = group.member(line.event.actor).person if line.event.event == "pat" else None
        return row | {
            "sender": actor.wxid if actor else "system",
            "accountName": actor.nickname if actor else "系统消息",
            "timestamp": line.at,
            "type": EVENT_TYPES.get(line.event.event, TYPES["system"]),
            "content": sentence(group, line.event),
        }
    member = group.member(line.who)
    row |= {
        "sender": member.person.wxid,
        "accountName": member.person.nickname,
        "groupNickname": member.shown,
        "timestamp": line.at,
        "type": REPLY if line.reply_to else TYPES[line.kind],
        "content": shown_text(line),
    }
    if line.reply_to:
        row["replyToMessageId"] = message_id(group, known[line.reply_to])
    return row
