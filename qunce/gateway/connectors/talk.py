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
_TRIM = " \t\u200b\ufeff\u2005\u00a0\u3000"

_QUOTE = re.compile(
    r"[「『](?P<name>[^：:\n]{1,60})[：:]\s?(?P<text>.*?)[」』]\s*\n(?:\s*[-—–－ ]{5,}\s*\n)(?P<reply>.*)",
    re.DOTALL,
)


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
    """The Names of one reading: the same object for the same sender. Bounded."""

    def __init__(self, self_name: str = "") -> None:
        self._self_name = self_name
        self._names: dict[str | tuple[str, ...], Name] = {}
        self.system = SystemReader()

    def get(self, shown: str) -> Name:
        """The Name for a sender of whom only the shown name is known."""
        return self._names.get(shown) or self._remember(shown, self._named(clean_name(shown)))

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
            return MessageRecord(
                row, head.at, sender, "text", text, head.precision, "", "", "", "", head.talker
            )
        if not text:
            return MessageRecord(row, head.at, sender, "other", "", head.precision, talker=head.talker)
        quoted = self._quote(text)
        if quoted:
            name, original, text = quoted
            kind, text = classify(text)
            return MessageRecord(
                row, head.at, sender, kind, text, head.precision, "", "", name, original, head.talker
            )
        kind, text = classify(text)
        return MessageRecord(row, head.at, sender, kind, text, head.precision, talker=head.talker)


def split_quote(text: str) -> tuple[str, str, str] | None:
    """「名：原文」, a rule of dashes, the reply: how WeChat itself and WechatExporter write quotes."""
    if text[:1] not in "「『":
        return None
    match = _QUOTE.fullmatch(text)
    return (match["name"].strip(_TRIM), match["text"], match["reply"].strip("\n")) if match else None


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
    head: Head | None = None
    body: list[str] = []
    row = start = size = 0
    blank = True
    for lines in source.lines():
        for line in lines:
            row += 1
            found = head_of(line, blank)
            blank = line.isspace() if line else True
            if found is not None:
                if head is not None or body:
                    yield _close(talk, start, head, body, size)
                head, start = (None if found.aside else found), row
                body, size = ([], 0) if found.inline is None else ([found.inline], len(found.inline))
                if found.fault is not None:
                    body.insert(0, line)
                blank = found.aside or found.inline is not None
            elif head is not None:
                size += len(line) + 1
                if size <= MAX_TEXT or not body:
                    body.append(line)
            else:
                understood = preamble(line)
                if blank or understood:
                    if body:
                        yield _close(talk, start, None, body, size)
                        body, size = [], 0
                    if not isinstance(understood, bool):
                        yield understood
                else:
                    if not body:
                        start = row
                    size += len(line)
                    if size <= MAX_TEXT or not body:
                        body.append(line)
    if head is not None or body:
        yield _close(talk, start, head, body, size)
    yield from source.damage_report()


def _close(talk: Talk, start: int, head: Head | None, body: list[str], size: int) -> Record:
    while body and (not body[-1] or body[-1].isspace()):
        body.pop()
    lead = 0
    while lead < len(body) and (not body[lead] or body[lead].isspace()):
        lead += 1
    if lead:
        del body[:lead]
    text = body[0] if len(body) == 1 else "\n".join(body)
    if head is None:
        return problem(start, text, NO_HEADER)
    if head.fault is not None:
        return problem(start, text, head.fault, value=head.value)
    if size > MAX_TEXT:
        return problem(start, text, TOO_LONG, limit=str(MAX_TEXT))
    return talk.record(start, head, text)
