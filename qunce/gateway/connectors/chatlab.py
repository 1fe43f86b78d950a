"""The parts of ChatLab, the open interchange format, to records (platform F5).

What ChatLab has no field for (precision, quotes as text, roster facts) stands in an extra
``qunce`` object that other readers ignore, so that our own export reads back the same.
"""

import json
from typing import Any, get_args

import msgspec

from qunce.gateway.connectors.api import Options
from qunce.gateway.connectors.json_rows import Object, int_of, text_of
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import NO_SENDER, NO_TIME, TOO_LONG, problem
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook, trailing_quote
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.records import (
    GroupRecord,
    MemberRecord,
    MessageKind,
    MessageRecord,
    Name,
    Problem,
    Record,
    RosterRecord,
)

VERSION = "0.0.2"
SYSTEM, OTHER = 80, 99
_RECALLED, _REPLY = 81, 25
_TYPES: dict[int, MessageKind] = {
    0: "text",
    1: "image",
    2: "voice",
    3: "video",
    4: "file",
    5: "sticker",
    7: "link",
    8: "location",
    20: "red_packet",
    21: "transfer",
    22: "pat",
    23: "call",
    24: "link",
    _REPLY: "text",
    26: "forward",
    27: "card",
    _RECALLED: "recalled",
    OTHER: "other",
}
CODES: dict[str, int] = {
    **{str(kind): code for code, kind in reversed(_TYPES.items())},
    "mini_program": 24,
    "chain": 0,
    "announcement": 0,
    "system": SYSTEM,
}
_KINDS = frozenset(get_args(MessageKind))
_MARKED = frozenset("[!#@")


class ChatLabReader:
    """Turns the parts of a ChatLab file into records."""

    def __init__(self, options: Options) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)
        self._owner = ""

    def group(self, meta: Any) -> GroupRecord | None:
        """The group a ``meta`` object describes; None for a private chat without a name."""
        if not isinstance(meta, dict):
            return None
        self._owner = text_of(meta.get("ownerId"))
        ours = _ours(meta)
        size = ours.get("size")
        group = GroupRecord(
            name=text_of(meta.get("name")),
            id=text_of(meta.get("groupId")),
            owner_id=self._owner,
            size=size if isinstance(size, int) else None,
        )
        return group if group != GroupRecord() else None

    def member(self, row: int, item: Object) -> MemberRecord | Problem:
        """The roster line of a ``members`` entry."""
        ours = _ours(item)
        if "member" in ours:
            try:
                return msgspec.convert(["p", row, *ours["member"]], MemberRecord, strict=True)
            except (msgspec.ValidationError, TypeError):
                pass  # not as we write it: read like anybody's
        ident, nickname = text_of(item.get("platformId")), text_of(item.get("accountName"))
        group_nickname = text_of(item.get("groupNickname"))
        shown = group_nickname or nickname or ident
        if not shown:
            return problem(row, _raw(item), NO_SENDER)
        roles = item.get("roles")
        given = {text_of(each.get("id")) for each in roles if isinstance(each, dict)} if isinstance(roles, list) else ()
        name = Name(shown, ident, nickname, "", group_nickname)
        if "owner" in given or (ident and ident == self._owner):
            return MemberRecord(row, name, "owner")
        return MemberRecord(row, name, "admin" if "admin" in given else "")

    def message(self, row: int, item: Object) -> Record:
        """The record of a ``messages`` entry."""
        try:
            at = self._moment(item.get("timestamp"))
        except UnreadableTimeError as error:
            return problem(row, _raw(item), error.fault, value=error.value[:60])
        content = item.get("content")
        if type(content) is not str:
            content = text_of(content)
        if len(content) > MAX_TEXT:
            return problem(row, content, TOO_LONG, limit=str(MAX_TEXT))
        ours = _ours(item) if "qunce" in item else None
        code = item.get("type")
        if type(code) is not int:
            code = int_of(code, OTHER)
        if code == SYSTEM:
            return _kept_roster(row, at, content, ours) or self._names.system.record(row, at, content)
        if code == _RECALLED and self._names.system.sentence(content):
            return self._names.system.record(row, at, content)
        sender = self._sender(item, ours)
        if not sender.shown:
            return problem(row, _raw(item), NO_SENDER)
        ident, reply = item.get("platformMessageId", ""), item.get("replyToMessageId", "")
        ids = (
            ident if type(ident) is str else text_of(ident),
            reply if type(reply) is str else text_of(reply),
        )
        if ours is not None and ours.get("kind") in _KINDS:
            return _kept_message(row, at, sender, content, ids, ours)
        return _message(row, at, sender, _TYPES.get(code, "other"), content, ids)

    def _moment(self, stamp: Any) -> int:
        if type(stamp) is int:
            return self._times.epoch(stamp)
        if isinstance(stamp, str):
            return self._times.read(stamp)[0]
        if isinstance(stamp, float):
            return self._times.epoch(stamp)
        raise UnreadableTimeError(NO_TIME, "")

    def _sender(self, item: Object, ours: Object | None) -> Name:
        ident, nickname = item.get("sender", ""), item.get("accountName", "")
        group_nickname = item.get("groupNickname", "")
        if not (type(ident) is type(nickname) is type(group_nickname) is str):
            ident, nickname, group_nickname = text_of(ident), text_of(nickname), text_of(group_nickname)
        shown = group_nickname or nickname or ident
        if ours is None:
            return self._names.full(shown, ident, nickname, "", group_nickname)
        ident = ident if ours.get("noId") is not True else ""
        shown, remark = text_of(ours.get("shown")) or shown, text_of(ours.get("remark"))
        return self._names.full(shown, ident, nickname, remark, group_nickname, is_self=ours.get("self") is True)


def _message(row: int, at: int, sender: Name, kind: MessageKind, content: str, ids: tuple[str, str]) -> MessageRecord:
    """A message as any tool writes it: quotes and placeholders stand in its content."""
    quote_name = quote_text = ""
    if kind == "text":
        if content[-1:] == "]" and (quoted := trailing_quote(content)):
            quote_name, quote_text, content = quoted
        if content[:1] in _MARKED:
            kind, content = classify(content)
    elif content[:1] == "[":
        content = classify(content)[1]
    return MessageRecord(row, at, sender, kind, content, 1, *ids, quote_name, quote_text)


def _kept_message(row: int, at: int, sender: Name, content: str, ids: tuple[str, str], ours: Object) -> MessageRecord:
    """A message as we exported it ourselves: nothing is to be guessed."""
    precision = ours.get("precision")
    return MessageRecord(
        row,
        at,
        sender,
        ours["kind"],
        content,
        precision if type(precision) is int else 1,
        *ids,
        text_of(ours.get("quoteName")),
        text_of(ours.get("quoteText")),
        text_of(ours.get("talker")),
    )


def _ours(item: Object) -> Object:
    ours = item.get("qunce")
    return ours if isinstance(ours, dict) else {}


def _kept_roster(row: int, at: int, text: str, ours: Object | None) -> RosterRecord | None:
    """A roster fact as we exported it ourselves."""
    kept = ours.get("roster") if ours else None
    if not isinstance(kept, list) or len(kept) != 7:
        return None
    event, actor, targets, *rest = kept
    try:
        return msgspec.convert(["r", row, at, event, actor, targets, text, *rest], RosterRecord, strict=True)
    except msgspec.ValidationError:
        return None


def _raw(item: Object) -> str:
    return json.dumps(item, ensure_ascii=False, default=str)[:500]
