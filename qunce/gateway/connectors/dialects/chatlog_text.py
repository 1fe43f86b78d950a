"""chatlog's text answer: ``昵称(wxid) 时间``, the message below (platform F2).

How much of the time is shown depends on the span that was asked for: across years in full, within
one year without the year, within one day without the day. A quote is the quoted message itself,
each line behind ``> ``.
"""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import (
    NEED_DATE,
    NEED_YEAR,
    NO_MATCH,
    Match,
    Need,
    Options,
    Sample,
    dialects,
)
from qunce.gateway.connectors.chatlog import HEAD, SYSTEM, WHEN, split_quote
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import Head, Talk, faulty, read_talk
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import Record

_SURE = re.compile(
    rf".{{1,80}}\((?:我|[\w-]{{4,}}(?:@\w+)*)\)(?: \[.+\])? {WHEN}|系统消息(?: \[.+\])? {WHEN}", re.ASCII
)
_ROOM = re.compile(r"(?P<name>.*)\((?P<id>[^()]+)\)")
_DIGITS = frozenset("0123456789")
_LONGEST = 400


class _Reader:
    def __init__(self, options: Options) -> None:
        self.talk = Talk(options.self_name, split_quote)
        self._times = TimeReader(options.tz, options.base_date)
        self._talkers = frozenset(options.talkers)
        self._skipping = False

    def head(self, line: str, after_blank: bool) -> Head | None:
        if len(line) > _LONGEST or line[-1:] not in _DIGITS or line[-3:-2] != ":" or not after_blank:
            return None
        match = HEAD.fullmatch(line)
        if match is None:
            return None
        talker = _talker(match["talker"] or "")
        self._skipping = bool(self._talkers) and self._talkers.isdisjoint(talker)
        if self._skipping:
            return Head(0, 0, None, aside=True)
        try:
            at, precision = self._times.read(self._times.complete(match["when"]))
        except UnreadableTimeError as error:
            return faulty(error)
        name, ident, only = match["name"], match["id"] or "", match["only"] or ""
        if only == SYSTEM:
            return Head(at, precision, None, talker[0])
        if ident == "我":
            sender = self.talk.names.full(name, is_self=True)
        else:
            sender = self.talk.names.full(name or only, ident or only)
        return Head(at, precision, sender, talker[0])

    def preamble(self, line: str) -> Record | bool:
        return self._skipping


def _talker(shown: str) -> tuple[str, str]:
    """(name, id) of a group as shown between brackets."""
    match = _ROOM.fullmatch(shown)
    return (match["name"], match["id"]) if match else (shown, shown)


class ChatlogText:
    """Registered as ``chatlog_text``."""

    key = "chatlog_text"
    label = N_("chatlog text")
    suffixes: tuple[str, ...] = (".txt",)

    def sniff(self, sample: Sample) -> Match:
        first = next((line for line in sample.lines if line.strip()), "")
        if len(first) <= _LONGEST and _SURE.fullmatch(first) and HEAD.fullmatch(first):
            return Match(0.95, N_("names with WeChat IDs in parentheses, then the time"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        first = next((line for line in sample.lines if line.strip()), "")
        match = HEAD.fullmatch(first[:_LONGEST])
        when = match["when"] if match else ""
        if len(when) == 14:
            return (Need("year", NEED_YEAR),)
        return (Need("date", NEED_DATE),) if len(when) == 8 else ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        return read_talk(source, reader.talk, reader.head, reader.preamble)


dialects.register(ChatlogText.key, ChatlogText())
