"""MemoTrace's old CSV (platform F1): UTF-8 with BOM, type codes, quotes as raw XML in type 49."""

import csv
import io
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from qunce.demo.model import Group, Line
from qunce.demo.writers.common import ChatFile, lines_by_uid, message_id, sentence, shown_text, stamp
from qunce.kernel.records import MessageKind

HEADER = (
    "localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime", "Remark",
    "NickName", "Sender",
)  # fmt: skip
CODES: dict[MessageKind, tuple[int, int]] = {
    "text": (1, 0), "chain": (1, 0), "announcement": (1, 0), "image": (3, 0), "voice": (34, 0),
    "card": (42, 0), "video": (43, 0), "sticker": (47, 0), "location": (48, 0), "file": (49, 6),
    "link": (49, 5), "mini_program": (49, 33), "red_packet": (49, 2001), "system": (10000, 0),
}  # fmt: skip
QUOTE = (49, 57)


def write(group: Group) -> Iterator[ChatFile]:
    """One file with everything that was heard."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    known = lines_by_uid(group)
    for number, line in enumerate(group.lines, 1):
        writer.writerow(_row(group, number, line, known))
    said = sum(1 for _ in group.messages())
    content = out.getvalue().encode("utf-8-sig")
    yield ChatFile(f"{group.name}_utf8.csv", "memotrace_csv", "utf-8-sig", content, said)


def _row(group: Group, number: int, line: Line, known: Mapping[str, Line]) -> tuple[object, ...]:
    when = stamp(line.at, "%Y-%m-%d %H:%M:%S")
    if line.event:
        text = sentence(group, line.event)
        return (number, 1, 10000, 0, 0, line.at, 2, text, when, "", "", group.chat_id)
    member = group.member(line.who)
    code = QUOTE if line.reply_to else CODES[line.kind]
    text = _quote(group, line, known) if line.reply_to else shown_text(line)
    mine = int(line.who == group.me)
    return (number, 1, *code, mine, line.at, 2, text, when, member.shown, member.person.nickname, member.person.wxid)


def _quote(group: Group, line: Line, known: Mapping[str, Line]) -> str:
    source = known[line.reply_to]
    member = group.member(source.who)
    return quote_xml(shown_text(line), message_id(group, source), member.person.wxid, member.shown, shown_text(source))


def quote_xml(text: str, quoted_id: object, quoted_wxid: str, quoted_name: str, quoted_text: str) -> str:
    """A quote as the client stores it: the reply is the title, the quoted message stands in refermsg."""
    return (
        f"<msg><appmsg><title>{escape(text)}</title><type>57</type><refermsg>"
        f"<svrid>{quoted_id}</svrid><chatusr>{quoted_wxid}</chatusr>"
        f"<displayname>{escape(quoted_name)}</displayname>"
        f"<content>{escape(quoted_text)}</content></refermsg></appmsg></msg>"
    )
