"""The engine of every text dialect in which a line names sender and time and the text follows.

A dialect says which lines are heads; the engine gathers the lines below, keeps them as written,
and turns the whole into a message, a system sentence or a Problem. Rows are line numbers of heads.
"""

import re
from collections.abc import Callable, Iterator

import msgspec

from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import NO_HEADER, TOO_LONG, Fault, problem
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.system_lines import SystemReader
from qunce.gateway.connectors.times import UnreadableTimeError
from qunce.kernel.records import MessageRecord, Name, Record

MAX_TEXT = 1 << 18
MAX_NAME = 40
_NAMES = 50_000
_SPECIAL = frozenset("[!#@「『>引") | {""}
_RULE = "-—–－ \t"
_LONGEST_RULE = 80
_COLON = re.compile("[：:]")
_LONGEST_QUOTED = 60
_LONGEST_NAME = 200
_TRIM = " \t\u200b\ufeff\u2005\u00a0\u3000"

HeadOf = Callable[[str, bool], "Head | None"]
"""(line, whether the line above is empty) → the head that the line is, or None for text."""

PreambleOf = Callable[[str], Record | bool]
"""A line above any head → a record, True for understood, False for lost."""

QuoteOf = Callable[[str], tuple[str, str, str] | None]


class Head(msgspec.Struct, gc=False):
    """What a head line says. ``sender`` None = the system; ``fault`` set = not to be taken.

    ``inline`` is text that follows on the head line itself. ``aside`` marks a line that only ends
    the message above it (a date between two days).
    """

    at: int
    precision: int
    sender: Name | None
    talker: str = ""
    inline: str | None = None
    fault: Fault | None = None
    value: str = ""
    aside: bool = False


def faulty(error: UnreadableTimeError) -> Head:
    """A head whose time cannot be read: it and the text below it become one Problem."""
    return Head(0, 0, None, fault=error.fault, value=error.value)


def clean_name(shown: str) -> str:
    """A name without the spaces and marks around it; what stands inside is kept."""
    return shown.strip(_TRIM)


class NameBook:
    """The Names of one reading: the same object for the same sender. Bounded, as names are."""

    def __init__(self, self_name: str = "") -> None:
        self._self_name = self_name
        self._names: dict[str | tuple[str, ...], Name] = {}
        self.system = SystemReader()

    def get(self, shown: str) -> Name:
        """The Name for a sender of whom only the shown name is known."""
        known = self._names.get(shown)
        if known is None:
            shown = shown[:_LONGEST_NAME]
            known = self._remember(shown, self._named(clean_name(shown)))
        return known

    def full(
        self,
        shown: str,
        ident: str = "",
        nickname: str = "",
        remark: str = "",
        group_nickname: str = "",
        *,
        is_self: bool = False,
    ) -> Name:
        """The Name for a sender of whom the file knows more."""
        key = (shown, ident, nickname, remark, group_nickname, "self" if is_self else "")
        known = self._names.get(key)
        if known is not None:
            return known
        if any(len(part) > _LONGEST_NAME for part in key):
            return self.full(*(part[:_LONGEST_NAME] for part in key[:5]), is_self=is_self)
        shown = clean_name(shown)
        mine = is_self or (bool(shown) and shown == self._self_name)
        return self._remember(key, Name(shown, ident, nickname, remark, group_nickname, mine))

    def _named(self, shown: str) -> Name:
        return Name(shown, self_=bool(shown) and shown == self._self_name)

    def _remember(self, key: str | tuple[str, ...], name: Name) -> Name:
        if len(self._names) >= _NAMES:
            self._names.clear()
        self._names[key] = name
        self.system.learn(name.shown)
        return name


class Talk:
    """What one reading of one file remembers: its names, and how its messages become records.

    quote  finds (name, quoted text, reply) where a message answers another one
    mark   what stands somewhere in such a message when it does not begin with a sign of its own
    """

    def __init__(self, self_name: str = "", quote: QuoteOf | None = None, mark: str = "") -> None:
        self.names = NameBook(self_name)
        self.name = self.names.get
        self._quote = quote or split_quote
        self._mark = mark
        self.system = self.names.system

    def record(self, row: int, head: Head, text: str) -> Record:
        """The record for a head and the text below it."""
        sender = head.sender
        if sender is None:
            return self.system.record(row, head.at, text, head.precision, head.talker)
        if text[:1] not in _SPECIAL and not (self._mark and self._mark in text):
            return MessageRecord(row, head.at, sender, "text", text, head.precision, "", "", "", "", head.talker)
        if not text:
            return MessageRecord(row, head.at, sender, "other", "", head.precision, talker=head.talker)
        quoted = self._quote(text)
        if quoted:
            name, original, text = quoted
            kind, text = classify(text)
            return MessageRecord(row, head.at, sender, kind, text, head.precision, "", "", name, original, head.talker)
        kind, text = classify(text)
        return MessageRecord(row, head.at, sender, kind, text, head.precision, talker=head.talker)


def split_quote(text: str) -> tuple[str, str, str] | None:
    """「名：原文」, a rule of dashes, the reply: how WeChat itself and WechatExporter write quotes.

    Line by line: a pattern over the whole message could be made to run for hours by its sender.
    """
    if text[:1] not in "「『":
        return None
    above: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if above and len(line) < _LONGEST_RULE and line.count("-") + line.count("—") > 4 and not line.strip(_RULE):
            quoted = "\n".join(above).rstrip()
            name, *words = _COLON.split(quoted[1:-1], maxsplit=1)
            if quoted[-1:] in "」』" and words and len(name) <= _LONGEST_QUOTED:
                return clean_name(name), words[0].strip(" "), "\n".join(lines[number + 1 :]).strip("\n")
        above.append(line)
    return None


def trailing_quote(text: str) -> tuple[str, str, str] | None:
    """``回复[引用 名：原文]``: how WeFlow and EchoTrace write quotes."""
    reply, mark, rest = text.rpartition("[引用 ")
    if not mark or rest[-1:] != "]":
        return None
    name, colon, quoted = rest[:-1].partition("：")
    return (clean_name(name), quoted, reply) if colon else ("", name, reply)


def read_talk(
    source: Source, talk: Talk, head_of: HeadOf, preamble: PreambleOf = lambda _line: False
) -> Iterator[Record]:
    """All records of a text file, in order; constant memory, never raises on content."""
    gatherer = _Gatherer(talk, preamble)
    row = 0
    blank = True  # the line above is empty, or complete in itself
    for lines in source.lines():
        for line in lines:
            row += 1
            if not line or line.isspace():
                blank = True
                if gatherer.gap():
                    yield gatherer.close()
                continue
            head = head_of(line, blank)
            if head is None:
                blank = False
                record = gatherer.text(row, line)
                if record is not None:
                    yield record
                continue
            if gatherer.holds:
                yield gatherer.close()
            gatherer.open(row, head, line)
            blank = head.aside or head.inline is not None
    if gatherer.holds:
        yield gatherer.close()
    yield from source.damage_report()


class _Gatherer:
    """The lines of the message at hand, without the empty ones around them."""

    __slots__ = ("_body", "_gaps", "_head", "_preamble", "_row", "_size", "_talk", "holds")

    def __init__(self, talk: Talk, preamble: PreambleOf) -> None:
        self._talk = talk
        self._preamble = preamble
        self._head: Head | None = None
        self._body: list[str] = []
        self._row = self._size = self._gaps = 0
        self.holds = False

    def open(self, row: int, head: Head, line: str) -> None:
        """Begin the message that ``head`` heads."""
        self._row, self._gaps = row, 0
        self._head = None if head.aside else head
        self.holds = not head.aside
        self._body = [line] if head.fault is not None else []
        if head.inline:
            self._body.append(head.inline)
        self._size = len(head.inline) if head.inline else 0

    def gap(self) -> bool:
        """An empty line; True when it ends a text that no head stands above."""
        self._gaps += 1
        return self.holds and self._head is None

    def text(self, row: int, line: str) -> Record | None:
        """A line of text; a record where a line above all heads is one by itself."""
        if self._head is None:
            understood = self._preamble(line)
            if understood is not False:
                return None if understood is True else understood
            if not self.holds:
                self.holds, self._row = True, row
        body = self._body
        if self._gaps:
            self._size += self._gaps
            if body and self._size <= MAX_TEXT:
                body.extend([""] * self._gaps)
            self._gaps = 0
        self._size += len(line) + 1
        if self._size <= MAX_TEXT or not body:
            body.append(line)
        return None

    def close(self) -> Record:
        """The record of what was gathered."""
        head, body = self._head, self._body
        text = body[0] if len(body) == 1 else "\n".join(body)
        size, self._size, self._gaps = self._size, 0, 0
        self._head, self._body, self.holds = None, [], False
        if head is None:
            return problem(self._row, text, NO_HEADER)
        if head.fault is not None:
            return problem(self._row, text, head.fault, value=head.value)
        if size > MAX_TEXT:
            return problem(self._row, text, TOO_LONG, limit=str(MAX_TEXT))
        return self._talk.record(self._row, head, text)
