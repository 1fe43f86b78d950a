"""chatlog's CSV answer: ``Time,SenderName,Sender,TalkerName,Talker,Content`` (platform F2)."""

from collections.abc import Iterator, Sequence

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.chatlog import SYSTEM, split_quote
from qunce.gateway.connectors.headed import Columns, has_header, read_headed
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import NO_SENDER, NO_TIME, TOO_LONG, damaged
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageRecord, Record

_HEADER = ("Time", "SenderName", "Sender", "TalkerName", "Talker", "Content")
_MARKED = frozenset("[!>#@")


class _Reader:
    def __init__(self, options: Options) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)
        self._talkers = frozenset(options.talkers)

    def record(self, row: int, cells: Sequence[str], at: Columns) -> Record | None:
        talker = cells[at["TalkerName"]] or cells[at["Talker"]]
        if self._talkers and self._talkers.isdisjoint((talker, cells[at["Talker"]])):
            return None
        when = cells[at["Time"]]
        try:
            moment, precision = self._times.read(when)
        except UnreadableTimeError as error:
            return damaged(row, cells, error.fault if when.strip() else NO_TIME, value=when[:60])
        text = cells[at["Content"]]
        if len(text) > MAX_TEXT:
            return damaged(row, cells, TOO_LONG, limit=str(MAX_TEXT))
        ident = cells[at["Sender"]]
        if ident == SYSTEM:
            return self._names.system.record(row, moment, text, precision, talker)
        shown = cells[at["SenderName"]] or ident
        if not shown:
            return damaged(row, cells, NO_SENDER)
        mine = ident == "我"
        sender = self._names.full(shown, "" if mine else ident, is_self=mine)
        if text[:1] not in _MARKED:
            return MessageRecord(row, moment, sender, "text", text, precision, "", "", "", "", talker)
        name, quoted, text = split_quote(text) or ("", "", text)
        kind, text = classify(text)
        return MessageRecord(row, moment, sender, kind, text, precision, "", "", name, quoted, talker)


class ChatlogCsv:
    """Registered as ``chatlog_csv``."""

    key = "chatlog_csv"
    label = N_("chatlog CSV")
    suffixes: tuple[str, ...] = (".csv",)

    def sniff(self, sample: Sample) -> Match:
        return Match(0.98, N_("chatlog's header")) if has_header(sample, _HEADER) else NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        return read_headed(source, options, _HEADER, _Reader(options).record)


dialects.register(ChatlogCsv.key, ChatlogCsv())
