"""MemoTrace (留痕, WeChatMsg) CSV, both headers (platform F1).

The old one is the database's own row: codes, epoch seconds, raw XML for quotes and links. The new
one has words: 消息ID,类型,发送人,时间,内容,备注,昵称,更多信息.
"""

from collections.abc import Iterator, Sequence

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.columns import fold
from qunce.gateway.connectors.headed import Columns, has_header, read_headed
from qunce.gateway.connectors.json_rows import int_of
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.reasons import COMPRESSED, NO_SENDER, NO_TIME, TOO_LONG, Fault, damaged
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import MAX_TEXT, NameBook
from qunce.gateway.connectors.times import TimeReader, UnreadableTimeError
from qunce.gateway.connectors.wechat_types import SYSTEM_CODES, read_body, split_code
from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageKind, MessageRecord, Name, Problem, Record

_OLD = ("localId", "Type", "SubType", "IsSender", "CreateTime", "StrContent", "StrTime")
_NEW = ("消息ID", "类型", "发送人", "时间", "内容")
_QUOTE_MARK = "引用:"
_ZSTD = "(\ufffd/\ufffd"  # the magic number of a compressed body, read as text
_WORDS: dict[str, MessageKind] = {
    "图片": "image",
    "语音": "voice",
    "名片": "card",
    "视频": "video",
    "动画表情": "sticker",
    "表情包": "sticker",
    "位置": "location",
    "链接": "link",
    "音乐": "link",
    "文件": "file",
    "小程序": "mini_program",
    "转账": "transfer",
    "红包": "red_packet",
    "合并转发": "forward",
    "拍一拍消息": "pat",
}


class _Reader:
    def __init__(self, options: Options) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)
        self._talkers = frozenset(options.talkers)

    def old(self, row: int, cells: Sequence[str], at: Columns) -> Record | None:
        talker = _cell(cells, at, "TalkerId")
        if self._talkers and talker not in self._talkers:
            return None
        try:
            moment = self._old_moment(cells, at)
        except UnreadableTimeError as error:
            return _fail(row, cells, error.fault if error.value.strip() else NO_TIME, error.value)
        text = cells[at["StrContent"]]
        if len(text) > MAX_TEXT:
            return damaged(row, cells, TOO_LONG, limit=str(MAX_TEXT))
        if text.startswith(_ZSTD):
            return damaged(row, cells, COMPRESSED)
        code, subtype = split_code(int_of(cells[at["Type"]]), int_of(cells[at["SubType"]]))
        if code in SYSTEM_CODES:
            return self._names.system.record(row, moment, text, 1, talker)
        sender = self._old_sender(cells, at)
        if sender is None:
            return damaged(row, cells, NO_SENDER)
        body = read_body(code, subtype, text)
        return MessageRecord(
            row,
            moment,
            sender,
            body.kind,
            body.text,
            1,
            "",
            body.reply_to,
            body.quote_name,
            body.quote_text,
            talker,
        )

    def new(self, row: int, cells: Sequence[str], at: Columns) -> Record | None:
        when = cells[at["时间"]]
        try:
            moment, precision = self._times.read(when)
        except UnreadableTimeError as error:
            return _fail(row, cells, error.fault if when.strip() else NO_TIME, when)
        text = cells[at["内容"]]
        if len(text) > MAX_TEXT:
            return damaged(row, cells, TOO_LONG, limit=str(MAX_TEXT))
        word, ident = fold(cells[at["类型"]]), cells[at["消息ID"]].strip()
        if word in ("系统消息", "撤回消息", "系统"):
            return self._names.system.record(row, moment, text, precision)
        shown = cells[at["发送人"]].strip()
        remark, nickname = _cell(cells, at, "备注").strip(), _cell(cells, at, "昵称").strip()
        if not (shown or remark or nickname):
            return damaged(row, cells, NO_SENDER)
        sender = self._names.full(shown or remark or nickname, "", nickname, remark, is_self=shown == "我")
        name, quoted, text = _split_quote(text) if word == "引用" else ("", "", text)
        guessed, text = classify(text)
        kind = _WORDS.get(word, guessed)
        return MessageRecord(row, moment, sender, kind, text, precision, ident, "", name, quoted)

    def _old_moment(self, cells: Sequence[str], at: Columns) -> int:
        stamp = cells[at["CreateTime"]].strip()
        if stamp.isascii() and stamp.isdigit():
            return self._times.epoch(int(stamp[:20]), stamp)
        return self._times.read(cells[at["StrTime"]] or stamp)[0]

    def _old_sender(self, cells: Sequence[str], at: Columns) -> Name | None:
        mine = cells[at["IsSender"]].strip() == "1"
        ident = _cell(cells, at, "Sender").strip()
        remark, nickname = _cell(cells, at, "Remark").strip(), _cell(cells, at, "NickName").strip()
        talker = _cell(cells, at, "TalkerId").strip()
        if not ident and not talker.endswith("@chatroom") and not talker.isdigit() and not mine:
            ident = talker  # a private chat of the short header: the other one
        shown = remark or nickname or ident or ("我" if mine else "")
        return self._names.full(shown, ident, nickname, remark, is_self=mine) if shown else None


def _split_quote(text: str) -> tuple[str, str, str]:
    """(name, quoted text, reply) of ``回复⏎引用:名:原文``."""
    reply, mark, rest = text.rpartition(_QUOTE_MARK)
    name, colon, quoted = rest.partition(":")
    return (name.strip(), quoted, reply.rstrip("\n")) if mark and colon else ("", "", text)


def _cell(cells: Sequence[str], at: Columns, name: str) -> str:
    place = at.get(name)
    return cells[place] if place is not None and place < len(cells) else ""


def _fail(row: int, cells: Sequence[str], fault: Fault, value: str) -> Problem:
    return damaged(row, cells, fault, value=value[:60])


class MemoTraceCsv:
    """Registered as ``memotrace_csv``."""

    key = "memotrace_csv"
    label = N_("MemoTrace (留痕) CSV")
    suffixes: tuple[str, ...] = (".csv",)

    def sniff(self, sample: Sample) -> Match:
        if sample.rows:
            return NO_MATCH
        return Match(0.98, N_("MemoTrace's header")) if has_header(sample, _OLD, _NEW) else NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = _Reader(options)
        first = source.head(4096)
        if "StrContent" in first:
            return read_headed(source, options, _OLD, reader.old)
        return read_headed(source, options, _NEW, reader.new)


dialects.register(MemoTraceCsv.key, MemoTraceCsv())
