"""WeFlow / EchoTrace JSON: session and messages with wxids (platform F4).

The kind is told by the word in ``type``; ``localType`` is not to be trusted.
"""

import re
from collections.abc import Iterator
from typing import Any

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.json_rows import BrokenJsonError, JsonStream, Object, text_of
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import BROKEN_FILE, NO_SENDER, NO_TIME, TOO_LONG, problem
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook, trailing_quote
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.gateway.connectors.weflow import SYSTEM, TYPES
from qunce.kernel.i18n import N_
from qunce.kernel.records import GroupRecord, MessageRecord, Problem, Record

_MARK = re.compile(r'\s*\{\s*"(?:weflow|session|echotrace|exportInfo)"\s*:')


class _Reader:
    def __init__(self, options: Options) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)

    def group(self, session: Any) -> GroupRecord | None:
        if not isinstance(session, dict) or "私聊" in text_of(session.get("type")):
            return None
        name = text_of(session.get("displayName")) or text_of(session.get("nickname"))
        return GroupRecord(name=name, id=text_of(session.get("wxid")))

    def record(self, row: int, item: Object) -> Record:
        stamp = item.get("createTime") or item.get("formattedTime")
        try:
            if not isinstance(stamp, int | float | str) or isinstance(stamp, bool):
                raise UnreadableTimeError(NO_TIME, "")
            at, precision = self._times.read(stamp) if isinstance(stamp, str) else (self._times.epoch(stamp), 1)
        except UnreadableTimeError as error:
            return problem(row, str(item), error.fault, value=error.value[:60])
        content, word = text_of(item.get("content")), text_of(item.get("type"))
        if len(content) > MAX_TEXT:
            return problem(row, content, TOO_LONG, limit=str(MAX_TEXT))
        if word == SYSTEM:
            return self._names.system.record(row, at, content, precision)
        ident, shown = text_of(item.get("senderUsername")), text_of(item.get("senderDisplayName"))
        if not (ident or shown):
            return problem(row, str(item), NO_SENDER)
        sender = self._names.full(shown or ident, ident, is_self=item.get("isSend") in (1, True))
        quote_name, quote_text = text_of(item.get("quotedSender")), text_of(item.get("quotedContent"))
        if content[-1:] == "]" and (quoted := trailing_quote(content)):
            quote_name, quote_text = quote_name or quoted[0], quote_text or quoted[1]
            content = quoted[2]
        kind = TYPES.get(word, "other")
        guessed, text = classify(content)
        kind = guessed if kind == "text" or (kind == "other" and guessed != "text") else kind
        ident, reply = text_of(item.get("platformMessageId")), text_of(item.get("replyToMessageId"))
        return MessageRecord(row, at, sender, kind, text, precision, ident, reply, quote_name, quote_text)


class WeFlowJson:
    """Registered as ``weflow_json``. Rows are 1-based places in ``messages``."""

    key = "weflow_json"
    label = N_("WeFlow / EchoTrace JSON")
    suffixes: tuple[str, ...] = (".json",)

    def sniff(self, sample: Sample) -> Match:
        if '"chatlab"' in sample.text[:200]:
            return NO_MATCH
        if _MARK.match(sample.text) and '"session"' in sample.text:
            return Match(0.96, N_("has WeFlow's session and messages"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader, stream = _Reader(options), JsonStream(source)
        last = 0
        try:
            for key in stream.members():
                if key == "session":
                    group = reader.group(stream.value())
                    if group:
                        yield group
                elif key == "messages":
                    for row, item in stream.elements():
                        last = row
                        yield item if isinstance(item, Problem) else reader.record(row, item)
                else:
                    stream.skip()
        except BrokenJsonError:
            yield problem(last + 1, stream.excerpt(), BROKEN_FILE)
        yield from source.damage_report()


dialects.register(WeFlowJson.key, WeFlowJson())
