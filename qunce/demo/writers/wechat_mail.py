"""WeChat's own 多选 → 邮件 text (platform F6): names and minutes only, no sentences of the system.

Three mails that overlap by a day, as somebody sends them who is not sure where the last one ended;
the first as older phones write it, the others as newer ones do.
"""

import hashlib
from collections.abc import Iterator, Sequence

from qunce.demo.model import Group, Line
from qunce.demo.writers.common import ChatFile, lines_by_uid, quoted, stamp
from qunce.kernel.clock import DAY, day_start, local_day

RULE = "—————  {day}  —————"
PARTS: Sequence[tuple[int, int, bool]] = ((10**6, 17, True), (18, 6, False), (7, -1, False))


def write(group: Group) -> Iterator[ChatFile]:
    """The mails of one group, oldest first."""
    end = day_start(local_day(group.lines[-1].at))
    for number, (first, last, older) in enumerate(PARTS, 1):
        lines = [m for m in group.messages() if end - first * DAY <= m.at < end - last * DAY]
        if not lines:
            continue
        text = _mail(group, lines, older=older)
        encoding = "utf-8" if older else "utf-8-sig"
        newline = "\r\n" if older else "\n"
        yield ChatFile(
            name=f"{group.name}-{number}.txt",
            dialect="wechat_mail",
            encoding=encoding,
            content=text.replace("\n", newline).encode(encoding),
            messages=len(lines),
        )


def _mail(group: Group, lines: Sequence[Line], *, older: bool) -> str:
    known = lines_by_uid(group)
    if older:
        out = [f"{group.name} 微信群上的聊天记录如下，请查收。", ""]
    else:
        out = ["Dear:", f'微信群"{group.name}"的聊天记录如下:', ""]
    day = ""
    for line in lines:
        today = stamp(line.at, "%Y-%m-%d")
        if today != day:
            out += [RULE.format(day=today), ""]
            day = today
        out.append(f"{group.shown(line.who)}  {stamp(line.at, '%H:%M')}")
        if older:
            out.append("")
        out += [_body(group, line, quoted(group, line, known)), ""]
    return "\n".join(out) + "\n"


def _body(group: Group, line: Line, text: str) -> str:
    if line.kind == "image":
        name = hashlib.md5(f"{group.key}/{line.uid}".encode(), usedforsecurity=False).hexdigest()
        return f"[图片: {name}.jpg(请在附件中查看)]"
    return text
