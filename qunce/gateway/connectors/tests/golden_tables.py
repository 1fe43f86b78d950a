"""The invented talk of ``golden_talk`` as tables: .csv of four tools, workbooks, a roster."""

# ruff: noqa: E501 - the files are shown as they are

from datetime import datetime

from .golden_talk import FIRST, FU, JOIN, LONG, QUOTED, RECALL, REPLY, moment

# --- tables ------------------------------------------------------------------------------------


def csv_text(rows: list[list[str]]) -> str:
    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if any(c in value for c in ',"\n') else value

    return "".join(",".join(map(cell, row)) + "\n" for row in rows)


REFER = (
    f"<refermsg><type>1</type><svrid>77</svrid><displayname>林小满</displayname><content>{QUOTED}</content></refermsg>"
)
APP = f'<?xml version="1.0"?>\n<msg><appmsg><title>{REPLY}</title><type>57</type>{REFER}</appmsg></msg>'
MEMOTRACE_OLD = csv_text(
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
            str(moment("10:30:07")),
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
            str(moment("10:31:05")),
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
            str(moment("10:31:30")),
            "2",
            APP,
            "2024-01-15 10:31:30",
            "小七",
            "七七",
            "wxid_qi",
        ],
        ["4", "12", "10000", "0", "0", str(moment("10:32:00")), "2", JOIN, "2024-01-15 10:32:00", "", "", ""],
        ["5", "12", "10000", "4", "0", str(moment("10:32:30")), "2", RECALL, "2024-01-15 10:32:30", "", "", ""],
        [
            "6",
            "12",
            "1",
            "0",
            "0",
            str(moment("10:33:00")),
            "2",
            "=1+1",
            "2024-01-15 10:33:00",
            LONG,
            "",
            "wxid_long",
        ],
    ]
)
MEMOTRACE_NEW = csv_text(
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
CHATLOG_CSV = csv_text(
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
SHEET = csv_text(
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
WEFLOW_HEAD: list[list[object]] = [
    ["会话信息"], ["微信ID", "1@chatroom", "昵称", "周末徒步"], ["导出工具", "WeFlow", "版本", "1.0"], ["平台", "wechat", "导出时间", "2024-01-16"],
]  # fmt: skip
WEFLOW_XLSX = [
    *WEFLOW_HEAD,
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
    *WEFLOW_HEAD,
    ["序号", "时间", "发送者身份", "消息类型", "内容"],
    [1, datetime(2024, 1, 15, 10, 30, 7), "林小满", "文本消息", FIRST],
]
ROSTER = csv_text(
    [
        ["群昵称", "微信号", "角色", "会员号"],
        ["林小满", "wxid_lin", "群主", "0001"],
        [FU, "wxid_fu", "管理员", ""],
        [LONG, "wxid_long", "成员", "=1+1"],
    ]
)
