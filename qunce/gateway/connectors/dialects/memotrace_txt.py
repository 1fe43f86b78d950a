"""MemoTrace (留痕, WeChatMsg) text export: time and name on a line, the message below (platform F1).

System sentences carry no name; a quote follows the reply as ``引用:名:原文``.
"""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_NAME, Head, Talk, faulty, read_talk
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import Record

_HEAD = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} (?P<rest>\S.*)")
_QUOTED = re.compile(r"'.*'|.*\(\d{4,12}\)|.*<[^<>]+>")
_MARK = "\n引用:"
_SENTENCE = frozenset('"“”你')


def split_quote(text: str) -> tuple[str, str, str] | None:
    """(name, quoted text, reply) of ``回复⏎引用:名:原文``."""
    reply, mark, rest = text.rpartition(_MARK)
    name, colon, quoted = rest.partition(":")
    return (name.strip(), quoted, reply) if mark and colon else None


class _Reader:
    def __init__(self, options: Options) -> None:
        self.talk = Talk(options.self_name, split_quote, _MARK)
        self._times = TimeReader(options.tz, options.base_date)

    def head(self, line: str, after_blank: bool) -> Head | None:
        if line[4:5] != "-" or not after_blank or _HEAD.fullmatch(line) is None:
            return None
        try:
            at, precision = self._times.read(line[:19])
        except UnreadableTimeError as error:
            return faulty(error)
        rest = line[20:]
        if len(rest) > MAX_NAME or (rest[:1] in _SENTENCE and self.talk.system.sentence(rest)):
            return Head(at, precision, None, inline=rest)
        return Head(at, precision, self.talk.name(rest))


class MemoTraceTxt:
    """Registered as ``memotrace_txt``."""

    key = "memotrace_txt"
    label = N_("MemoTrace (留痕) text")
    suffixes: tuple[str, ...] = (".txt",)

    def sniff(self, sample: Sample) -> Match:
        blank, found = True, 0
        for line in sample.lines:
            match = _HEAD.fullmatch(line) if blank and line[4:5] == "-" else None
            if match and _QUOTED.fullmatch(match["rest"]):
                return NO_MATCH
            found += match is not None
            if match is None and not found and line.strip():
                return NO_MATCH
            blank = not line.strip()
        return Match(0.85, N_("times with names below each other, as MemoTrace writes them")) if found else NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        return read_talk(source, reader.talk, reader.head)


dialects.register(MemoTraceTxt.key, MemoTraceTxt())
