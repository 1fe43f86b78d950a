"""WeChat's own 多选 → 邮件 text: what every phone can make of a chat (platform F6).

The first line names the group, a ruled line gives the day, ``昵称  08:54`` heads each message.
"""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import NEED_DATE, NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.reasons import NO_DATE
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import Head, Talk, faulty, read_talk
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import GroupRecord, Record

_GROUP = re.compile(
    r"\s*(?:微信群\s*[“\"「](?P<a>.+?)[”\"」]\s*(?:上)?的聊天记录如下"
    r"|[“\"「]?(?P<b>.+?)[”\"」]?\s*微信群上的聊天记录如下).*"
)
_TITLE = re.compile(r"\s*(?:.*聊天记录如下.*|Dear\s*[:：,，]?\s*|.*chat history .*)", re.IGNORECASE)
_RULE = re.compile(r"\s*[—–―─-]{3,}\s*(?P<day>\S.{0,30}?\S)\s*[—–―─-]{3,}\s*")
_HEAD = re.compile(
    r"(?P<name>\S.{0,39}?)(?P<gap>[ \t\u00a0\u3000\u2005]+)"
    r"(?P<clock>(?:[上下]午\s?)?\d{1,2}:\d{2}(?:\s?[AP]M)?)\s*"
)
_TAILS = frozenset("0123456789mM \u00a0")
_LONGEST = 200  # no head, rule or title is longer; patterns never see more


class _Reader:
    def __init__(self, options: Options) -> None:
        self.talk = Talk(options.self_name)
        self._times = TimeReader(options.tz, options.base_date)
        self._dated = options.base_date is not None
        self._day = ""
        self._at: dict[str, tuple[int, int]] = {}

    def head(self, line: str, after_blank: bool) -> Head | None:
        if len(line) > _LONGEST:
            return None
        if line[-1:] not in _TAILS:
            return self._turn(line) if line[-1:] in "—–―─-" and line else None
        match = _HEAD.fullmatch(line)
        if match is None or not (after_blank or len(match["gap"]) > 1):
            return None
        if not self._day and not self._dated:
            return Head(0, 0, None, fault=NO_DATE, value=match["clock"])
        clock = match["clock"]
        try:
            at, precision = self._at.get(clock) or self._read(clock)
        except UnreadableTimeError as error:
            return faulty(error)
        return Head(at, precision, self.talk.name(match["name"]))

    def preamble(self, line: str) -> Record | bool:
        if len(line) > _LONGEST:
            return False
        if self._rule(line):
            return True
        match = _GROUP.fullmatch(line)
        if match:
            return GroupRecord(name=(match["a"] or match["b"]).strip())
        return bool(_TITLE.fullmatch(line))

    def _turn(self, line: str) -> Head | None:
        """A ruled date ends the message above it; what follows waits for its own head."""
        return Head(0, 0, None, inline=None, aside=True) if self._rule(line) else None

    def _rule(self, line: str) -> bool:
        match = _RULE.fullmatch(line)
        if not match:
            return False
        try:
            at, _ = self._times.read(match["day"])
        except UnreadableTimeError:
            return False
        self._day = self._times.day_of(at).isoformat()
        self._at.clear()
        return True

    def _read(self, clock: str) -> tuple[int, int]:
        found = self._times.read(f"{self._day} {clock}".strip())
        self._at[clock] = found
        return found


class WeChatMail:
    """Registered as ``wechat_mail``."""

    key = "wechat_mail"
    label = N_("WeChat: selected messages sent by mail")
    suffixes: tuple[str, ...] = (".txt",)

    def sniff(self, sample: Sample) -> Match:
        lines = [line for line in sample.lines if len(line) <= _LONGEST]
        heads = sum(1 for line in lines if line[-1:] in _TAILS and _HEAD.fullmatch(line))
        if not heads:
            return NO_MATCH
        if any(_TITLE.fullmatch(line) and "聊天记录如下" in line for line in lines[:5]):
            return Match(0.97, N_("begins like WeChat's mail of selected messages"))
        if any(_RULE.fullmatch(line) for line in lines):
            return Match(0.8, N_("has WeChat's ruled date lines and names with times"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        if any(_RULE.fullmatch(line) for line in sample.lines if len(line) <= _LONGEST):
            return ()
        return (Need("date", NEED_DATE),)

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        return read_talk(source, reader.talk, reader.head, reader.preamble)


dialects.register(WeChatMail.key, WeChatMail())
