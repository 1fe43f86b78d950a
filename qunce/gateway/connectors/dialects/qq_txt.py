"""QQ's own text export: ``时间 昵称(号码)`` or ``时间 昵称<邮箱>``, the message below.

A ruled head names the group; "all messages" exports hold several groups one after the other.
"""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import Head, Talk, faulty, read_talk
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import GroupRecord, Record

_HEAD = re.compile(
    r"(?P<when>\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}) (?:【(?P<title>[^】]{1,6})】)?"
    r"(?P<name>.*?)(?:\((?P<id>\d{4,12})\)|<(?P<mail>[^<>]{1,80})>)\s*"
)
_BARE = re.compile(r"(?P<when>\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}) (?P<name>\S.{0,59})")
_RULE = re.compile(r"={10,}\s*")
_OBJECT = re.compile(r"消息对象[:：]\s*(?P<name>.*?)\s*")
_ABOVE = re.compile(r"消息记录.*|消息分组[:：].*|={10,}\s*")
_TITLES = frozenset(
    [
        "群主",
        "管理员",
        "活跃",
        "冒泡",
        "吐槽",
        "潜水",
        "话唠",
        "传说",
        "龙王",
        "幸运用户",
        "幸运字符",
        "机器人",
    ]
)
_SYSTEM = "10000"
_LONGEST = 250


class _Reader:
    def __init__(self, options: Options) -> None:
        self.talk = Talk(options.self_name)
        self._times = TimeReader(options.tz, options.base_date)
        self._talkers = frozenset(options.talkers)
        self._talker = ""
        self._skipping = False
        self._official = False

    def head(self, line: str, after_blank: bool) -> Head | None:
        if line[:10] == "==========" and after_blank and _RULE.fullmatch(line):
            return Head(0, 0, None, aside=True)
        if line[4:5] != "-" or len(line) > _LONGEST:
            return None
        match = _HEAD.fullmatch(line) or (_BARE.fullmatch(line) if self._official and after_blank else None)
        if match is None:
            return None
        if self._skipping:
            return Head(0, 0, None, aside=True)
        when = match["when"]
        try:
            at, precision = self._times.read(when if len(when) == 19 else f"{when[:11]}0{when[11:]}")
        except UnreadableTimeError as error:
            return faulty(error)
        groups = match.groupdict()
        ident = groups.get("id") or groups.get("mail") or ""
        if ident == _SYSTEM:
            return Head(at, precision, None, self._talker)
        title = groups.get("title") or ""
        name = match["name"] if title in _TITLES or not title else f"【{title}】{match['name']}"
        return Head(at, precision, self.talk.names.full(name.strip() or ident, ident), self._talker)

    def preamble(self, line: str) -> Record | bool:
        match = _OBJECT.fullmatch(line[:_LONGEST])
        if match:
            self._official = True
            self._talker = match["name"]
            self._skipping = bool(self._talkers) and self._talker not in self._talkers
            return True if self._skipping else GroupRecord(name=self._talker)
        return self._skipping or bool(_ABOVE.fullmatch(line))


class QqTxt:
    """Registered as ``qq_txt``."""

    key = "qq_txt"
    label = N_("QQ text export")
    suffixes: tuple[str, ...] = (".txt",)

    def sniff(self, sample: Sample) -> Match:
        top = [line for line in sample.lines[:12] if line.strip()]
        if any(_OBJECT.fullmatch(line) for line in top) or (top and top[0].startswith("消息记录")):
            return Match(0.97, N_("begins like QQ's own export"))
        first = next((line for line in top if not _ABOVE.fullmatch(line)), "")
        return Match(0.9, N_("times and names with QQ numbers")) if _HEAD.fullmatch(first) else NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        return read_talk(source, reader.talk, reader.head, reader.preamble)


dialects.register(QqTxt.key, QqTxt())
