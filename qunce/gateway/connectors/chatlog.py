"""What chatlog's three answers share: its text form of messages and of quotes (platform F2)."""

import re

WHEN = r"(?:(?:\d{4}-)?\d{2}-\d{2} )?\d{2}:\d{2}:\d{2}"
HEAD = re.compile(
    r"(?:(?P<name>.{1,80}?)\((?P<id>[^()\s]{1,64})\)|(?P<only>[^()\s]{1,64}))"
    rf"(?: \[(?P<talker>.{{1,120}})\])? (?P<when>{WHEN})"
)
SYSTEM = "系统消息"


def split_quote(text: str) -> tuple[str, str, str] | None:
    """(name, quoted text, reply) where the message begins with ``> `` lines."""
    if text[:2] != "> ":
        return None
    lines = text.split("\n")
    quoting = (number for number, line in enumerate(lines) if line[:2] != "> " and line != ">")
    count = next(quoting, len(lines))
    quoted = [line[2:] for line in lines[:count]]
    reply = "\n".join(lines[count:]).strip("\n")
    head = HEAD.fullmatch(quoted[0])
    if head is None:
        return "", "" if quoted == ["[引用]"] else "\n".join(quoted), reply
    return head["name"] or head["only"] or "", "\n".join(quoted[1:]), reply
