"""chatlog's JSON answer: an array of messages with wxids, exact times and nested quotes (platform F2)."""

import re
from collections.abc import Iterator
from typing import Any

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.chatlog import SYSTEM
from qunce.gateway.connectors.json_rows import JsonStream, Object, int_of, text_of
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import NO_SENDER, TOO_LONG, problem
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.gateway.connectors.wechat_types import SYSTEM_CODES, kind_of_code
from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageRecord, Name, Problem, Record

_QUOTE = 57
_WORDS = {
    "image": "[图片]",
    "voice": "[语音]",
    "video": "[视频]",
    "sticker": "[动画表情]",
    "file": "[文件]",
    "card": "[名片]",
    "location": "[位置]",
    "forward": "[聊天记录]",
    "mini_program": "[小程序]",
    "link": "[链接]",
}


class _Reader:
    def __init__(self, options: Options) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)
        self._talkers = frozenset(options.talkers)

    def record(self, row: int, item: Object) -> Record | None:
        talker_id, talker = text_of(item.get("talker")), text_of(item.get("talkerName"))
        if self._talkers and self._talkers.isdisjoint((talker_id, talker)):
            return None
        try:
            at, precision = self._times.stamp(text_of(item.get("time")))
        except UnreadableTimeError as error:
            return problem(row, str(item), error.fault, value=error.value[:60])
        code, subtype = int_of(item.get("type")), int_of(item.get("subType"))
        content, contents = text_of(item.get("content")), _object(item.get("contents"))
        if len(content) > MAX_TEXT:
            return problem(row, content, TOO_LONG, limit=str(MAX_TEXT))
        ident = text_of(item.get("sender"))
        if code in SYSTEM_CODES or ident == SYSTEM:
            return self._names.system.record(row, at, content, precision, talker or talker_id)
        shown = text_of(item.get("senderName")) or ident
        if not shown:
            return problem(row, str(item), NO_SENDER)
        sender = self._names.full(shown, ident, is_self=item.get("isSelf") is True)
        return self._message(row, at, sender, (code, subtype), content, contents, item, talker or talker_id)

    def _message(
        self,
        row: int,
        at: int,
        sender: Name,
        code: tuple[int, int],
        content: str,
        contents: Object,
        item: Object,
        talker: str,
    ) -> MessageRecord:
        kind = kind_of_code(*code)
        text = content
        if kind == "text":
            kind, text = classify(content)
        elif not content:
            title, url = text_of(contents.get("title")), text_of(contents.get("url"))
            text = " ".join(filter(None, (title, url if kind == "link" else "")))
        elif content[:1] == "[":
            text = classify(content)[1]
        refer = _object(contents.get("refer")) if code[1] == _QUOTE else {}
        quote_name = text_of(refer.get("senderName")) or text_of(refer.get("sender"))
        ident = text_of(item.get("seq"))
        return MessageRecord(row, at, sender, kind, text, 1, ident, "", quote_name, _quoted(refer), talker)


def _quoted(refer: Object) -> str:
    """What a quoted message said, in a word where it was no text."""
    content = text_of(refer.get("content"))
    if content or not refer:
        return content
    title = text_of(_object(refer.get("contents")).get("title"))
    return title or _WORDS.get(kind_of_code(int_of(refer.get("type")), int_of(refer.get("subType"))), "")


def _object(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


_MARK = re.compile(r'\s*\[\s*\{\s*"(?:seq|time|talker)"\s*:')


class ChatlogJson:
    """Registered as ``chatlog_json``. Rows are 1-based places in the array."""

    key = "chatlog_json"
    label = N_("chatlog JSON")
    suffixes: tuple[str, ...] = (".json",)

    def sniff(self, sample: Sample) -> Match:
        if _MARK.match(sample.text) and '"senderName"' in sample.text and '"talker"' in sample.text:
            return Match(0.97, N_("an array of messages with talker and senderName"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        for row, item in JsonStream(source).elements():
            record = item if isinstance(item, Problem) else reader.record(row, item)
            if record is not None:
                yield record
        yield from source.damage_report()


dialects.register(ChatlogJson.key, ChatlogJson())
