"""WeFlow / EchoTrace text export: ``时间 '发送者'``, the message below (platform F4).

A quote stands at the end of the reply: ``好的[引用 林小满：几点？]``.
"""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import Head, Talk, faulty, read_talk, trailing_quote
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import Record

_HEAD = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} '(?P<name>.{0,80})'\s*")
_SYSTEM = frozenset(("系统消息", "系统", "system", ""))


class _Reader:
    def __init__(self, options: Options) -> None:
        self.talk = Talk(options.self_name, trailing_quote, "[引用 ")
        self._times = TimeReader(options.tz, options.base_date)

    def head(self, line: str, after_blank: bool) -> Head | None:
        match = _HEAD.fullmatch(line) if line[4:5] == "-" and after_blank else None
        if match is None:
            return None
        try:
            at, precision = self._times.read(line[:19])
        except UnreadableTimeError as error:
            return faulty(error)
        name = match["name"]
        if name in _SYSTEM:
            return Head(at, precision, None)
        sender = self.talk.names.full(name, is_self=True) if name == "我" else self.talk.name(name)
        return Head(at, precision, sender)


class WeFlowTxt:
    """Registered as ``weflow_txt``."""

    key = "weflow_txt"
    label = N_("WeFlow / EchoTrace text")
    suffixes: tuple[str, ...] = (".txt",)

    def sniff(self, sample: Sample) -> Match:
        first = next((line for line in sample.lines if line.strip()), "")
        if _HEAD.fullmatch(first):
            return Match(0.95, N_("times with names between straight quotes"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        return read_talk(source, reader.talk, reader.head)


dialects.register(WeFlowTxt.key, WeFlowTxt())
