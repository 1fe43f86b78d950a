"""A dump of WeCom's message archive (会话内容存档): decrypted messages, one JSON object a line.

Bodies by msgtype as platform A20 lists them. A line may be the message itself or hold it under
``msg`` or ``data``. Recalls point at the message they take back.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.json_rows import Object, int_of, json_lines, text_of
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import NO_SENDER, NO_TIME, NOT_AN_OBJECT, TOO_LONG, problem
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageKind, MessageRecord, Problem, Record, RosterRecord

_QUOTE = re.compile(r"这是一条引用/回复消息[：:]\s*[“\"]?(?P<quoted>.*?)[”\"]?\s*\n-{3,}\s*\n(?P<reply>.*)", re.DOTALL)


def _join(*values: Any) -> str:
    return " ".join(filter(None, (text_of(value).strip() for value in values)))


def _inner(item: Any) -> str:
    """The text of an item of a mixed or forwarded message: its content is JSON once more."""
    if not isinstance(item, dict):
        return ""
    content = item.get("content")
    try:
        body = json.loads(content) if isinstance(content, str) else content
    except (ValueError, RecursionError):
        return text_of(content)
    return _join(body.get("content"), body.get("title")) if isinstance(body, dict) else ""


def _items(body: Object) -> list[Any]:
    items = body.get("item")
    return items if isinstance(items, list) else []


def _lines(body: Object) -> str:
    title = text_of(body.get("title"))
    return "\n".join(filter(None, (title, *(_inner(item).strip("\n") for item in _items(body)))))


def _news(body: Object) -> str:
    return "\n".join(
        _join(item.get("title"), item.get("description"), item.get("url"))
        for item in _items(body)
        if isinstance(item, dict)
    )


def _of(*keys: str) -> Callable[[Object], str]:
    return lambda body: _join(*(body.get(key) for key in keys))


# msgtype → (key of its body, kind, its readable text)
_TYPES: dict[str, tuple[str, MessageKind, Callable[[Object], str]]] = {
    "text": ("text", "text", _of("content")),
    "markdown": ("info", "text", _of("content")),
    "mixed": ("mixed", "text", _lines),
    "image": ("image", "image", _of()),
    "voice": ("voice", "voice", _of()),
    "video": ("video", "video", _of()),
    "emotion": ("emotion", "sticker", _of()),
    "file": ("file", "file", _of("filename")),
    "qydiskfile": ("info", "file", _of("filename")),
    "card": ("card", "card", _of("corpname", "userid")),
    "location": ("location", "location", _of("title", "address")),
    "link": ("link", "link", _of("title", "description", "link_url")),
    "docmsg": ("doc", "link", _of("title", "link_url")),
    "news": ("info", "link", _news),
    "sphfeed": ("sphfeed", "link", _of("sph_name", "feed_desc")),
    "weapp": ("weapp", "mini_program", _of("title", "displayname")),
    "chatrecord": ("chatrecord", "forward", _lines),
    "collect": ("collect", "chain", _of("title")),
    "vote": ("vote", "other", _of("votetitle")),
    "todo": ("todo", "other", _of("title", "content")),
    "calendar": ("calendar", "other", _of("title", "place", "remarks")),
    "meeting": ("meeting", "other", _of("topic", "address", "remarks")),
    "redpacket": ("redpacket", "red_packet", _of("wish")),
    "external_redpacket": ("redpacket", "red_packet", _of("wish")),
    "meeting_voice_call": ("meeting_voice_call", "call", _of()),
    "voip_doc_share": ("voip_doc_share", "file", _of("filename")),
    "voiptext": ("info", "call", _of()),
}
_NOTICES = {"agree": "同意会话存档", "disagree": "不同意会话存档"}


class _Reader:
    def __init__(self, options: Options) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)
        self._talkers = frozenset(options.talkers)

    def record(self, row: int, item: Object) -> Record | None:
        item = next((item[key] for key in ("msg", "data") if isinstance(item.get(key), dict)), item)
        action = text_of(item.get("action"))
        if action not in ("send", "recall", "switch"):
            return problem(row, str(item), NOT_AN_OBJECT)
        talker = text_of(item.get("roomid"))
        if self._talkers and talker not in self._talkers:
            return None
        stamp = int_of(item.get("time" if action == "switch" else "msgtime"))
        if not stamp:
            return problem(row, str(item), NO_TIME)
        try:
            at = self._times.epoch(stamp)
        except UnreadableTimeError as error:
            return problem(row, str(item), error.fault, value=error.value)
        ident = text_of(item.get("user" if action == "switch" else "from"))
        if not ident:
            return problem(row, str(item), NO_SENDER)
        sender = self._names.full(ident, ident)
        kind = text_of(item.get("msgtype"))
        if action == "switch":
            return RosterRecord(row, at, "notice", sender, [], "切换企业日志", "", "switch", 1, talker)
        if action == "recall" or kind == "revoke":
            back = text_of(_body(item, "revoke").get("pre_msgid"))
            return RosterRecord(row, at, "recalled", sender, [], "撤回了一条消息", "", back, 1, talker)
        if kind in _NOTICES:
            return RosterRecord(row, at, "notice", sender, [], _NOTICES[kind], "", kind, 1, talker)
        body_key, message_kind, read = _TYPES.get(kind, (kind, "other", _of("title", "content")))
        text = read(_body(item, body_key))
        if len(text) > MAX_TEXT:
            return problem(row, text, TOO_LONG, limit=str(MAX_TEXT))
        name = quoted = ""
        if message_kind == "text":
            name, quoted, text = _split_quote(text)
            message_kind, text = classify(text)
        msgid = text_of(item.get("msgid"))
        return MessageRecord(row, at, sender, message_kind, text, 1, msgid, "", name, quoted, talker)


def _split_quote(text: str) -> tuple[str, str, str]:
    """(name, quoted text, reply) of WeCom's quote in plain text."""
    match = _QUOTE.fullmatch(text) if text.startswith("这是一条引用") else None
    if match is None:
        return "", "", text
    name, colon, quoted = match["quoted"].strip().partition("\n")
    if colon and name[-1:] in "：:":
        return name[:-1].strip(), quoted.strip(), match["reply"]
    return "", match["quoted"].strip(), match["reply"]


def _body(item: Object, key: str) -> Object:
    body = item.get(key)
    return body if isinstance(body, dict) else {}


_MARK = re.compile(r'\s*\{.*"msgid"\s*:.*"action"\s*:\s*"(?:send|recall|switch)"')


class WeComArchive:
    """Registered as ``wecom_archive``. Rows are line numbers."""

    key = "wecom_archive"
    label = N_("WeCom message archive (JSON lines)")
    suffixes: tuple[str, ...] = (".jsonl", ".json", ".txt", ".log")

    def sniff(self, sample: Sample) -> Match:
        first = next((line for line in sample.lines if line.strip()), "")
        return Match(0.97, N_("archived WeCom messages")) if _MARK.match(first) else NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        for row, item in json_lines(source):
            record = item if isinstance(item, Problem) else reader.record(row, item)
            if record is not None:
                yield record
        yield from source.damage_report()


dialects.register(WeComArchive.key, WeComArchive())
