"""The golden files of all dialects: JSON here, texts and tables in the modules beside.

Each Golden names its dialect; several may stand for one (encodings, spans of time, headers).
"""

# ruff: noqa: E501 - the files are shown as they are

import json
from datetime import date
from typing import Any

from qunce.gateway.connectors.api import Mapping, Options

from .golden_tables import CHATLOG_CSV, MEMOTRACE_NEW, MEMOTRACE_OLD, ROSTER, SHEET, WEFLOW_XLSX, WEFLOW_XLSX_SHORT
from .golden_talk import (
    CHATLOG_EXPECTED,
    CHATLOG_ROOMS,
    EXPORTER_EXPECTED,
    FIRST,
    FU,
    JOIN,
    LONG,
    MAIL,
    MAIL_EXPECTED,
    MEMOTRACE_TXT,
    PC,
    PC_EXPECTED,
    QQ,
    QUOTED,
    RECALL,
    REPLY,
    WECHATEXPORTER,
    WEFLOW_TXT,
    Golden,
    chatlog_text,
    mixed_rows,
    moment,
    short,
    talk_rows,
)
from .helpers import workbook

__all__ = ["GOLDEN", "Golden", "short"]

# --- JSON --------------------------------------------------------------------------------------

CHATLAB_MEMBERS = [
    {"platformId": "wxid_lin", "accountName": "林小满", "roles": [{"id": "owner"}]},
    {"platformId": "wxid_fu", "accountName": "福", "groupNickname": FU, "aliases": ["x"]},
]


def lab(sender: str, name: str, when: str, kind: int, content: str, **more: object) -> dict[str, object]:
    base = {"sender": sender, "accountName": name, "timestamp": moment(when), "type": kind, "content": content}
    return base | more


CHATLAB_MESSAGES = [
    lab("wxid_lin", "林小满", "10:30:07", 0, FIRST, platformMessageId="901"),
    lab("wxid_fu", "福", "10:31:05", 1, "[图片]", groupNickname=FU),
    lab("wxid_qi", "小七", "10:31:30", 25, f"{REPLY}[引用 林小满：{QUOTED}]", replyToMessageId="901"),
    lab("system", "", "10:32:00", 80, JOIN),
    lab("wxid_qi", "小七", "10:32:30", 81, RECALL),
    lab("wxid_long", LONG, "10:33:00", 0, "=1+1"),
]
CHATLAB_HEAD = {"version": "0.0.2", "exportedAt": 1705290000, "generator": "x"}
CHATLAB_META = {
    "name": "周末徒步",
    "platform": "wechat",
    "type": "group",
    "groupId": "1@chatroom",
    "ownerId": "wxid_lin",
}
CHATLAB = json.dumps(
    {"chatlab": CHATLAB_HEAD, "meta": CHATLAB_META, "members": CHATLAB_MEMBERS, "messages": CHATLAB_MESSAGES},
    ensure_ascii=False, indent=1,
)  # fmt: skip
CHATLAB_LINES = "".join(
    json.dumps(line, ensure_ascii=True) + "\n"
    for line in (
        {"_type": "header", "chatlab": CHATLAB_HEAD, "meta": CHATLAB_META},
        *({"_type": "member"} | member for member in CHATLAB_MEMBERS),
        *({"_type": "message"} | message for message in CHATLAB_MESSAGES),
    )
)
CHATLAB_TOP: list[tuple[Any, ...]] = [
    ("g", "周末徒步"),
    ("p", 1, "林小满", "wxid_lin", "owner"),
    ("p", 2, FU, "wxid_fu", ""),
]


def log(
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
        log(1, "wxid_lin", "林小满", "10:30:07", 1, 0, FIRST),
        log(2, "wxid_fu", FU, "10:31:05", 3, 0, "", contents={"md5": "abc", "host": "127.0.0.1:5030"}),
        log(
            3,
            "wxid_qi",
            "小七",
            "10:31:30",
            49,
            57,
            REPLY,
            contents={"refer": {"type": 1, "senderName": "林小满", "content": QUOTED}},
        ),
        log(4, "系统消息", "", "10:32:00", 10000, 0, JOIN),
        log(5, "系统消息", "", "10:32:30", 10000, 0, RECALL),
        log(6, "wxid_long", LONG, "10:33:00", 1, 0, "=1+1"),
    ],
    ensure_ascii=False,
)


def flow(clock: str, kind: str, content: str, sender: str, name: str, **more: object) -> dict[str, object]:
    base: dict[str, object] = {
        "localId": 1, "createTime": moment(clock), "formattedTime": f"2024-01-15 {clock}", "type": kind, "localType": 1,
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
            flow("10:30:07", "文本消息", FIRST, "wxid_lin", "林小满"),
            flow("10:31:05", "图片消息", "[图片]", "wxid_fu", FU),
            flow(
                "10:31:30",
                "引用消息",
                f"{REPLY}[引用 林小满：{QUOTED}]",
                "wxid_qi",
                "小七",
                quotedSender="林小满",
                quotedContent=QUOTED,
            ),
            flow("10:32:00", "系统消息", JOIN, "", ""),
            flow("10:32:30", "系统消息", RECALL, "", ""),
            flow("10:33:00", "文本消息", "=1+1", "wxid_long", LONG),
        ],
        "avatars": {"wxid_lin": "data:" + "A" * 5000},
    },
    ensure_ascii=False,
)


def wecom(msgid: str, sender: str, clock: str, kind: str, body: dict[str, object], action: str = "send") -> str:
    message = {
        "msgid": msgid, "action": action, "from": sender, "tolist": ["x"], "roomid": "wr1",
        "msgtime": moment(clock) * 1000 + 123, "msgtype": kind, kind: body,
    }  # fmt: skip
    return json.dumps(message, ensure_ascii=False) + "\n"


WECOM = (
    wecom("1", "林小满", "10:30:07", "text", {"content": FIRST})
    + wecom("2", FU, "10:31:05", "image", {"md5sum": "x", "sdkfileid": "y"})
    + wecom(
        "3",
        "小七",
        "10:31:30",
        "text",
        {"content": f'这是一条引用/回复消息：\n"林小满：\n{QUOTED}"\n------\n{REPLY}'},
    )
    + wecom("4", "小七", "10:32:30", "revoke", {"pre_msgid": "3"}, "recall")
    + wecom("5", LONG, "10:33:00", "text", {"content": "=1+1"})
)
WECOM_TALK = talk_rows([1, 2, 3, 5])
WECOM_EXPECTED = [*WECOM_TALK[:3], ("r", 4, moment("10:32:30"), "recalled", "小七"), WECOM_TALK[3]]

ROSTER_EXPECTED: list[tuple[Any, ...]] = [
    ("p", 2, "林小满", "wxid_lin", "owner"), ("p", 3, FU, "wxid_fu", "admin"), ("p", 4, LONG, "wxid_long", "member"),
]  # fmt: skip
QQ_EXPECTED = [("g", "周末徒步"), *mixed_rows([9, 13, 16, 19, 22, 25], quote=False)]
BASE = Options(base_date=date(2024, 1, 15))

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
ROOMS_EXPECTED: list[tuple[Any, ...]] = [
    ("g", "周末徒步"), ("p", 1, "林小满", "wxid_lin", "owner"), ("p", 1, FU, "wxid_fu", ""), ("p", 1, LONG, "wxid_long", ""), ("g", "2@chatroom"),
]  # fmt: skip

GOLDEN: list[Golden] = [
    Golden("chatlog_rooms", "utf8", "t.json", ROOMS.encode(), ROOMS_EXPECTED),
    Golden("chatlog_rooms", "one", "t.json", ROOMS.encode("gb18030"), ROOMS_EXPECTED[:4], Options(talkers=("周末徒步",))),
    Golden("wechat_mail", "utf8", "chat.txt", MAIL.encode(), MAIL_EXPECTED),
    Golden("wechat_mail", "gb18030", "chat.txt", MAIL.encode("gb18030"), MAIL_EXPECTED),
    Golden("wechat_pc", "utf8", "paste.txt", PC.encode(), PC_EXPECTED),
    Golden("wechat_pc", "utf16", "paste.txt", PC.encode("utf-16"), PC_EXPECTED),
    Golden("wechat_pc", "gb18030", "paste.txt", PC.encode("gb18030"), PC_EXPECTED),
    Golden("wechat_pc", "relative", "paste.txt", PC.replace("2024-01-15", "昨天").encode(), PC_EXPECTED, Options(base_date=date(2024, 1, 16))),
    Golden("memotrace_txt", "utf8", "t.txt", MEMOTRACE_TXT.encode(), mixed_rows([1, 5, 8, 12, 14, 16])),
    Golden("memotrace_txt", "bom", "t.txt", MEMOTRACE_TXT.encode("utf-8-sig"), mixed_rows([1, 5, 8, 12, 14, 16])),
    Golden("weflow_txt", "utf8", "t.txt", WEFLOW_TXT.encode(), mixed_rows([1, 5, 8, 11, 14, 17])),
    Golden("wechatexporter_txt", "utf8", "t.txt", WECHATEXPORTER.encode(), EXPORTER_EXPECTED),
    Golden("chatlog_text", "years", "t.txt", chatlog_text("2024-01-15 ").encode(), CHATLOG_EXPECTED),
    Golden("chatlog_text", "days", "t.txt", chatlog_text("01-15 ").encode(), CHATLOG_EXPECTED, BASE),
    Golden("chatlog_text", "day", "t.txt", chatlog_text("").encode(), CHATLOG_EXPECTED, BASE),
    Golden("chatlog_text", "rooms", "t.txt", CHATLOG_ROOMS.encode(), [
        ("m", 1, moment("10:30:07"), "林小满", "text", "早"), ("m", 7, moment("10:33:00"), "小七", "text", "好"),
    ], Options(talkers=("1@chatroom",))),
    Golden("qq_txt", "utf8", "t.txt", QQ.encode("utf-8-sig"), QQ_EXPECTED),
    Golden("qq_txt", "gb18030", "t.txt", QQ.encode("gb18030"), QQ_EXPECTED),
    Golden("memotrace_csv", "old", "t_utf8.csv", MEMOTRACE_OLD.encode("utf-8-sig"), mixed_rows([2, 3, 4, 5, 6, 7])),
    Golden("memotrace_csv", "new", "t.csv", MEMOTRACE_NEW.encode("utf-8-sig"), mixed_rows([2, 3, 4, 5, 6, 7])),
    Golden("chatlog_csv", "utf8", "t.csv", CHATLOG_CSV.encode(), mixed_rows([2, 3, 4, 5, 6, 7])),
    Golden("sheet_messages", "utf8", "t.csv", SHEET.encode(), mixed_rows([2, 3, 4, 5, 6, 7])),
    Golden("sheet_messages", "gb18030", "t.csv", SHEET.encode("gb18030"), mixed_rows([2, 3, 4, 5, 6, 7])),
    Golden("sheet_messages", "mapped", "t.csv", SHEET.replace("时间", "a").replace("类型", "b").replace("发送人", "c").encode(), mixed_rows([2, 3, 4, 5, 6, 7]),
           Options(mapping=Mapping(table="messages", columns=("time", "kind", "sender", "text", "quote_name", "quote_text")))),
    Golden("sheet_members", "utf8", "t.csv", ROSTER.encode("utf-8-sig"), ROSTER_EXPECTED),
    Golden("weflow_xlsx", "long", "t.xlsx", workbook(WEFLOW_XLSX), mixed_rows([6, 7, 8, 9, 10, 11]), text=False),
    Golden("weflow_xlsx", "short", "t.xlsx", workbook(WEFLOW_XLSX_SHORT), [("m", 6, moment("10:30:07"), "林小满", "text", FIRST)], text=False),
    Golden("chatlab_json", "utf8", "t.json", CHATLAB.encode(), [*CHATLAB_TOP, *mixed_rows([1, 2, 3, 4, 5, 6])]),
    Golden("chatlab_json", "utf16", "t.json", CHATLAB.encode("utf-16"), [*CHATLAB_TOP, *mixed_rows([1, 2, 3, 4, 5, 6])]),
    Golden("chatlab_jsonl", "ascii", "t.jsonl", CHATLAB_LINES.encode(), [
        ("g", "周末徒步"), ("p", 2, "林小满", "wxid_lin", "owner"), ("p", 3, FU, "wxid_fu", ""), *mixed_rows([4, 5, 6, 7, 8, 9]),
    ]),
    Golden("chatlog_json", "utf8", "t.json", CHATLOG_JSON.encode(), mixed_rows([1, 2, 3, 4, 5, 6])),
    Golden("weflow_json", "utf8", "t.json", WEFLOW_JSON.encode(), [("g", "周末徒步"), *mixed_rows([1, 2, 3, 4, 5, 6])]),
    Golden("weflow_json", "echotrace", "t.json", WEFLOW_JSON.replace('"weflow": {"version": "1.0", "exportedAt": 1705290000}, ', "").encode(),
           [("g", "周末徒步"), *mixed_rows([1, 2, 3, 4, 5, 6])]),
    Golden("wecom_archive", "utf8", "t.jsonl", WECOM.encode(), WECOM_EXPECTED),
]  # fmt: skip
