"""Messages in a .csv or .xlsx of any making, through a column mapping.

Without a mapping the header's words decide; a table whose header says nothing is reported, not
guessed. Join, leave and rename rows become roster facts as the mapping's kinds say.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import cast

from qunce.gateway.connectors.api import (
    NEED_MAPPING,
    NO_MATCH,
    Mapping,
    Match,
    Need,
    Options,
    Sample,
    dialects,
)
from qunce.gateway.connectors.cells import Cell, CellError, as_moment, as_text, join_moment
from qunce.gateway.connectors.columns import kind_of, propose
from qunce.gateway.connectors.csv_rows import DELIMITERS
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import (
    NO_SENDER,
    NO_TABLE,
    NO_TIME,
    TOO_FEW_COLUMNS,
    TOO_LONG,
    TOO_MANY_COLUMNS,
    UNKNOWN_KIND,
    Fault,
    damaged,
    problem,
)
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.tables import Table, propose_for
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook
from qunce.gateway.connectors.times import TimeReader
from qunce.kernel.i18n import N_
from qunce.kernel.records import (
    MessageKind,
    MessageRecord,
    Name,
    Problem,
    Record,
    RosterEvent,
    RosterRecord,
)

_BY_SENDER = frozenset(("group_renamed", "announcement", "recalled"))
_EVENTS = _BY_SENDER | {"joined", "left", "removed", "member_renamed"}
_NAMING = ("group_nickname", "nickname", "remark", "sender_id")
_EXTRA = ("message_id", "reply_to", "quote_name", "quote_text")
_NO_EXTRA = ("", "", "", "")
_NONE = -1
_LONGEST_KIND = 200
_MARKED = frozenset("[!#@")
_MomentOf = Callable[[Sequence[Cell]], tuple[int, int]]


class _Reader:
    """Turns the cells of one table into records as its mapping says."""

    def __init__(self, options: Options, mapping: Mapping, table: Table) -> None:
        self._mapping = mapping
        self._names = NameBook(options.self_name)
        self._system = self._names.system
        self._talkers = frozenset(options.talkers)
        at = {field: number for number, field in reversed(list(enumerate(mapping.columns))) if field}
        self._needed = max(at.values(), default=0)
        self._width = len(mapping.columns)
        self._kinds: dict[str, str] = {} if "kind" in at else {"": "text"}
        self._moment = _moment_reader(at, TimeReader(options.tz, options.base_date), table)
        self._kind_at, self._text_at, self._sender_at, self._talker_at = (
            at.get(field, _NONE) for field in ("kind", "text", "sender", "talker")
        )
        self._naming = tuple(at.get(field, _NONE) for field in _NAMING)
        self._names_only = all(place == _NONE for place in self._naming)
        self._extra = tuple(at.get(field, _NONE) for field in _EXTRA)
        self._plain = all(place == _NONE for place in self._extra)

    def record(self, row: int, cells: Sequence[Cell]) -> Record | None:
        """The record of a row; None for one to be left out."""
        fault = self._shape_fault(cells)
        if fault is not None:
            return self._fail(row, cells, fault, got=str(len(cells)), expected=str(self._width))
        raw_kind = _text(cells, self._kind_at)
        kind = self._kinds.get(raw_kind)
        if kind is None:
            kind = self._kind(raw_kind)
        if kind == "ignore":
            return None
        if not kind:
            return self._fail(row, cells, UNKNOWN_KIND, value=raw_kind[:40])
        try:
            when, precision = self._moment(cells)
        except CellError as error:
            fault = NO_TIME if not error.value.strip() else error.fault
            return self._fail(row, cells, fault, value=error.value[:60])
        text = _text(cells, self._text_at)
        if len(text) > MAX_TEXT:
            return self._fail(row, cells, TOO_LONG, limit=str(MAX_TEXT))
        talker = _text(cells, self._talker_at)
        if self._talkers and talker not in self._talkers:
            return None
        if kind == "system":
            return self._system.record(row, when, text, precision, talker)
        name = self._name(cells)
        if name is None:
            return self._fail(row, cells, NO_SENDER)
        if kind in _EVENTS:
            return _roster(row, when, kind, name, text, precision, talker)
        if kind == "text":
            if text[:1] in _MARKED:
                kind, text = classify(text)
        elif text[:1] == "[":
            _, text = classify(text)
        ident, reply_to, quote_name, quote_text = (
            _NO_EXTRA if self._plain else [_text(cells, place) for place in self._extra]
        )
        message_kind = cast(MessageKind, kind)
        return MessageRecord(
            row, when, name, message_kind, text, precision, ident, reply_to, quote_name, quote_text, talker
        )

    def _shape_fault(self, cells: Sequence[Cell]) -> Fault | None:
        count = len(cells)
        if count <= self._needed:
            return TOO_FEW_COLUMNS
        if count > self._width and any(as_text(cell).strip() for cell in cells[self._width :]):
            return TOO_MANY_COLUMNS
        return None

    def _name(self, cells: Sequence[Cell]) -> Name | None:
        shown = _text(cells, self._sender_at)
        if self._names_only:
            return self._names.get(shown) if shown and not shown.isspace() else None
        group_nickname, nickname, remark, ident = (_text(cells, place).strip() for place in self._naming)
        shown = shown.strip() or group_nickname or remark or nickname or ident
        return self._names.full(shown, ident, nickname, remark, group_nickname) if shown else None

    def _kind(self, value: str) -> str:
        kind = kind_of(value.strip()[:_LONGEST_KIND], self._mapping)
        if len(self._kinds) < 10_000 and len(value) <= _LONGEST_KIND:
            self._kinds[value] = kind
        return kind

    def _fail(self, row: int, cells: Sequence[Cell], fault: Fault, **params: str) -> Problem:
        return damaged(row, map(as_text, cells), fault, **params)


def _text(cells: Sequence[Cell], place: int) -> str:
    if place == _NONE:
        return ""
    cell = cells[place]
    return cell if type(cell) is str else as_text(cell)


def _roster(row: int, when: int, kind: str, name: Name, text: str, precision: int, talker: str) -> RosterRecord:
    event = cast(RosterEvent, kind)
    extra = text.strip() if kind in ("member_renamed", "group_renamed", "announcement") else ""
    if kind in _BY_SENDER:
        return RosterRecord(row, when, event, name, [], text, "", extra, precision, talker)
    return RosterRecord(row, when, event, None, [name], text, "", extra, precision, talker)


def _moment_reader(at: dict[str, int], times: TimeReader, table: Table) -> _MomentOf:
    """How this table says when: one column, or one for the day and one for the hour."""
    day, clock = at.get("date", at.get("time", _NONE)), at.get("clock")
    if day == _NONE:
        return lambda cells: as_moment("", times)
    if clock is not None:
        return lambda cells: join_moment(cells[day], cells[clock], times, date1904=table.date1904)
    return lambda cells: as_moment(cells[day], times, date1904=table.date1904)


class SheetMessages:
    """Registered as ``sheet_messages``."""

    key = "sheet_messages"
    label = N_("Table of messages (.csv, .xlsx)")
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".xlsx", ".txt")

    def sniff(self, sample: Sample) -> Match:
        proposal = propose_for(sample, "messages")
        if proposal and len(proposal.header) > 1:
            return Match(proposal.score, N_("a table whose header names time, sender and text"))
        if sample.rows or (sample.suffix in (".csv", ".tsv") and any(d in sample.text for d in DELIMITERS)):
            return Match(0.1, N_("a table; which column holds what is for you to say"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return () if propose_for(sample, "messages") else (Need("mapping", NEED_MAPPING),)

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        table = Table(source, options)
        mapping = options.mapping
        if mapping is None:
            proposal = propose(table.head(), "messages")
            if proposal is None:
                yield problem(1, "", NO_TABLE)
                return
            mapping = proposal.mapping
        reader = _Reader(options, mapping, table)
        for row, cells in table.rows():
            if row <= mapping.header_row:
                continue
            if isinstance(cells, Problem):
                yield cells
                continue
            if not any(cells):
                continue
            record = reader.record(row, cells)
            if record is not None:
                yield record
        yield from source.damage_report()


dialects.register(SheetMessages.key, SheetMessages())
