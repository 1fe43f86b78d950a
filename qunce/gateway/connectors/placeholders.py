"""What stands in a text export where something else than text was sent (platform F2, F6, F7).

``[图片]`` alone in a message is a picture; ``[微笑]`` is an emoticon and stays text.
"""

import re

from qunce.kernel.records import MessageKind

_KINDS: dict[MessageKind, str] = {
    "image": "图片 照片 Photo Image Picture",
    "voice": "语音 语音消息 Audio Voice Voice_Message",
    "video": "视频 小视频 Video",
    "file": "文件 File",
    "sticker": "动画表情 表情包 表情 自定义表情 GIF表情 Sticker Stickers Custom_Sticker",
    "link": "链接 分享 音乐 音乐分享 视频号 视频号直播 笔记 收藏 Link Music Channels Note Share",
    "location": "位置 位置共享 实时位置 地理位置 Location Real-time_Location",
    "card": "名片 个人名片 联系人名片 Contact_Card",
    "red_packet": "红包 微信红包 红包封面 Red_Packet",
    "transfer": "转账 微信转账 Transfer",
    "pat": "拍一拍 Tickle",
    "call": "语音通话 视频通话 通话 语音聊天 视频聊天 Voice_Call Video_Call Call",
    "mini_program": "小程序 Mini_Program",
    "forward": "聊天记录 合并转发 Chat_History",
    "announcement": "群公告 公告 Group_Notice Announcement",
    "chain": "接龙 群接龙 Group_Note",
    "recalled": "撤回消息 已撤回",
}
WORDS: dict[str, MessageKind] = {
    word.replace("_", " ").lower(): kind for kind, words in _KINDS.items() for word in words.split()
}

_BRACKET = re.compile(r"!?\[([^\[\]|:：\n]{1,20})(?:\s?[|:：]\s?(.*?))?\](?:\((.*)\))?(.*)", re.DOTALL)
_ATTACHED = re.compile(r"[（(]\s*(?:请在附件中查看|see attachment|view it in the attachments?).*$", re.IGNORECASE)
_NAMED = frozenset(("image", "file", "video", "link", "mini_program", "card", "forward"))
_CHAIN = re.compile(r"#\s?(?:接龙|group note)(?:\s|$)", re.IGNORECASE)
_ALL = ("@所有人", "@All ", "@all ")


def classify(text: str) -> tuple[MessageKind, str]:
    """(kind, what is left as text) of a whole message as exported."""
    first = text[:1]
    if first in "[!":
        found = _bracketed(text)
        if found:
            return found
    elif first == "#" and _CHAIN.match(text):
        return "chain", text
    elif first == "@" and text.startswith(_ALL):
        return "announcement", text
    return "text", text


def _bracketed(text: str) -> tuple[MessageKind, str] | None:
    match = _BRACKET.fullmatch(text)
    if not match:
        return None
    word, title, address, rest = match.groups()
    kind = WORDS.get(word.strip().lower())
    if kind is None:
        return None
    rest = rest.strip()
    if rest and not (kind in _NAMED and title is None and address is None and "\n" not in rest):
        # "[红包]谢谢老板" is somebody typing; "[文件] 报价.pdf" is how some tools name the file.
        return (kind, "\n".join(filter(None, (title, rest)))) if _is_block(kind, rest, text) else None
    alt = _ATTACHED.sub("", title or rest).strip()
    if kind == "link" and address and alt != address:
        alt = f"{alt} {address}".strip()
    return kind, alt


def _is_block(kind: MessageKind, rest: str, text: str) -> bool:
    """A forwarded or announced block: its mark alone on the first line, its text below."""
    return kind in ("forward", "announcement", "chain") and "\n" in text and text.split("\n", 1)[1].strip() == rest
