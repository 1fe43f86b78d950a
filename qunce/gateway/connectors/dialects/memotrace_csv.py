"""MemoTrace (留痕, WeChatMsg) CSV, both headers (platform F1).

The old one is the database's own row: codes, epoch seconds, raw XML for quotes and links. The new
one has words: 消息ID,类型,发送人,时间,内容,备注,昵称,更多信息.
"""

from collections.abc import Iterator, Sequence

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
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
_MARKED = frozenset("[!#@")
_SYSTEM_WORDS = frozenset(("系统消息", "撤回消息", "系统"))
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


class _OldReader:
    """Rows of the database's own header."""

    def __init__(self, options: Options, columns: Columns) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)
        self._talkers = frozenset(options.talkers)
        self._stamp, self._text, self._when = (columns[name] for name in ("CreateTime", "StrContent", "StrTime"))
        self._type, self._subtype, self._mine = (columns[name] for name in ("Type", "SubType", "IsSender"))
        self._talker = columns.get("TalkerId", -1)
        self._naming = tuple(columns.get(name, -1) for name in ("Sender", "Remark", "NickName"))
        self._codes: dict[tuple[str, str], tuple[int, int]] = {}

    def read(self, row: int, cells: Sequence[str]) -> Record | None:
        talker = cells[self._talker] if self._talker >= 0 else ""
        if self._talkers and talker not in self._talkers:
            return None
        try:
            moment = self._moment(cells)
        except UnreadableTimeError as error:
            return _fail(row, cells, error.fault if error.value.strip() else NO_TIME, error.value)
        text = cells[self._text]
        if len(text) > MAX_TEXT:
            return damaged(row, cells, TOO_LONG, limit=str(MAX_TEXT))
        if text.startswith(_ZSTD):
            return damaged(row, cells, COMPRESSED)
        code, subtype = self._code(cells[self._type], cells[self._subtype])
        if code in SYSTEM_CODES:
            return self._names.system.record(row, moment, text, 1, talker)
        sender = self._sender(cells, talker)
        if sender is None:
            return damaged(row, cells, NO_SENDER)
        if code == 1 and text[:1] not in _MARKED:
            return MessageRecord(row, moment, sender, "text", text, 1, "", "", "", "", talker)
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

    def _moment(self, cells: Sequence[str]) -> int:
        stamp = cells[self._stamp].strip()
        if stamp.isascii() and stamp.isdigit():
            return self._times.epoch(int(stamp[:20]), stamp)
        return self._times.read(cells[self._when] or stamp)[0]

    def _code(self, code: str, subtype: str) -> tuple[int, int]:
        known = self._codes.get((code, subtype))
        if known is None:
            known = split_code(int_of(code.strip()), int_of(subtype.strip()))
            if len(self._codes) < 1_000:
                self._codes[code, subtype] = known
        return known

    def _sender(self, cells: Sequence[str], talker: str) -> Name | None:
        mine = cells[self._mine] == "1"
        ident, remark, nickname = (cells[at] if 0 <= at < len(cells) else "" for at in self._naming)
        if not ident and not mine and not talker.endswith("@chatroom") and not talker.isdigit():
            ident = talker  # a private chat of the short header: the other one
        shown = remark or nickname or ident or ("我" if mine else "")
        return self._names.full(shown, ident, nickname, remark, is_self=mine) if shown else None


class _NewReader:
    """Rows of the header in words."""

    def __init__(self, options: Options, columns: Columns) -> None:
        self._times = TimeReader(options.tz, options.base_date)
        self._names = NameBook(options.self_name)
        self._ident, self._type, self._name, self._when, self._text = (columns[name] for name in _NEW)
        self._remark, self._nickname = columns.get("备注", -1), columns.get("昵称", -1)

    def read(self, row: int, cells: Sequence[str]) -> Record | None:
        when = cells[self._when]
        try:
            moment, precision = self._times.read(when)
        except UnreadableTimeError as error:
            return _fail(row, cells, error.fault if when.strip() else NO_TIME, when)
        text = cells[self._text]
        if len(text) > MAX_TEXT:
            return damaged(row, cells, TOO_LONG, limit=str(MAX_TEXT))
        word, ident = cells[self._type].strip(), cells[self._ident].strip()
        if word in _SYSTEM_WORDS:
            return self._names.system.record(row, moment, text, precision)
        shown = cells[self._name].strip()
        remark, nickname = (cells[at].strip() if 0 <= at < len(cells) else "" for at in (self._remark, self._nickname))
        if not (shown or remark or nickname):
            return damaged(row, cells, NO_SENDER)
        sender = self._names.full(shown or remark or nickname, "", nickname, remark, is_self=shown == "我")
        name, quoted, text = _split_quote(text) if word == "引用" else ("", "", text)
        guessed, text = classify(text)
        kind = _WORDS.get(word, guessed)
        return MessageRecord(row, moment, sender, kind, text, precision, ident, "", name, quoted)


def _split_quote(text: str) -> tuple[str, str, str]:
    """(name, quoted text, reply) of ``回复⏎引用:名:原文``."""
    reply, mark, rest = text.rpartition(_QUOTE_MARK)
    name, colon, quoted = rest.partition(":")
    return (name.strip(), quoted, reply.rstrip("\n")) if mark and colon else ("", "", text)


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
        if "StrContent" in source.head(4096):
            return read_headed(source, options, _OLD, lambda columns: _OldReader(options, columns).read)
        return read_headed(source, options, _NEW, lambda columns: _NewReader(options, columns).read)


dialects.register(MemoTraceCsv.key, MemoTraceCsv())
