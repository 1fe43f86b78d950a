"""One invented talk as every dialect writes it, with the records it must give.

People, shops and words are made up. Each Golden names its dialect; several may stand for one
dialect (encodings, spans, headers). Expected records are written as short tuples, see ``short``.
"""

# ruff: noqa: E501 - the files are shown as they are

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from qunce.gateway.connectors.api import Mapping, Options
from qunce.kernel.records import GroupRecord, MemberRecord, MessageRecord, Problem, Record, RosterRecord

from .helpers import at, workbook

FU = "阿 福 🐳"
LONG = "城东花店的小满姐姐也是徒步队领队请加我备注城东两个字我会拉你进群谢谢大家啦～🌿A"  # 40 characters
assert len(LONG) == 40
QUOTED = "今天 10:30 出发"
FIRST = f"大家早\n{QUOTED}，@{FU}\u2005带水"
REPLY = "好的\u2028收到"


@dataclass(frozen=True)
class Golden:
    dialect: str
    name: str
    filename: str
    data: bytes
    expected: list[tuple[Any, ...]]
    options: Options = field(default_factory=Options)
    text: bool = True  # damage to single bytes keeps it readable

    def __str__(self) -> str:
        return f"{self.dialect}-{self.name}"


def short(records: Iterable[Record]) -> list[tuple[Any, ...]]:
    """Records as tuples: what a person would compare."""
    return [_short(record) for record in records]


def _short(record: Record) -> tuple[Any, ...]:
    if isinstance(record, MessageRecord):
        quote = (record.quote_name, record.quote_text)
        return (
            "m",
            record.row,
            record.at,
            record.sender.shown,
            record.kind,
            record.text,
            *filter(None, quote),
        )
    if isinstance(record, RosterRecord):
        actor = record.actor.shown if record.actor else ""
        return ("r", record.row, record.at, record.event, actor, *(name.shown for name in record.targets))
    if isinstance(record, MemberRecord):
        return ("p", record.row, record.name.shown, record.name.id, record.role)
    if isinstance(record, GroupRecord):
        return ("g", record.name)
    assert isinstance(record, Problem)
    return ("x", record.row, record.reason)


def _t(clock: str) -> int:
    return at(f"2024-01-15 {clock}")


def _talk(rows: list[int], *, seconds: bool = True, quote: bool = True) -> list[tuple[Any, ...]]:
    """The expected messages at their rows: the whole talk, or to the minute."""
    times = (
        ["10:30:07", "10:31:05", "10:31:30", "10:33:00"] if seconds else ["10:30", "10:31", "10:31", "10:33"]
    )
    quoted = ("林小满", QUOTED) if quote else ()
    return [
        ("m", rows[0], _t(times[0]), "林小满", "text", FIRST),
        ("m", rows[1], _t(times[1]), FU, "image", ""),
        ("m", rows[2], _t(times[2]), "小七", "text", REPLY, *quoted),
        ("m", rows[3], _t(times[3]), LONG, "text", "=1+1"),
    ]


def _system(rows: list[int], clocks: tuple[str, str] = ("10:32:00", "10:32:30")) -> list[tuple[Any, ...]]:
    return [
        ("r", rows[0], _t(clocks[0]), "joined", "林小满", "老周"),
        ("r", rows[1], _t(clocks[1]), "recalled", "小七"),
    ]


def _mixed(rows: list[int], **options: bool) -> list[tuple[Any, ...]]:
    """Six rows: three messages, two sentences of the system, the last message."""
    talk = _talk([rows[0], rows[1], rows[2], rows[5]], **options)
    return [*talk[:3], *_system([rows[3], rows[4]]), talk[3]]


JOIN = '"林小满"邀请"老周"加入了群聊'
RECALL = '"小七" 撤回了一条消息'
QUOTE_BLOCK = f"「林小满：{QUOTED}」\n- - - - - - - - - - - - - - -\n{REPLY}"

# --- WeChat itself -----------------------------------------------------------------------------

MAIL = f"""“周末徒步”微信群上的聊天记录如下，请查收。


—————  2024-01-15  —————


林小满  10:30

{FIRST}

{FU}  10:31

[图片: 07.jpg(请在附件中查看)]

小七  10:31

{QUOTE_BLOCK}

{LONG}  10:33

=1+1
"""
_MAIL_EXPECTED = [("g", "周末徒步"), *_talk([7, 12, 16, 22], seconds=False)]
_MAIL_EXPECTED[2] = ("m", 12, _t("10:31"), FU, "image", "07.jpg")

PC = f"""林小满 2024-01-15 10:30
{FIRST}

{FU} 2024-01-15 10:31
[图片]

小七 2024-01-15 10:31
{QUOTE_BLOCK}

{JOIN}

{LONG} 2024-01-15 10:33
=1+1
"""
_PC_ROSTER = ("r", 13, _t("10:31"), "joined", "林小满", "老周")
_PC_TALK = _talk([1, 5, 8, 15], seconds=False)
_PC_EXPECTED = [*_PC_TALK[:3], _PC_ROSTER, _PC_TALK[3]]

# --- text exports ------------------------------------------------------------------------------

MEMOTRACE_TXT = f"""2024-01-15 10:30:07 林小满
{FIRST}

2024-01-15 10:31:05 {FU}
[图片]

2024-01-15 10:31:30 小七
{REPLY}
引用:林小满:{QUOTED}

2024-01-15 10:32:00 {JOIN}

2024-01-15 10:32:30 {RECALL}

2024-01-15 10:33:00 {LONG}
=1+1

"""
WEFLOW_TXT = f"""2024-01-15 10:30:07 '林小满'
{FIRST}

2024-01-15 10:31:05 '{FU}'
[图片]

2024-01-15 10:31:30 '小七'
{REPLY}[引用 林小满：{QUOTED}]

2024-01-15 10:32:00 '系统消息'
{JOIN}

2024-01-15 10:32:30 '系统消息'
{RECALL}

2024-01-15 10:33:00 '{LONG}'
=1+1

"""
WECHATEXPORTER = f"""周末徒步 - 微信聊天记录

林小满 (2024-01-15 10:30:07):{FIRST}
{FU} (2024-01-15 10:31:05):[图片]
小七 (2024-01-15 10:31:30):{QUOTE_BLOCK}
系统消息: {JOIN}
系统消息: {RECALL}
{LONG} (2024-01-15 10:33:00):=1+1
"""
_EXPORTER_EXPECTED = [("g", "周末徒步"), *_mixed([3, 5, 6, 9, 10, 11])]
_EXPORTER_EXPECTED[4:6] = _system([9, 10], ("10:31:30", "10:31:30"))


def chatlog_text(form: str) -> str:
    """chatlog's text with times cut as it cuts them; {d} = what is shown of the day."""
    return f"""林小满(wxid_lin) {form}10:30:07
{FIRST}

{FU}(我) {form}10:31:05
![图片](http://127.0.0.1:5030/image/abc,def)

小七(wxid_qi) {form}10:31:30
> 林小满(wxid_lin) 01-15 10:30:07
> {QUOTED}
{REPLY}

系统消息 {form}10:32:00
{JOIN}

系统消息 {form}10:32:30
{RECALL}

{LONG}(wxid_long) {form}10:33:00
=1+1

"""


_CHATLOG_EXPECTED = _mixed([1, 5, 8, 13, 16, 19])
CHATLOG_ROOMS = """林小满(wxid_lin) [周末徒步(1@chatroom)] 2024-01-15 10:30:07
早

阿福(wxid_fu) [花店(2@chatroom)] 2024-01-15 10:31:05
不在这个群

小七(wxid_qi) [周末徒步(1@chatroom)] 2024-01-15 10:33:00
好
"""
QQ = f"""消息记录（此消息记录为文本格式，不支持重新导入）

================================================================
消息分组:我的群聊
================================================================
消息对象:周末徒步
================================================================

2024-01-15 10:30:07 【群主】林小满(10001)
{FIRST}

2024-01-15 10:31:05 {FU}(10002)
[图片]

2024-01-15 10:31:30 小七<qi@example.com>
{REPLY}

2024-01-15 10:32:00 系统消息(10000)
{JOIN}

2024-01-15 10:32:30 系统消息(10000)
{RECALL}

2024-01-15 10:33:00 {LONG}(10003)
=1+1

"""

# --- tables ------------------------------------------------------------------------------------


def _csv(rows: list[list[str]]) -> str:
    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if any(c in value for c in ',"\n') else value

    return "".join(",".join(map(cell, row)) + "\n" for row in rows)


_REFER = f"<refermsg><type>1</type><svrid>77</svrid><displayname>林小满</displayname><content>{QUOTED}</content></refermsg>"
_APP = f'<?xml version="1.0"?>\n<msg><appmsg><title>{REPLY}</title><type>57</type>{_REFER}</appmsg></msg>'
MEMOTRACE_OLD = _csv(
    [
        [
            "localId",
            "TalkerId",
            "Type",
            "SubType",
            "IsSender",
            "CreateTime",
            "Status",
            "StrContent",
            "StrTime",
            "Remark",
            "NickName",
            "Sender",
        ],
        [
            "1",
            "12",
            "1",
            "0",
            "0",
            str(_t("10:30:07")),
            "2",
            FIRST,
            "2024-01-15 10:30:07",
            "",
            "林小满",
            "wxid_lin",
        ],
        [
            "2",
            "12",
            "3",
            "0",
            "1",
            str(_t("10:31:05")),
            "2",
            "<msg><img/></msg>",
            "2024-01-15 10:31:05",
            "",
            FU,
            "wxid_fu",
        ],
        [
            "3",
            "12",
            "49",
            "57",
            "0",
            str(_t("10:31:30")),
            "2",
            _APP,
            "2024-01-15 10:31:30",
            "小七",
            "七七",
            "wxid_qi",
        ],
        ["4", "12", "10000", "0", "0", str(_t("10:32:00")), "2", JOIN, "2024-01-15 10:32:00", "", "", ""],
        ["5", "12", "10000", "4", "0", str(_t("10:32:30")), "2", RECALL, "2024-01-15 10:32:30", "", "", ""],
        [
            "6",
            "12",
            "1",
            "0",
            "0",
            str(_t("10:33:00")),
            "2",
            "=1+1",
            "2024-01-15 10:33:00",
            LONG,
            "",
            "wxid_long",
        ],
    ]
)
MEMOTRACE_NEW = _csv(
    [
        ["消息ID", "类型", "发送人", "时间", "内容", "备注", "昵称", "更多信息"],
        ["901", "文本", "林小满", "2024-01-15 10:30:07", FIRST, "", "林小满", ""],
        ["902", "图片", FU, "2024-01-15 10:31:05", "[图片]", "", FU, ""],
        ["903", "引用", "小七", "2024-01-15 10:31:30", f"{REPLY}\n引用:林小满:{QUOTED}", "", "七七", ""],
        ["904", "系统消息", "", "2024-01-15 10:32:00", JOIN, "", "", ""],
        ["905", "撤回消息", "", "2024-01-15 10:32:30", RECALL, "", "", ""],
        ["906", "文本", LONG, "2024-01-15 10:33:00", "=1+1", "", "", ""],
    ]
)
CHATLOG_CSV = _csv(
    [
        ["Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"],
        ["2024-01-15 10:30:07", "林小满", "wxid_lin", "周末徒步", "1@chatroom", FIRST],
        [
            "2024-01-15 10:31:05",
            FU,
            "wxid_fu",
            "周末徒步",
            "1@chatroom",
            "![图片](http://127.0.0.1:5030/image/abc)",
        ],
        [
            "2024-01-15 10:31:30",
            "小七",
            "wxid_qi",
            "周末徒步",
            "1@chatroom",
            f"> 林小满(wxid_lin) 01-15 10:30:07\n> {QUOTED}\n{REPLY}",
        ],
        ["2024-01-15 10:32:00", "", "系统消息", "周末徒步", "1@chatroom", JOIN],
        ["2024-01-15 10:32:30", "", "系统消息", "周末徒步", "1@chatroom", RECALL],
        ["2024-01-15 10:33:00", LONG, "wxid_long", "周末徒步", "1@chatroom", "=1+1"],
    ]
)
SHEET = _csv(
    [
        ["时间", "类型", "发送人", "内容", "引用人", "引用内容"],
        ["2024-01-15 10:30:07", "文本", "林小满", FIRST, "", ""],
        ["2024-01-15 10:31:05", "图片", FU, "[图片]", "", ""],
        ["2024-01-15 10:31:30", "文本", "小七", REPLY, "林小满", QUOTED],
        ["2024-01-15 10:32:00", "系统消息", "", JOIN, "", ""],
        ["2024-01-15 10:32:30", "系统消息", "", RECALL, "", ""],
        ["2024-01-15 10:33:00", "文本", LONG, "=1+1", "", ""],
    ]
)
_WEFLOW_HEAD: list[list[object]] = [
    ["会话信息"], ["微信ID", "1@chatroom", "昵称", "周末徒步"], ["导出工具", "WeFlow", "版本", "1.0"], ["平台", "wechat", "导出时间", "2024-01-16"],
]  # fmt: skip
WEFLOW_XLSX = [
    *_WEFLOW_HEAD,
    ["序号", "时间", "发送者昵称", "发送者微信ID", "发送者备注", "发送者身份", "消息类型", "内容"],
    [1, "2024-01-15 10:30:07", "林小满", "wxid_lin", "", "群主", "文本消息", FIRST],
    [2, "2024-01-15 10:31:05", FU, "wxid_fu", "", "我", "图片消息", "[图片]"],
    [
        3,
        "2024-01-15 10:31:30",
        "七七",
        "wxid_qi",
        "小七",
        "成员",
        "引用消息",
        f"{REPLY}[引用 林小满：{QUOTED}]",
    ],
    [4, "2024-01-15 10:32:00", "", "", "", "系统消息", "系统消息", JOIN],
    [5, "2024-01-15 10:32:30", "", "", "", "系统消息", "系统消息", RECALL],
    [6, "2024-01-15 10:33:00", LONG, "wxid_long", "", "成员", "文本消息", "=1+1"],
]
WEFLOW_XLSX_SHORT = [
    *_WEFLOW_HEAD,
    ["序号", "时间", "发送者身份", "消息类型", "内容"],
    [1, datetime(2024, 1, 15, 10, 30, 7), "林小满", "文本消息", FIRST],
]
ROSTER = _csv(
    [
        ["群昵称", "微信号", "角色", "会员号"],
        ["林小满", "wxid_lin", "群主", "0001"],
        [FU, "wxid_fu", "管理员", ""],
        [LONG, "wxid_long", "成员", "=1+1"],
    ]
)

# --- JSON --------------------------------------------------------------------------------------

_CHATLAB_MEMBERS = [
    {"platformId": "wxid_lin", "accountName": "林小满", "roles": [{"id": "owner"}]},
    {"platformId": "wxid_fu", "accountName": "福", "groupNickname": FU, "aliases": ["x"]},
]


def _lab(sender: str, name: str, when: str, kind: int, content: str, **more: object) -> dict[str, object]:
    base = {"sender": sender, "accountName": name, "timestamp": _t(when), "type": kind, "content": content}
    return base | more


_CHATLAB_MESSAGES = [
    _lab("wxid_lin", "林小满", "10:30:07", 0, FIRST, platformMessageId="901"),
    _lab("wxid_fu", "福", "10:31:05", 1, "[图片]", groupNickname=FU),
    _lab("wxid_qi", "小七", "10:31:30", 25, f"{REPLY}[引用 林小满：{QUOTED}]", replyToMessageId="901"),
    _lab("system", "", "10:32:00", 80, JOIN),
    _lab("wxid_qi", "小七", "10:32:30", 81, RECALL),
    _lab("wxid_long", LONG, "10:33:00", 0, "=1+1"),
]
_CHATLAB_HEAD = {"version": "0.0.2", "exportedAt": 1705290000, "generator": "x"}
_CHATLAB_META = {
    "name": "周末徒步",
    "platform": "wechat",
    "type": "group",
    "groupId": "1@chatroom",
    "ownerId": "wxid_lin",
}
CHATLAB = json.dumps(
    {"chatlab": _CHATLAB_HEAD, "meta": _CHATLAB_META, "members": _CHATLAB_MEMBERS, "messages": _CHATLAB_MESSAGES},
    ensure_ascii=False, indent=1,
)  # fmt: skip
CHATLAB_LINES = "".join(
    json.dumps(line, ensure_ascii=True) + "\n"
    for line in (
        {"_type": "header", "chatlab": _CHATLAB_HEAD, "meta": _CHATLAB_META},
        *({"_type": "member"} | member for member in _CHATLAB_MEMBERS),
        *({"_type": "message"} | message for message in _CHATLAB_MESSAGES),
    )
)
_CHATLAB_TOP: list[tuple[Any, ...]] = [
    ("g", "周末徒步"),
    ("p", 1, "林小满", "wxid_lin", "owner"),
    ("p", 2, FU, "wxid_fu", ""),
]


def _log(
    seq: int, sender: str, name: str, clock: str, kind: int, sub: int, content: str, **more: object
) -> dict[str, object]:
    base: dict[str, object] = {
        "seq": seq, "time": f"2024-01-15T{clock}+08:00", "talker": "1@chatroom", "talkerName": "周末徒步",
        "isChatRoom": True, "sender": sender, "senderName": name, "isSelf": sender == "wxid_fu", "type": kind,
        "subType": sub, "content": content,
    }  # fmt: skip
    return base | more


CHATLOG_JSON = json.dumps(
    [
        _log(1, "wxid_lin", "林小满", "10:30:07", 1, 0, FIRST),
        _log(2, "wxid_fu", FU, "10:31:05", 3, 0, "", contents={"md5": "abc", "host": "127.0.0.1:5030"}),
        _log(
            3,
            "wxid_qi",
            "小七",
            "10:31:30",
            49,
            57,
            REPLY,
            contents={"refer": {"type": 1, "senderName": "林小满", "content": QUOTED}},
        ),
        _log(4, "系统消息", "", "10:32:00", 10000, 0, JOIN),
        _log(5, "系统消息", "", "10:32:30", 10000, 0, RECALL),
        _log(6, "wxid_long", LONG, "10:33:00", 1, 0, "=1+1"),
    ],
    ensure_ascii=False,
)


def _flow(clock: str, kind: str, content: str, sender: str, name: str, **more: object) -> dict[str, object]:
    base: dict[str, object] = {
        "localId": 1, "createTime": _t(clock), "formattedTime": f"2024-01-15 {clock}", "type": kind, "localType": 1,
        "content": content, "isSend": int(sender == "wxid_fu"), "senderUsername": sender, "senderDisplayName": name, "source": "",
    }  # fmt: skip
    return base | more


WEFLOW_JSON = json.dumps(
    {
        "weflow": {"version": "1.0", "exportedAt": 1705290000},
        "session": {
            "wxid": "1@chatroom",
            "nickname": "周末徒步",
            "displayName": "周末徒步",
            "type": "群聊",
            "messageCount": 6,
        },
        "messages": [
            _flow("10:30:07", "文本消息", FIRST, "wxid_lin", "林小满"),
            _flow("10:31:05", "图片消息", "[图片]", "wxid_fu", FU),
            _flow(
                "10:31:30",
                "引用消息",
                f"{REPLY}[引用 林小满：{QUOTED}]",
                "wxid_qi",
                "小七",
                quotedSender="林小满",
                quotedContent=QUOTED,
            ),
            _flow("10:32:00", "系统消息", JOIN, "", ""),
            _flow("10:32:30", "系统消息", RECALL, "", ""),
            _flow("10:33:00", "文本消息", "=1+1", "wxid_long", LONG),
        ],
        "avatars": {"wxid_lin": "data:" + "A" * 5000},
    },
    ensure_ascii=False,
)


def _wecom(
    msgid: str, sender: str, clock: str, kind: str, body: dict[str, object], action: str = "send"
) -> str:
    message = {
        "msgid": msgid, "action": action, "from": sender, "tolist": ["x"], "roomid": "wr1",
        "msgtime": _t(clock) * 1000 + 123, "msgtype": kind, kind: body,
    }  # fmt: skip
    return json.dumps(message, ensure_ascii=False) + "\n"


WECOM = (
    _wecom("1", "林小满", "10:30:07", "text", {"content": FIRST})
    + _wecom("2", FU, "10:31:05", "image", {"md5sum": "x", "sdkfileid": "y"})
    + _wecom(
        "3",
        "小七",
        "10:31:30",
        "text",
        {"content": f'这是一条引用/回复消息：\n"林小满：\n{QUOTED}"\n------\n{REPLY}'},
    )
    + _wecom("4", "小七", "10:32:30", "revoke", {"pre_msgid": "3"}, "recall")
    + _wecom("5", LONG, "10:33:00", "text", {"content": "=1+1"})
)
_wecom_talk = _talk([1, 2, 3, 5])
_WECOM_EXPECTED = [*_wecom_talk[:3], ("r", 4, _t("10:32:30"), "recalled", "小七"), _wecom_talk[3]]

_ROSTER_EXPECTED: list[tuple[Any, ...]] = [
    ("p", 2, "林小满", "wxid_lin", "owner"), ("p", 3, FU, "wxid_fu", "admin"), ("p", 4, LONG, "wxid_long", "member"),
]  # fmt: skip
_QQ_EXPECTED = [("g", "周末徒步"), *_mixed([9, 13, 16, 19, 22, 25], quote=False)]
_BASE = Options(base_date=date(2024, 1, 15))

ROOMS = json.dumps(
    {
        "items": [
            {
                "name": "1@chatroom", "owner": "wxid_lin", "remark": "", "nickName": "周末徒步",
                "users": [{"userName": "wxid_lin", "displayName": "林小满"}, {"userName": "wxid_fu", "displayName": FU}, {"userName": "wxid_long", "displayName": LONG}],
            },
            {"name": "2@chatroom", "owner": "x", "users": []},
        ]
    },
    ensure_ascii=False,
)  # fmt: skip
_ROOMS_EXPECTED: list[tuple[Any, ...]] = [
    ("g", "周末徒步"), ("p", 1, "林小满", "wxid_lin", "owner"), ("p", 1, FU, "wxid_fu", ""), ("p", 1, LONG, "wxid_long", ""), ("g", "2@chatroom"),
]  # fmt: skip

GOLDEN: list[Golden] = [
    Golden("chatlog_rooms", "utf8", "t.json", ROOMS.encode(), _ROOMS_EXPECTED),
    Golden("chatlog_rooms", "one", "t.json", ROOMS.encode("gb18030"), _ROOMS_EXPECTED[:4], Options(talkers=("周末徒步",))),
    Golden("wechat_mail", "utf8", "chat.txt", MAIL.encode(), _MAIL_EXPECTED),
    Golden("wechat_mail", "gb18030", "chat.txt", MAIL.encode("gb18030"), _MAIL_EXPECTED),
    Golden("wechat_pc", "utf8", "paste.txt", PC.encode(), _PC_EXPECTED),
    Golden("wechat_pc", "utf16", "paste.txt", PC.encode("utf-16"), _PC_EXPECTED),
    Golden("wechat_pc", "gb18030", "paste.txt", PC.encode("gb18030"), _PC_EXPECTED),
    Golden("wechat_pc", "relative", "paste.txt", PC.replace("2024-01-15", "昨天").encode(), _PC_EXPECTED, Options(base_date=date(2024, 1, 16))),
    Golden("memotrace_txt", "utf8", "t.txt", MEMOTRACE_TXT.encode(), _mixed([1, 5, 8, 12, 14, 16])),
    Golden("memotrace_txt", "bom", "t.txt", MEMOTRACE_TXT.encode("utf-8-sig"), _mixed([1, 5, 8, 12, 14, 16])),
    Golden("weflow_txt", "utf8", "t.txt", WEFLOW_TXT.encode(), _mixed([1, 5, 8, 11, 14, 17])),
    Golden("wechatexporter_txt", "utf8", "t.txt", WECHATEXPORTER.encode(), _EXPORTER_EXPECTED),
    Golden("chatlog_text", "years", "t.txt", chatlog_text("2024-01-15 ").encode(), _CHATLOG_EXPECTED),
    Golden("chatlog_text", "days", "t.txt", chatlog_text("01-15 ").encode(), _CHATLOG_EXPECTED, _BASE),
    Golden("chatlog_text", "day", "t.txt", chatlog_text("").encode(), _CHATLOG_EXPECTED, _BASE),
    Golden("chatlog_text", "rooms", "t.txt", CHATLOG_ROOMS.encode(), [
        ("m", 1, _t("10:30:07"), "林小满", "text", "早"), ("m", 7, _t("10:33:00"), "小七", "text", "好"),
    ], Options(talkers=("1@chatroom",))),
    Golden("qq_txt", "utf8", "t.txt", QQ.encode("utf-8-sig"), _QQ_EXPECTED),
    Golden("qq_txt", "gb18030", "t.txt", QQ.encode("gb18030"), _QQ_EXPECTED),
    Golden("memotrace_csv", "old", "t_utf8.csv", MEMOTRACE_OLD.encode("utf-8-sig"), _mixed([2, 3, 4, 5, 6, 7])),
    Golden("memotrace_csv", "new", "t.csv", MEMOTRACE_NEW.encode("utf-8-sig"), _mixed([2, 3, 4, 5, 6, 7])),
    Golden("chatlog_csv", "utf8", "t.csv", CHATLOG_CSV.encode(), _mixed([2, 3, 4, 5, 6, 7])),
    Golden("sheet_messages", "utf8", "t.csv", SHEET.encode(), _mixed([2, 3, 4, 5, 6, 7])),
    Golden("sheet_messages", "gb18030", "t.csv", SHEET.encode("gb18030"), _mixed([2, 3, 4, 5, 6, 7])),
    Golden("sheet_messages", "mapped", "t.csv", SHEET.replace("时间", "a").replace("类型", "b").replace("发送人", "c").encode(), _mixed([2, 3, 4, 5, 6, 7]),
           Options(mapping=Mapping(table="messages", columns=("time", "kind", "sender", "text", "quote_name", "quote_text")))),
    Golden("sheet_members", "utf8", "t.csv", ROSTER.encode("utf-8-sig"), _ROSTER_EXPECTED),
    Golden("weflow_xlsx", "long", "t.xlsx", workbook(WEFLOW_XLSX), _mixed([6, 7, 8, 9, 10, 11]), text=False),
    Golden("weflow_xlsx", "short", "t.xlsx", workbook(WEFLOW_XLSX_SHORT), [("m", 6, _t("10:30:07"), "林小满", "text", FIRST)], text=False),
    Golden("chatlab_json", "utf8", "t.json", CHATLAB.encode(), [*_CHATLAB_TOP, *_mixed([1, 2, 3, 4, 5, 6])]),
    Golden("chatlab_json", "utf16", "t.json", CHATLAB.encode("utf-16"), [*_CHATLAB_TOP, *_mixed([1, 2, 3, 4, 5, 6])]),
    Golden("chatlab_jsonl", "ascii", "t.jsonl", CHATLAB_LINES.encode(), [
        ("g", "周末徒步"), ("p", 2, "林小满", "wxid_lin", "owner"), ("p", 3, FU, "wxid_fu", ""), *_mixed([4, 5, 6, 7, 8, 9]),
    ]),
    Golden("chatlog_json", "utf8", "t.json", CHATLOG_JSON.encode(), _mixed([1, 2, 3, 4, 5, 6])),
    Golden("weflow_json", "utf8", "t.json", WEFLOW_JSON.encode(), [("g", "周末徒步"), *_mixed([1, 2, 3, 4, 5, 6])]),
    Golden("weflow_json", "echotrace", "t.json", WEFLOW_JSON.replace('"weflow": {"version": "1.0", "exportedAt": 1705290000}, ', "").encode(),
           [("g", "周末徒步"), *_mixed([1, 2, 3, 4, 5, 6])]),
    Golden("wecom_archive", "utf8", "t.jsonl", WECOM.encode(), _WECOM_EXPECTED),
]  # fmt: skip
