"""WechatExporter text (from iTunes backups): ``名字 (时间):内容`` (platform F3).

The first line names the group; sentences of the system carry no time and take the one before.
"""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.reasons import NO_TIME
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import Head, Talk, faulty, read_talk
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import GroupRecord, Record

_HEAD = re.compile(r"(?P<name>.{1,80}?) \((?P<when>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\)[:：](?P<text>.*)")
_TITLE = re.compile(r"(?P<name>.+?)\s+-\s+微信聊天记录\s*")
_LONGEST_TITLE = 200
_SYSTEM = re.compile(r"系统消息[:：]\s*(?P<text>.*)")


class _Reader:
    def __init__(self, options: Options) -> None:
        self.talk = Talk(options.self_name)
        self._times = TimeReader(options.tz, options.base_date)
        self._last: tuple[int, int] | None = None

    def head(self, line: str, after_blank: bool) -> Head | None:
        if line.startswith("系统消息"):
            return self._system(line)
        match = _HEAD.fullmatch(line) if ")" in line else None
        if match is None:
            return None
        try:
            at, precision = self._last = self._times.read(match["when"])
        except UnreadableTimeError as error:
            return faulty(error)
        return Head(at, precision, self.talk.name(match["name"]), inline=match["text"])

    def preamble(self, line: str) -> Record | bool:
        match = _TITLE.fullmatch(line) if len(line) <= _LONGEST_TITLE else None
        return GroupRecord(name=match["name"]) if match else False

    def _system(self, line: str) -> Head | None:
        match = _SYSTEM.fullmatch(line)
        if match is None:
            return None
        if self._last is None:
            return Head(0, 0, None, fault=NO_TIME)
        return Head(*self._last, None, inline=match["text"])


class WechatExporterTxt:
    """Registered as ``wechatexporter_txt``."""

    key = "wechatexporter_txt"
    label = N_("WechatExporter text")
    suffixes: tuple[str, ...] = (".txt",)

    def sniff(self, sample: Sample) -> Match:
        first = next((line for line in sample.lines if line.strip()), "")
        if len(first) <= _LONGEST_TITLE and _TITLE.fullmatch(first):
            return Match(0.97, N_("begins like WechatExporter's text"))
        return Match(0.9, N_("names, times in parentheses and text")) if _HEAD.fullmatch(first) else NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        return read_talk(source, reader.talk, reader.head, reader.preamble)


dialects.register(WechatExporterTxt.key, WechatExporterTxt())
