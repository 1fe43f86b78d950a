"""What all written dialects share: the sentences of the system, placeholders, pieces of files."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qunce.demo.model import Group, Line, SystemEvent
from qunce.kernel.clock import local
from qunce.kernel.records import MessageKind

QUOTE_RULE = "- - - - - - - - - - - - - - -"


@dataclass(frozen=True, slots=True)
class ChatFile:
    """One file of talk, ready to be written. ``messages`` counts what people wrote in it."""

    name: str
    dialect: str
    encoding: str
    content: bytes
    messages: int


def _named(group: Group, key: str) -> str:
    return "你" if key == group.me else f'"{group.shown(key)}"'


def _joined(group: Group, event: SystemEvent) -> str:
    who = "、".join(group.shown(key) for key in event.targets)
    if event.scene == "code":
        return f'"{who}"通过扫描{_named(group, event.actor)}分享的二维码加入群聊'
    return f'{_named(group, event.actor)}邀请"{who}"加入了群聊'


def _removed(group: Group, event: SystemEvent) -> str:
    return f"{_named(group, event.actor)}将{_named(group, event.targets[0])}移出了群聊"


def _renamed(group: Group, event: SystemEvent) -> str:
    return f"{_named(group, event.actor)}修改群名为“{event.extra}”"


def _recalled(group: Group, event: SystemEvent) -> str:
    return "你撤回了一条消息" if event.actor == group.me else f'"{group.shown(event.actor)}" 撤回了一条消息'


def _stranger(group: Group, event: SystemEvent) -> str:
    return f'"{group.shown(event.actor)}"与群里其他人都不是朋友关系，请注意隐私安全'


def _pat(group: Group, event: SystemEvent) -> str:
    return f"{_named(group, event.actor)} 拍了拍 {_named(group, event.targets[0])}{event.extra}"


def _packet(group: Group, event: SystemEvent) -> str:
    return f"{_named(group, event.targets[0])}领取了{_named(group, event.actor)}的红包"


SENTENCES: Mapping[str, Callable[[Group, SystemEvent], str]] = {
    "joined": _joined,
    "removed": _removed,
    "group_renamed": _renamed,
    "recalled": _recalled,
    "stranger_notice": _stranger,
    "pat": _pat,
    "red_packet": _packet,
}


def sentence(group: Group, event: SystemEvent) -> str:
    """The system's sentence as the exporting account sees it (platform F8)."""
    return SENTENCES[event.event](group, event)


def message_id(group: Group, line: Line) -> str:
    """A stable id of 19 digits, as the platform's server ids look."""
    digest = hashlib.blake2b(f"{group.key}/{line.uid}".encode(), digest_size=8).digest()
    return str(10**18 + int.from_bytes(digest, "big") % (8 * 10**18))


PLACEHOLDERS: Mapping[MessageKind, str] = {
    "image": "[图片]",
    "sticker": "[动画表情]",
    "voice": "[语音]",
    "video": "[视频]",
    "red_packet": "[红包]",
    "location": "[位置]",
    "card": "[名片]",
    "mini_program": "[小程序]",
}


def shown_text(line: Line) -> str:
    """A message as text dialects show it: its placeholder or its words."""
    return PLACEHOLDERS.get(line.kind, line.text)


def lines_by_uid(group: Group) -> dict[str, Line]:
    return {line.uid: line for line in group.lines}


def quoted(group: Group, line: Line, known: Mapping[str, Line]) -> str:
    """The text of a message with what it quotes above it, as WeChat's own text forms show quotes."""
    text = shown_text(line)
    if not line.reply_to:
        return text
    source = known[line.reply_to]
    return f"「{group.shown(source.who)}：{shown_text(source)}」\n{QUOTE_RULE}\n{text}"


def stamp(at: int, form: str) -> str:
    """A moment on the wall clock of the group's zone."""
    return local(at).strftime(form)
