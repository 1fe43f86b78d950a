"""The words WeFlow and EchoTrace use for kinds of messages (platform F4)."""

from qunce.kernel.records import MessageKind

TYPES: dict[str, MessageKind] = {
    "文本消息": "text",
    "引用消息": "text",
    "图片消息": "image",
    "语音消息": "voice",
    "视频消息": "video",
    "文件消息": "file",
    "动画表情": "sticker",
    "名片消息": "card",
    "卡片式链接": "link",
    "图文消息": "link",
    "音乐消息": "link",
    "位置消息": "location",
    "红包卡片": "red_packet",
    "转账卡片": "transfer",
    "小程序分享": "mini_program",
    "聊天记录合并转发": "forward",
    "通话消息": "call",
    "接龙消息": "chain",
    "群公告": "announcement",
    "拍一拍": "pat",
    "系统消息": "system",
}
SYSTEM = "系统消息"
