"""chatlog's CSV (platform F2): six columns, seconds, ``> `` before each quoted line, 系统消息 as a sender."""

import csv
import io
from collections.abc import Iterator, Mapping

from qunce.demo.model import Group, Line
from qunce.demo.writers.common import ChatFile, lines_by_uid, message_id, sentence, shown_text, stamp

HEADER = ("Time", "SenderName", "Sender", "TalkerName", "Talker", "Content")
TIME = "%Y-%m-%d %H:%M:%S"


def write(group: Group) -> Iterator[ChatFile]:
    """One file with everything that was heard."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    known = lines_by_uid(group)
    for line in group.lines:
        if line.event:
            sender = ("系统消息", "系统消息")
            content = sentence(group, line.event)
        else:
            member = group.member(line.who)
            sender = (member.shown, member.person.wxid)
            content = _content(group, line, known)
        writer.writerow((stamp(line.at, TIME), *sender, group.name, group.chat_id, content))
    said = sum(1 for _ in group.messages())
    yield ChatFile(f"{group.name}.csv", "chatlog_csv", "utf-8", out.getvalue().encode(), said)


def _content(group: Group, line: Line, known: Mapping[str, Line]) -> str:
    if line.kind == "image":
        return f"![图片](http://127.0.0.1:5030/image/{message_id(group, line)})"
    if not line.reply_to:
        return shown_text(line)
    source = known[line.reply_to]
    member = group.member(source.who)
    head = f"> {member.shown}({member.person.wxid}) {stamp(source.at, TIME)}"
    body = "\n".join(f"> {part}" for part in shown_text(source).splitlines())
    return f"{head}\n{body}\n{shown_text(line)}"
