"""chatlog's CSV answer: ``Time,SenderName,Sender,TalkerName,Talker,Content`` (platform F2)."""

from collections.abc import Iterator, Sequence
from functools import partial

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.chatlog import SYSTEM, split_quote
from qunce.gateway.connectors.headed import Columns, RowReader, has_header, read_headed
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import NO_SENDER, NO_TIME, TOO_LONG, damaged
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageRecord, Record

_HEADER = ("Time", "SenderName", "Sender", "TalkerName", "Talker", "Content")
_MARKED = frozenset("[!>#@")


def _reader(options: Options, columns: Columns) -> RowReader:
    times, names = TimeReader(options.tz, options.base_date), NameBook(options.self_name)
    kept = frozenset(options.talkers)
    when_at, name_at, id_at, talker_at, talker_id_at, text_at = (columns[name] for name in _HEADER)

    def read(row: int, cells: Sequence[str]) -> Record | None:
        talker = cells[talker_at] or cells[talker_id_at]
        if kept and kept.isdisjoint((talker, cells[talker_id_at])):
            return None
        when = cells[when_at]
        try:
            moment, precision = times.read(when)
        except UnreadableTimeError as error:
            return damaged(row, cells, error.fault if when.strip() else NO_TIME, value=when[:60])
        text, ident = cells[text_at], cells[id_at]
        if len(text) > MAX_TEXT:
            return damaged(row, cells, TOO_LONG, limit=str(MAX_TEXT))
        if ident == SYSTEM:
            return names.system.record(row, moment, text, precision, talker)
        shown = cells[name_at] or ident
        if not shown:
            return damaged(row, cells, NO_SENDER)
        mine = ident == "我"
        sender = names.full(shown, "" if mine else ident, is_self=mine)
        if text[:1] not in _MARKED:
            return MessageRecord(row, moment, sender, "text", text, precision, "", "", "", "", talker)
        name, quoted, text = split_quote(text) or ("", "", text)
        kind, text = classify(text)
        return MessageRecord(row, moment, sender, kind, text, precision, "", "", name, quoted, talker)

    return read


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
        return read_headed(source, options, _HEADER, partial(_reader, options))


dialects.register(ChatlogCsv.key, ChatlogCsv())
