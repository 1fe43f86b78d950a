"""Text copied from WeChat on a desk: 昵称 and time on one line, the message below (platform F7).

Times come in many forms, relative ones ("昨天 15:23", "星期三 10:02") count back from the day of
the paste; some versions copy ``昵称:`` with no time at all.
"""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import (
    NEED_DATE,
    NEED_PASTE_DATE,
    NO_MATCH,
    Match,
    Need,
    Options,
    Sample,
    dialects,
)
from qunce.gateway.connectors.ladder import HEAD
from qunce.gateway.connectors.reasons import NO_DATE
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_NAME, Head, Talk, faulty, read_talk
from qunce.gateway.connectors.times import DAY, MOMENT, TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import Record

_GAP = r"[ \t\u00a0\u2005\u3000]+"
_TIMED = re.compile(rf"(?P<name>\S.{{0,{MAX_NAME - 1}}}?){_GAP}(?P<when>{MOMENT})\s*", re.IGNORECASE)
_PLAIN = re.compile(
    rf"(?P<name>\S.{{0,{MAX_NAME - 1}}}?){_GAP}"
    r"(?P<when>\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?)",
    re.ASCII,
)
_ALONE = re.compile(rf"\s*[—–─-]*\s*(?P<when>{MOMENT})\s*[—–─-]*\s*", re.IGNORECASE)
_UNTIMED = re.compile(rf"(?P<name>\S[^:：]{{0,{MAX_NAME - 1}}}?)\s*[:：]\s*")
_INLINE = re.compile(r"(?P<name>[^\s:：，。,？！?!][^:：，。,？！?!]{0,19})[:：]\s?(?P<text>\S.*)")
_TAILS = frozenset("0123456789mM. \t\u00a0")
_LONGEST = MAX_NAME + 50
_LONGEST_INLINE = 2_000
_MOSTLY = 0.6
_QUOTED = frozenset('"“”你')
_FACTS = frozenset(("joined", "removed", "group_renamed", "recalled", "left", "owner_changed"))


def _timed(line: str) -> re.Match[str] | None:
    """The match when the whole line is a name and a time, never a time alone."""
    if line[-1:] not in _TAILS or len(line) > _LONGEST or ":" not in line:
        return None
    match = _TIMED.fullmatch(line)
    if match is None or (match["only"] and _ALONE.fullmatch(line)):
        return None
    return match


class _Shape:
    """How this text is laid out, told from its beginning.

    dated     number of heads that name a day
    clocked   number of heads below an empty line that name a clock time only
    untimed   number of ``昵称:`` lines below an empty line
    inline    number of ``昵称：一句话`` lines, where hardly any line is something else
    spaced    dated heads mostly stand below an empty line, so nothing else can be a head
    relative  some head counts back from the day of the paste
    """

    def __init__(self, lines: list[str]) -> None:
        self.dated = self.clocked = self.untimed = self.inline = free = filled = 0
        self.relative = False
        after_blank = True
        for line in lines:
            match = _timed(line)
            filled += bool(line.strip())
            if match is None or match["only"]:
                self.inline += bool(len(line) <= _LONGEST_INLINE and _INLINE.fullmatch(line))
            if match is None:
                self.untimed += bool(after_blank and len(line) <= _LONGEST and _UNTIMED.fullmatch(line))
            elif match["only"] is None:
                self.dated += 1
                free += after_blank
                self.relative |= bool(match["rel"] or match["wd"])
            else:
                self.clocked += after_blank
            after_blank = not line.strip()
        self.inline = 0 if self.inline < max(2, filled * _MOSTLY) else self.inline
        self.spaced = free > 1 and free >= self.dated * _MOSTLY

    @property
    def timed(self) -> bool:
        return bool(self.dated or self.clocked)

    @property
    def clock_heads(self) -> bool:
        """Today's messages show the hour alone; where every head has its full date none does."""
        return self.relative or not self.dated


class _Reader:
    def __init__(self, options: Options, shape: _Shape) -> None:
        self.talk = Talk(options.self_name)
        self._times = TimeReader(options.tz, options.base_date)
        self._spaced = shape.spaced
        self._timed = shape.timed
        self._inline = bool(shape.inline) and not shape.untimed and not shape.timed
        self._clock_heads = shape.clock_heads
        self._known: dict[str, tuple[int, int]] = {}
        self._last: tuple[int, int] | None = None
        if options.base_date is not None:
            self._last = (self._times.at(options.base_date, 0), DAY)

    def head(self, line: str, after_blank: bool) -> Head | None:
        if self._inline:
            return self._line(line)
        if len(line) > _LONGEST:
            return None
        if not self._timed:
            return self._untimed(line, after_blank)
        if line[-1:] not in _TAILS or (self._spaced and not after_blank):
            return self._sentence(line) if after_blank and line[:1] in _QUOTED else None
        plain = _PLAIN.fullmatch(line)
        if plain is not None:
            return self._plain(plain)
        match = _timed(line)
        if match is None:
            return self._marker(line) if after_blank else None
        if match["only"] and not (after_blank and self._clock_heads):
            return None
        try:
            when = match["when"]
            found = self._known.get(when)
            if found is None:
                found = self._times.resolve(match, when)
                if len(self._known) > 100_000:
                    self._known.clear()
                self._known[when] = found
        except UnreadableTimeError as error:
            return faulty(error)
        self._last = found
        return Head(found[0], found[1], self.talk.name(match["name"]))

    def _plain(self, match: re.Match[str]) -> Head:
        """The commonest form of a head, without the search through all forms."""
        try:
            found = self._times.read(match["when"])
        except UnreadableTimeError as error:
            return faulty(error)
        self._last = found
        return Head(found[0], found[1], self.talk.name(match["name"]))

    def preamble(self, line: str) -> Record | bool:
        return self._marker(line) is not None

    def _untimed(self, line: str, after_blank: bool) -> Head | None:
        match = _UNTIMED.fullmatch(line) if after_blank and line[-1:] in ":： " and line else None
        if match is None:
            return self._marker(line) if after_blank else None
        if self._last is None:
            return Head(0, 0, None, fault=NO_DATE, value=match["name"])
        return Head(self._last[0], self._last[1], self.talk.name(match["name"]))

    def _line(self, line: str) -> Head | None:
        """A whole message on one line, as people type a talk down themselves."""
        match = _INLINE.fullmatch(line) if len(line) <= _LONGEST_INLINE else None
        if match is None:
            return self._marker(line)
        if self._last is None:
            return Head(0, 0, None, fault=NO_DATE, value=match["name"])
        return Head(self._last[0], self._last[1], self.talk.name(match["name"]), inline=match["text"])

    def _marker(self, line: str) -> Head | None:
        """A time on a line of its own, as shown between messages: it dates what follows."""
        if len(line) > _LONGEST or line[-1:] not in _TAILS | {"—", "-"} or not line:
            return None
        match = _ALONE.fullmatch(line)
        if match is None:
            return None
        try:
            self._last = self._times.resolve(match, match["when"])
        except UnreadableTimeError:
            return None
        return Head(0, 0, None, aside=True)

    def _sentence(self, line: str) -> Head | None:
        """A sentence of the system that was copied along, in a paragraph of its own."""
        if self._last is None:
            return None
        known = self.talk.system.sentence(line)
        if known is None or known.event not in _FACTS:
            return None
        return Head(self._last[0], self._last[1], None, inline=line)


class WeChatPc:
    """Registered as ``wechat_pc``."""

    key = "wechat_pc"
    label = N_("WeChat: text copied on a computer")
    suffixes = (".txt",)

    def sniff(self, sample: Sample) -> Match:
        shape = _Shape(sample.lines)
        first = next((line for line in sample.lines if line.strip()), "")
        if shape.timed:
            why = N_("names with times, the message below")
            return Match(0.9 if _timed(first) else 0.6, why)
        if shape.untimed and _UNTIMED.fullmatch(first):
            return Match(0.5 if shape.untimed > 1 else 0.3, N_("names with a colon, the message below"))
        if shape.inline and not shape.untimed and len(first) <= _LONGEST_INLINE and _INLINE.fullmatch(first):
            return Match(0.25, N_("lines that begin with a name and a colon"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        shape = _Shape(sample.lines)
        if shape.relative:
            return (Need("paste_date", NEED_PASTE_DATE),)
        if not shape.dated:
            return (Need("date", NEED_DATE),)
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        lines = source.head(HEAD).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        reader = _Reader(options, _Shape(lines))
        return read_talk(source, reader.talk, reader.head, reader.preamble)


dialects.register(WeChatPc.key, WeChatPc())
