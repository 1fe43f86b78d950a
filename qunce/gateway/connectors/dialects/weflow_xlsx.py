"""WeFlow / EchoTrace workbook: rows about the session, then the messages (platform F4)."""

from collections.abc import Iterator, Sequence
from functools import partial

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.cells import CellError, as_moment
from qunce.gateway.connectors.headed import Columns, has_header, read_headed
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import NO_SENDER, TOO_LONG, damaged
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook, trailing_quote
from qunce.gateway.connectors.times import TimeReader
from qunce.gateway.connectors.weflow import SYSTEM, TYPES
from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageRecord, Record

_HEADER = ("序号", "时间", "发送者身份", "消息类型", "内容")
_SELF = frozenset(("我", "自己", "本人"))


class _Reader:
    def __init__(self, options: Options) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)

    def record(self, at: Columns, row: int, cells: Sequence[str]) -> Record | None:
        try:
            moment, precision = as_moment(cells[at["时间"]], self._times)
        except CellError as error:
            return damaged(row, cells, error.fault, value=error.value[:60])
        text, word = cells[at["内容"]], cells[at["消息类型"]].strip()
        if len(text) > MAX_TEXT:
            return damaged(row, cells, TOO_LONG, limit=str(MAX_TEXT))
        role = cells[at["发送者身份"]].strip()
        if SYSTEM in (word, role):
            return self._names.system.record(row, moment, text, precision)
        nickname, ident, remark = (
            cells[at[name]].strip() if name in at else "" for name in ("发送者昵称", "发送者微信ID", "发送者备注")
        )
        shown = remark or nickname or role
        if not shown:
            return damaged(row, cells, NO_SENDER)
        sender = self._names.full(shown, ident, nickname, remark, is_self=role in _SELF)
        quote_name = quote_text = ""
        if text[-1:] == "]" and (quoted := trailing_quote(text)):
            quote_name, quote_text, text = quoted
        kind = TYPES.get(word, "other")
        guessed, text = classify(text)
        kind = guessed if kind == "text" or (kind == "other" and guessed != "text") else kind
        return MessageRecord(row, moment, sender, kind, text, precision, "", "", quote_name, quote_text)


class WeFlowXlsx:
    """Registered as ``weflow_xlsx``."""

    key = "weflow_xlsx"
    label = N_("WeFlow / EchoTrace workbook")
    suffixes: tuple[str, ...] = (".xlsx", ".csv")

    def sniff(self, sample: Sample) -> Match:
        return Match(0.97, N_("WeFlow's header")) if has_header(sample, _HEADER) else NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        return read_headed(source, options, _HEADER, lambda at: partial(_Reader(options).record, at))


dialects.register(WeFlowXlsx.key, WeFlowXlsx())
